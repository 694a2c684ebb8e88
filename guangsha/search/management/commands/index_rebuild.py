"""`guangsha index rebuild`: build the search index of this data directory again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from guangsha.kit.clock import utc_now
from guangsha.search.domain.errors import WriterBusy
from guangsha.search.services.indexing import rebuild_index


class Command(BaseCommand):
    """One service call under a progress bar."""

    help = "Build the search index again from everything public; searches go on over the old one meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when another process is writing the index."""
        columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, disable=options["verbosity"] == 0) as bar:
            task = bar.add_task("projects", total=None)
            try:
                manifest = rebuild_index(
                    now=utc_now(), progress=lambda done, total: bar.update(task, completed=done, total=total)
                )
            except WriterBusy as error:
                raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"search index: generation {manifest.epoch}-{manifest.generation}, position {manifest.cursor}"
            )
