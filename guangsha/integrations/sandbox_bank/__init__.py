"""The sandbox of banks: what a bank does with applications, in small."""
