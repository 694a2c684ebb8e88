"""`guangsha import statement`: the bank's statement, line by line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guangsha.backbone.public import command
from guangsha.money.domain.statements import StatementRefused, read_statement
from guangsha.money.outside import CASHIER
from guangsha.money.ports import provider_called
from guangsha.money.services.statements import match_days, take_line


class Command(BaseCommand):
    """Book what arrived and what went out; a line that was booked before counts once."""

    help = "import a bank statement (CSV: line, at, amount, text)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """All lines are read before the first is booked."""
        bank = provider_called("bank")
        if bank is None:
            raise CommandError("bank transfers are not offered here: GUANGSHA_PAYMENT_PROVIDERS")
        try:
            lines = list(read_statement(options["file"].read_text("utf-8-sig").splitlines()))
        except (StatementRefused, OSError, UnicodeDecodeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        new = sum(command(lambda line=line: take_line(provider=bank, line=line), actor=CASHIER) for line in lines)  # type: ignore[misc]
        self.stdout.write(f"{len(lines)} lines, {new} of them new")
        if new:
            command(lambda: match_days(provider=bank, lines=lines), actor=CASHIER)
