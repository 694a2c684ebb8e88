"""Guangsha 广厦: the online sales office and customer service desk of a property developer."""

__version__ = "0.1.0"
