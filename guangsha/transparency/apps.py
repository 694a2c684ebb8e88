"""Wiring of the transparency log."""

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    """What was shown can be proved."""

    name = "guangsha.transparency"
    label = "transparency"

    def ready(self) -> None:
        """Seal every two seconds, and say when it cannot be done."""
        from guangsha.backbone.public import register_health, register_loop
        from guangsha.transparency.services.health import log_health
        from guangsha.transparency.services.sealing import seal_step

        register_loop("ledger-sealer", step=seal_step, every_s=2.0)
        register_health("ledger", log_health)
