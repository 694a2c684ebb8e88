"""Mortgages: what a buyer asks of banks, what banks answer, and their money on its way to the supervised account."""
