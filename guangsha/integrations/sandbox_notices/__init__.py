"""What the sandboxes share: a book in a file of its own, notices that are signed, late, doubled or lost, and their sender."""
