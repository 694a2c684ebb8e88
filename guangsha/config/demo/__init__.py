"""The demo: believable but invented projects in the real geography of two cities, the same on every machine."""

from guangsha.config.demo.load import DemoSummary, load_demo

__all__ = ["DemoSummary", "load_demo"]
