"""`guangsha import projects`."""

from guangsha.catalog.importing.terminal import ImportCommand


class Command(ImportCommand):
    """Import projects from CSV or XLSX files."""

    help = "Import projects from CSV or XLSX files; a later file is an update."
    kind = "projects"
