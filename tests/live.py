"""The real product with demo data, as a process of its own: for journeys, screenshots, fuzzing and benches.

The demo is loaded once per run into a template directory and copied, because loading takes far longer than copying; so is an
empty database.
"""

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.engines.servers import free_port

ROOT = Path(__file__).resolve().parents[1]
READY_S = 90.0


@dataclass(frozen=True)
class Site:
    """A running product: where it answers and where its data is."""

    url: str
    directory: Path
    process: subprocess.Popen[bytes]


def environment(directory: Path, **more: str) -> dict[str, str]:
    """The environment of a product process: nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GUANGSHA_", "_GUANGSHA_"))}
    return {**kept, "GUANGSHA_DATA_DIR": str(directory), "GUANGSHA_LOG_LEVEL": "WARNING", "GUANGSHA_DEMO": "1", **more}


def guangsha(directory: Path, *words: str, **more: str) -> None:
    """Run the command and wait; its output is shown when it fails."""
    command = [sys.executable, "-m", "guangsha", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(directory, **more), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"guangsha {' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def _template(word: str) -> Path:
    """A data directory made by ``guangsha <word>``, by the first process of this run that asks."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"single-{os.getpid()}"
    home = Path(tempfile.gettempdir()) / f"guangsha-{word}-{run}"
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        data = home / "data"
        if not (home / "done").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            guangsha(data, word)
            (home / "done").touch()
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    return data


def demo_template() -> Path:
    """A directory with the demo loaded and indexed."""
    return _template("demo")


def empty(directory: Path) -> Path:
    """``directory`` with a database in it that holds nothing yet: copied, because making one takes far longer."""
    shutil.copytree(_template("doctor"), directory, dirs_exist_ok=True)
    return directory


def _wait_until_ready(site: Site) -> None:
    deadline = time.monotonic() + READY_S
    reason = "no answer"
    while time.monotonic() < deadline and site.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{site.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            reason = error.read().decode()
            error.close()
        except OSError as error:
            reason = str(error)
        time.sleep(0.2)
    raise RuntimeError(f"the site did not get ready: {reason}")


@contextlib.contextmanager
def serving(
    directory: Path,
    *options: str,
    prefix: tuple[str, ...] = (),
    log: IO[bytes] | None = None,
    module: str = "guangsha",
    **more: str,
) -> Iterator[Site]:
    """``guangsha serve`` on a free port over ``directory``; ``prefix`` may pin it to a core. Stopped at the end.

    ``log``: the file its log goes to; None: shown with our own. ``module``: what is served instead of the product as it is.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [*prefix, sys.executable, "-m", module, "serve", "--port", str(port), *options]
    settings = environment(directory, GUANGSHA_PUBLIC_URL=url, **more)
    process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=log)
    site = Site(url, directory, process)
    try:
        _wait_until_ready(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def demo_site(*options: str, prefix: tuple[str, ...] = (), log: IO[bytes] | None = None, **more: str) -> Iterator[Site]:
    """The product serving its own copy of the demo."""
    with tempfile.TemporaryDirectory(prefix="guangsha-live-") as folder:
        directory = Path(folder) / "data"
        shutil.copytree(demo_template(), directory)
        with serving(directory, *options, prefix=prefix, log=log, **more) as site:
            yield site
