"""What `guangsha import projects` and `guangsha import units` share: options, one progress bar, the last lines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from guangsha.accounts.public import organisation_called
from guangsha.catalog.importing.mapping import Kind, MappingError, mapping_called, shipped_mappings
from guangsha.catalog.importing.report import default_report_path
from guangsha.catalog.importing.run import ImportRunning, Outcome, Request, run_import
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them does not exist
        return False


class ImportCommand(BaseCommand):
    """Base of the two commands; ``kind`` says which."""

    kind: Kind
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options of both."""
        names = ", ".join(name for name, mapping in shipped_mappings().items() if mapping.kind == self.kind)
        parser.add_argument("files", nargs="+", metavar="FILE", help="CSV (UTF-8 or GB18030) or XLSX, oldest first")
        parser.add_argument("--mapping", help=f"one of {names}, or a TOML file; found by the heading when absent")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing but the report")
        parser.add_argument("--report", help="where the report goes; default: imports/ in the data directory")
        parser.add_argument("--publish", action="store_true", help="publish the imported drafts that are complete")
        parser.add_argument("--organisation", metavar="SLUG", help="whose projects they are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import; exit status 1 only when no row was new, updated or unchanged."""
        try:
            mapping = mapping_called(options["mapping"], self.kind) if options["mapping"] else None
        except MappingError as error:
            raise CommandError(str(error), returncode=2) from error
        slug = options["organisation"]
        organisation_id = organisation_called(slug) if slug else None
        if slug and organisation_id is None:
            raise CommandError(f"there is no organisation {slug}", returncode=2)
        now = utc_now()
        report_path = (
            Path(options["report"])
            if options["report"]
            else default_report_path(Path(settings.DATA_DIR) / "imports", kind=self.kind, now=now)
        )
        if any(_is_same(Path(name), report_path) for name in options["files"]):
            raise CommandError(f"{report_path}: the report would overwrite a file to import", returncode=2)
        request = Request(
            kind=self.kind,
            files=tuple(Path(name) for name in options["files"]),
            actor=system_actor("import"),
            report_path=report_path,
            mapping=mapping,
            organisation_id=organisation_id,
            dry_run=options["dry_run"],
            publish=options["publish"],
        )
        outcome = self._run(request)
        self._tell(request, outcome)
        if outcome.taken == 0:
            raise SystemExit(1)

    def _run(self, request: Request) -> Outcome:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
                task = bar.add_task(self.kind, total=1.0)
                return run_import(
                    request, progress=lambda what, part: bar.update(task, description=what, completed=part)
                )
        except ImportRunning as error:
            raise CommandError("another import is running on this data directory") from error
        except OSError as error:
            raise CommandError(f"{error.filename or request.report_path}: {error.strerror or error}") from error

    def _tell(self, request: Request, outcome: Outcome) -> None:
        for message in outcome.messages:  # names of files are in them: nothing of those may move the cursor
            self.stdout.write("".join(char if char.isprintable() else "\ufffd" for char in message))
        if request.dry_run:
            self.stdout.write("dry run: nothing was written")
        if request.publish:
            self.stdout.write(f"published: {outcome.published}")
        if outcome.older:
            self.stdout.write(f"rows older than what is known: {outcome.older} (nothing of them was written)")
        counts = f"{outcome.new} new, {outcome.updated} updated, {outcome.unchanged} unchanged"
        self.stdout.write(f"{self.kind}: {outcome.taken} ({counts})")
        self.stdout.write(f"price changes: {outcome.price_changes}")
        self.stdout.write(f"rows rejected: {outcome.rejected} (report: {request.report_path})")
