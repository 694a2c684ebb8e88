"""Import of projects and units from CSV and XLSX: check the whole file first, then apply it in small whole steps."""
