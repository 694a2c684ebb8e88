"""The door of integrations."""

from guangsha.integrations.sandbox import SandboxEntry, latest_messages
from guangsha.integrations.views import outbox

__all__ = ["SandboxEntry", "latest_messages", "outbox"]
