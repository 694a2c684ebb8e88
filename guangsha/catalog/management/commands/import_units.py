"""`guangsha import units`."""

from guangsha.catalog.importing.terminal import ImportCommand


class Command(ImportCommand):
    """Import units from CSV or XLSX files."""

    help = "Import units from CSV or XLSX files; a later file is an update."
    kind = "units"
