"""Wiring of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and organisations."""

    name = "guangsha.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Declare the personal fields, seal the login library's columns, watch what it does, register jobs."""
        from guangsha.accounts import jobs, notices, personal_data
        from guangsha.accounts.http.actors import actor_from_cookies
        from guangsha.accounts.http.library import seal_library_columns
        from guangsha.accounts.http.watching import watch_library
        from guangsha.accounts.real_name.jobs import check_real_name
        from guangsha.accounts.real_name.services import CHECK_JOB
        from guangsha.accounts.services.closing import ERASE_JOB
        from guangsha.accounts.services.messages import SEND_JOB
        from guangsha.accounts.sms_limits import sms_health
        from guangsha.backbone.public import register_actor_source, register_health, register_job, register_loop
        from guangsha.notifications.public import register_address_book, register_kind

        personal_data.declare_fields()
        register_address_book(notices.address_of)
        for kind in notices.KINDS:
            register_kind(kind)
        seal_library_columns()
        watch_library()
        register_job(CHECK_JOB, check_real_name)
        register_job(SEND_JOB, jobs.send)
        register_job(ERASE_JOB, jobs.erase)
        register_loop("accounts-sweep", step=jobs.sweep_step, every_s=600.0)
        register_actor_source(actor_from_cookies)
        register_health("sms", sms_health)
