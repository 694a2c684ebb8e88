"""What mortgages are: plain Python."""
