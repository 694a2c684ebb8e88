"""Each fronted by a word of `guangsha`."""
