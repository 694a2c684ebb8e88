"""The sandbox provider: a payment company in small, with its own book, keys and hosted page. Knows nothing of the product."""
