"""Keys, the Secret type, encrypted fields, blind indexes and the registry of personal fields."""
