"""The rules of the house, each with a planted violation that must be caught."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
STOREYS = [
    ["kit"],
    ["vault"],
    ["backbone"],
    ["notifications"],
    ["accounts"],
    ["privacy"],
    ["catalog", "money"],
    ["inventory"],
    ["transparency"],
    ["allocation"],
    ["contracts"],
    ["deals"],
    ["care"],
    ["chat"],
    ["crm"],
    ["search", "insight", "marketing"],
    ["watching"],
    ["integrations"],
    ["pages"],
    ["config"],
]
HEIGHT = {name: level for level, names in enumerate(STOREYS) for name in names}
FRAMEWORKS = {"vault", "backbone"}
"""Their modules other than the door may be named in Django's settings or model fields; contexts still use the door."""


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(root / ".importlinter"),
    ]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root), "PATH": ""}
    )


def _context_of(path: Path, package: Path) -> str:
    return path.relative_to(package).parts[0]


def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
    return names


def broken_doors(package: Path) -> list[str]:
    """Imports that enter another context by anything but its door, its events or (adapters) its ports."""
    found = []
    for path in package.rglob("*.py"):
        here = _context_of(path, package)
        if here == "config" or "migrations" in path.parts or path.parent == package:
            continue
        for name in _imports(path):
            parts = name.split(".")
            if parts[0] != "guangsha" or len(parts) < 3 or parts[1] in {here, "kit"}:
                continue
            room = parts[2]
            allowed = room == "public" or name.startswith(f"guangsha.{parts[1]}.domain.events")
            if here == "integrations" and room == "ports":
                allowed = True
            if not allowed:
                found.append(f"{path.relative_to(package)}: {name}")
    return found


def broken_rooms(package: Path) -> list[str]:
    """Entry points that touch models, and modules that are too long or named after nothing."""
    found = []
    for path in package.rglob("*.py"):
        relative = path.relative_to(package)
        if "migrations" in relative.parts:
            continue
        if path.stem in {"utils", "helpers", "common", "manager", "misc"}:
            found.append(f"{relative}: a name that says nothing")
        if len(path.read_text().splitlines()) > 400:
            found.append(f"{relative}: more than 400 lines")
        room = relative.parts[1] if len(relative.parts) > 1 else ""
        entry = room.removesuffix(".py") in {"api", "jobs", "handlers", "realtime"} or "commands" in relative.parts
        if entry and relative.parts[0] != "backbone":
            touched = [name for name in _imports(path) if ".models" in name and name.startswith("guangsha.")]
            found.extend(f"{relative}: {name}" for name in touched)
    return found


class TestImports:
    def test_the_storeys_hold(self) -> None:
        result = _lint(ROOT)
        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("victim", "line"),
        [
            ("kit/money.py", "import guangsha.vault.public"),
            ("kit/ids.py", "import django"),
            ("catalog/domain/choices.py", "import django.db"),
            ("backbone/leases.py", "import guangsha.catalog.models"),
            ("vault/keys.py", "import guangsha.config.env"),
        ],
    )
    def test_a_planted_upward_import_is_caught(self, tmp_path: Path, victim: str, line: str) -> None:
        shutil.copytree(
            ROOT / "guangsha", tmp_path / "guangsha", ignore=shutil.ignore_patterns("__pycache__", "web_dist")
        )
        shutil.copy(ROOT / ".importlinter", tmp_path)
        path = tmp_path / "guangsha" / victim
        path.write_text(path.read_text() + f"\n{line}\n")
        assert _lint(tmp_path).returncode == 1

    def test_an_unplanned_context_is_caught(self, tmp_path: Path) -> None:
        shutil.copytree(
            ROOT / "guangsha", tmp_path / "guangsha", ignore=shutil.ignore_patterns("__pycache__", "web_dist")
        )
        shutil.copy(ROOT / ".importlinter", tmp_path)
        (tmp_path / "guangsha" / "stuff").mkdir()
        (tmp_path / "guangsha" / "stuff" / "__init__.py").write_text("")
        assert _lint(tmp_path).returncode == 1


class TestDoors:
    def test_contexts_enter_each_other_by_the_door(self) -> None:
        assert broken_doors(ROOT / "guangsha") == []

    def test_a_planted_back_door_is_caught(self, tmp_path: Path) -> None:
        (tmp_path / "search").mkdir()
        (tmp_path / "search" / "index.py").write_text("from guangsha.catalog.models import Unit\n")
        assert broken_doors(tmp_path) == ["search/index.py: guangsha.catalog.models.Unit"]


class TestRooms:
    def test_entry_points_stay_thin_and_modules_short(self) -> None:
        assert broken_rooms(ROOT / "guangsha") == []

    def test_planted_violations_are_caught(self, tmp_path: Path) -> None:
        (tmp_path / "catalog").mkdir()
        (tmp_path / "catalog" / "api.py").write_text("from guangsha.catalog.models import Unit\n")
        (tmp_path / "catalog" / "utils.py").write_text("")
        (tmp_path / "catalog" / "selectors.py").write_text("x = 1\n" * 401)
        assert len(broken_rooms(tmp_path)) == 3


def test_every_context_introduces_itself() -> None:
    contexts = [path.parent for path in (ROOT / "guangsha").glob("*/apps.py")]
    assert len(contexts) >= 7
    assert [path.name for path in contexts if not (path / "README.md").exists()] == []


class TestForeignKeys:
    def _upward(self, pairs: list[tuple[str, str]]) -> list[str]:
        return [f"{a} -> {b}" for a, b in pairs if a in HEIGHT and b in HEIGHT and HEIGHT[a] < HEIGHT[b]]

    def test_point_down_only(self) -> None:
        pairs = [
            (model._meta.app_label, field.related_model._meta.app_label)
            for model in apps.get_models()
            for field in model._meta.get_fields()
            if field.concrete and field.is_relation and field.related_model
        ]
        assert self._upward(pairs) == []

    def test_a_planted_upward_key_is_caught(self) -> None:
        assert self._upward([("catalog", "search")]) == ["catalog -> search"]

    def test_no_conditional_unique_constraint(self) -> None:
        """MySQL and MariaDB silently leave them out."""
        found = [
            constraint.name
            for model in apps.get_models()
            if model.__module__.startswith("guangsha.")
            for constraint in model._meta.constraints
            if getattr(constraint, "condition", None) is not None
        ]
        assert found == []
