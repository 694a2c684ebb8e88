"""The product works from a built wheel, with nothing but the runtime lock installed: no source tree, no Node."""

import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.engines.servers import free_port
from tests.live import ROOT, environment

UV = Path(sys.executable).with_name("uv")


def _run(*command: object, cwd: Path) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment(cwd / "data"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(240)
def test_the_wheel_serves_the_site(tmp_path: Path) -> None:
    if not UV.exists():
        pytest.skip("uv is not in this environment; `make install` puts it there")
    _run(
        UV,
        "build",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "-q",
        "-o",
        tmp_path / "dist",
        ROOT,
        cwd=tmp_path,
    )
    wheel = next((tmp_path / "dist").glob("*.whl"))
    _run(UV, "venv", "-q", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    lock = ROOT / "requirements" / "runtime.txt"
    _run(UV, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", lock, cwd=tmp_path)
    _run(UV, "pip", "install", "-q", "--python", python, "--no-deps", wheel, cwd=tmp_path)
    where = _run(python, "-c", "import guangsha; print(guangsha.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where
    command = tmp_path / "venv" / "bin" / "guangsha"
    assert "ok  database" in _run(command, "doctor", cwd=tmp_path)

    port = free_port()
    with subprocess.Popen(
        [command, "serve", "--port", str(port)],
        cwd=tmp_path,
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdout is not None
        served.stdout.readline()
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                    page = answer.read().decode()
                break
            except OSError:
                assert served.poll() is None
                subprocess.run(["sleep", "0.2"], check=True)
        assert "/static/" in page
        assert "<h1" in page
        served.terminate()
    shutil.rmtree(tmp_path / "venv")
