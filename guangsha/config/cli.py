"""The `guangsha` command: prepares the data directory, then runs one of its words."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import django
from django.db import DatabaseError

from guangsha import __version__

MANAGED = {
    ("import", "projects"): "import_projects",
    ("import", "units"): "import_units",
    ("import", "statement"): "import_statement",
    ("index", "rebuild"): "index_rebuild",
}
"""Words that front a context's management command; the rest of the line is that command's."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guangsha", description="Sell new homes online and look after the buyers.")
    parser.add_argument("--version", action="version", version=f"guangsha {__version__}")
    words = parser.add_subparsers(dest="word", required=True, metavar="COMMAND")
    serve = words.add_parser("serve", help="serve the site, and run the background loops")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--processes", type=int, default=1, help="web processes")
    serve.add_argument("--no-loops", action="store_true", help="leave the background loops to `guangsha worker`")
    words.add_parser("worker", help="run the background loops alone")
    words.add_parser("demo", help="load the demo cities; doing it twice changes nothing")
    words.add_parser("doctor", help="check settings, database, audit chain and health")
    words.add_parser("verify-invariants", help="check by plain SQL that no unit is sold twice and nothing is orphaned")
    words.add_parser("migrate", help="bring the database to this version")
    document = words.add_parser("openapi", help="print the OpenAPI document")
    document.add_argument("--login", action="store_true", help="that of the login library at /_allauth/ instead")
    admin = words.add_parser("create-admin", help="create one of the three separated administrators")
    admin.add_argument("email")
    admin.add_argument(
        "--role",
        choices=["system_admin", "security_admin", "audit_admin"],
        default="security_admin",
        help="three different people; the security administrator gives everybody else their roles",
    )
    imports = words.add_parser("import", help="import projects, units, or a bank statement")
    imports.add_argument("kind", choices=["projects", "units", "statement"])
    imports.add_argument("rest", nargs=argparse.REMAINDER, metavar="FILE...")
    index = words.add_parser("index", help="the search index")
    index.add_argument("kind", choices=["rebuild"])
    index.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    return parser


DJANGOS = {
    "--version", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color", "--skip-checks", "--verbosity",
}  # fmt: skip
"""What Django adds to every command: of no use to whoever runs Guangsha."""


def _managed(words: Sequence[str], rest: Sequence[str]) -> None:
    from django.core.management import get_commands, load_command_class

    name = MANAGED[words[0], words[1]]
    command = load_command_class(str(get_commands()[name]), name)
    command.suppressed_base_arguments = DJANGOS
    command.run_from_argv([f"guangsha {words[0]}", words[1], *rest])


def _serve_where_it_listens(options: argparse.Namespace) -> None:
    """Without a public address, links lead to where the browser of this machine finds the site."""
    if options.word == "serve" and "GUANGSHA_PUBLIC_URL" not in os.environ:
        everywhere = options.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
        host = "127.0.0.1" if everywhere else options.host
        os.environ["GUANGSHA_PUBLIC_URL"] = f"http://{f'[{host}]' if ':' in host else host}:{options.port}"


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line ``argv``. Exit status: 0 done, 1 failed, 2 wrong use or settings."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    options = _parser().parse_args(arguments[:2] if tuple(arguments[:2]) in MANAGED else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
    _serve_where_it_listens(options)
    from guangsha.config.env import SettingsError, load_env

    try:
        env = load_env()
    except SettingsError as error:
        _fail(f"Guangsha cannot start; wrong settings ({len(str(error).splitlines())}):\n{error}")
    try:
        django.setup()
        from guangsha.config import run

        if options.word != "migrate":
            run.prepare()
    except OSError as error:
        _fail(f"The data directory {env.data_dir} or the keys in {env.keys} cannot be used: {error}")
    except DatabaseError as error:
        _fail(f"The database cannot be used ({env.database()['ENGINE'].rpartition('.')[2]}): {error}")
    if tuple(arguments[:2]) in MANAGED:
        _managed(arguments[:2], arguments[2:])
        return
    raise SystemExit(run.WORDS[options.word](options))
