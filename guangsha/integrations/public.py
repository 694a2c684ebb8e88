"""The door of integrations."""

from guangsha.integrations.sandbox import SandboxEntry, latest_messages

__all__ = ["SandboxEntry", "latest_messages"]
