"""Plain rules of search: the query, sentences, relaxing, suggestions, shapes. No Django, no files."""
