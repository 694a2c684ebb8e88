"""Wiring of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Notifications."""

    name = "guangsha.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Declare personal fields; register kinds, streams and the sending job."""
        from guangsha.backbone.public import register_job, register_stream
        from guangsha.notifications import catalogue, jobs, personal_data, realtime
        from guangsha.notifications.domain.kinds import register_kind
        from guangsha.notifications.services import DELIVER

        personal_data.declare_fields()
        for kind in catalogue.KINDS:
            register_kind(kind)
        for stream in realtime.STREAMS:
            register_stream(stream)
        register_job(DELIVER, jobs.deliver)
