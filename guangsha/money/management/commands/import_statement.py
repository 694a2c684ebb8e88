"""`guangsha import statement`: the bank's statement, line by line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guangsha.money.domain.statements import StatementRefused, read_statement
from guangsha.money.importing import book_statement
from guangsha.money.ports import provider_called


class Command(BaseCommand):
    """Book what arrived and what went out; a line that was booked before counts once."""

    help = "import a bank statement (CSV: line, at: Beijing time where it names no zone, amount, text)"

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
            lines = list(read_statement(options["file"].read_text("utf-8-sig").splitlines()))
        except (StatementRefused, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{len(lines)} lines, {book_statement(lines)} of them new")
