"""What every committed file must keep: no registry hosts, no machine paths, no lock file that names addresses, sane sizes."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REGISTRIES = re.compile(
    "|".join([r"files\.pythonhosted" + r"\.org", r"registry\.npmjs" + r"\.org", r"pypi" + r"\.org/simple"])
)
MACHINE_PATHS = re.compile(r"/(work|root|home/[a-z]+)/[a-z]")
LEFT_OPEN = re.compile(r"\b(TODO|FIXME|XXX)\b")
VUE_LINES = 250
TEST_LINES = 600
TEXT = {".py", ".md", ".toml", ".ts", ".vue", ".json", ".txt", ".mjs", ".js", ".css", ".ini", ".cfg", ".yml", ""}


def findings() -> list[str]:
    """Everything that is wrong with the tracked files."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    wrong = []
    for name in filter(None, names.split("\0")):
        path = ROOT / name
        if path.name in {"uv.lock", "pylock.toml"}:
            wrong.append(f"{name}: lock files with addresses are not tracked")
        if not path.is_file() or path.suffix not in TEXT:
            continue
        text = path.read_text(errors="replace")
        if path.name == "package-lock.json" and '"resolved"' in text:
            wrong.append(f"{name}: holds registry addresses")
        for pattern, what in ((REGISTRIES, "a registry host"), (MACHINE_PATHS, "a path of a machine")):
            if match := pattern.search(text):
                wrong.append(f"{name}: {what}: {match.group()}")
        if (
            path.suffix in {".py", ".ts", ".vue"}
            and name != "tests/repository.py"
            and (match := LEFT_OPEN.search(text))
        ):
            wrong.append(f"{name}: {match.group()} left open")
        lines = text.count("\n")
        if path.suffix == ".vue" and lines > VUE_LINES:
            wrong.append(f"{name}: {lines} lines; a component has at most {VUE_LINES}")
        if name.startswith("tests/") and path.suffix == ".py" and lines > TEST_LINES:
            wrong.append(f"{name}: {lines} lines; a test module has at most {TEST_LINES}")
    return wrong


if __name__ == "__main__":
    found = findings()
    print("\n".join(found) if found else "repository: fine", file=sys.stderr)
    raise SystemExit(1 if found else 0)
