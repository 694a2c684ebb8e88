"""Benches: `make bench`. Each measures beside a floor in the same run and appends to RESULTS.md."""
