"""Wiring of watching."""

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    """Favourites, history, saved searches, alerts."""

    name = "guangsha.watching"
    label = "watching"

    def ready(self) -> None:
        """Declare fields; register kinds, handlers, jobs and what privacy asks for."""
        from guangsha.accounts.domain.events import PersonErased
        from guangsha.backbone.public import register_handler, register_job, register_loop
        from guangsha.catalog.domain.events import ProjectChanged
        from guangsha.inventory.domain.events import PricesChanged, UnitsChanged
        from guangsha.notifications.public import register_kind
        from guangsha.privacy.public import register_eraser, register_exporter, register_sweeper
        from guangsha.watching import catalogue, handlers, jobs, personal_data
        from guangsha.watching.services import digests, erasing, subscribers

        personal_data.declare_fields()
        for kind in catalogue.KINDS:
            register_kind(kind)
        changes = {ProjectChanged.name, UnitsChanged.name, PricesChanged.name}
        register_handler("watching", events=changes, react=handlers.project_changed, newest=True)
        register_handler("watching.people", events={PersonErased.name}, react=handlers.person_erased)
        register_job(handlers.MATCH_JOB, jobs.match, slow=True)
        register_job(digests.SEND_JOB, jobs.send_digest)
        register_job(subscribers.CONFIRM_JOB, jobs.send_confirmation)
        register_job(subscribers.FORGET_KEY_JOB, jobs.forget_key)
        register_loop("watching-digests", step=jobs.digest_step, every_s=2.0)
        register_exporter("watching", erasing.copy_of)
        register_eraser("watching", erasing.forget_person)
        register_sweeper("watching", erasing.sweep)
