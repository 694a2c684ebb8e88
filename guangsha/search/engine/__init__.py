"""The index itself: columns on disk, project text in Tantivy, and the arithmetic over both. No Django here."""
