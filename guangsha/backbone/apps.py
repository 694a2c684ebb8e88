"""Wiring of the backbone."""

from functools import partial

from django.apps import AppConfig


class BackboneConfig(AppConfig):
    """Commands, events, jobs, audit, health."""

    name = "guangsha.backbone"
    label = "backbone"

    def ready(self) -> None:
        """Register the backbone's own loops and checks."""
        from guangsha.backbone.auditing import seal_step
        from guangsha.backbone.handlers import handlers_step
        from guangsha.backbone.health import database_health, register_health, relay_health
        from guangsha.backbone.jobs import jobs_step
        from guangsha.backbone.outbox import relay_step
        from guangsha.backbone.pruning import prune_step
        from guangsha.backbone.realtime import presence
        from guangsha.backbone.realtime.streams import register_stream
        from guangsha.backbone.runner import register_loop
        from guangsha.vault.public import declare_not_personal

        register_loop("relay", step=relay_step, every_s=0.2)
        register_loop("sealer", step=seal_step, every_s=1.0)
        register_loop("handlers", step=handlers_step, every_s=0.3)
        register_loop("jobs", step=jobs_step, every_s=0.5)
        register_loop("slow-jobs", step=partial(jobs_step, slow=True), every_s=0.5)
        register_loop("outbox-prune", step=prune_step, every_s=3600.0)
        register_loop("presence-sweep", step=presence.sweep_step, every_s=3600.0)
        register_stream(presence.STREAM)
        declare_not_personal("backbone.presenceentry.person_id", "an opaque id, kept for seconds")
        register_health("database", database_health)
        register_health("relay", relay_health)
