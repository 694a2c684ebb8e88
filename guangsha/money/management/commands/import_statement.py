"""`guangsha import statement`: the bank's statement, line by line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guangsha.kit.errors import Invalid
from guangsha.money.importing import book_statement, lines_of
from guangsha.money.ports import provider_called

MOST_LINES = 1_000_000


class Command(BaseCommand):
    """Book what arrived and what went out; a line that was booked before counts once."""

    help = "import a bank statement (CSV: line, at: Beijing time where it names no zone, amount, text; or a bank's own columns)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """All lines are read before the first is booked."""
        if provider_called("bank") is None:
            raise CommandError(
                "bank transfers are not offered here: GUANGSHA_PAYMENT_PROVIDERS or GUANGSHA_BANK_ACCOUNT"
            )
        try:
            lines = lines_of(options["file"].read_bytes(), most=MOST_LINES)
        except Invalid as refusal:
            wrong = (f"{one['field']}: {one['message']}" for one in refusal.data["errors"])
            raise CommandError("\n".join(wrong)) from refusal
        except OSError as error:
            raise CommandError(str(error)) from error
        new = book_statement(lines)
        self.stdout.write(f"{len(lines)} lines, {new} of them new, {len(lines) - new} known already")
