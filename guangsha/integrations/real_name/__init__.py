"""Services that verify real names."""
