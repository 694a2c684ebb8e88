"""Find a home: the index of projects and units, sentences into filters, facets, map, suggestions."""
