"""Papers about money: templates in typst, and what draws them. The same facts give the same bytes on every machine."""
