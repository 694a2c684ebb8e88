"""Drawings as files: SVG for pages, PNG for links that unfold."""
