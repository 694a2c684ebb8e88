"""How far the rules of listings may go."""

MAX_DAYS = 3650
MAX_BELOW_PERCENT = 90
