"""Wiring of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What can be sold, as facts."""

    name = "guangsha.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register the loops, the truth checks, what people are told, and the personal fields with their retention."""
        from guangsha.backbone.public import register_handler, register_job, register_loop, register_presence
        from guangsha.catalog import jobs, personal_data, ports, telling
        from guangsha.catalog.selectors import review, review_truth
        from guangsha.catalog.services.file_imports import RUN_JOB
        from guangsha.notifications.public import register_kind
        from guangsha.privacy.public import register_sweeper

        register_loop("listing-scheduler", step=jobs.publish_due_step, every_s=5.0)
        register_loop("listing-changes", step=jobs.publish_due_changes_step, every_s=5.0)
        register_loop("listing-reaudit", step=jobs.reaudit_step, every_s=60.0)
        register_loop("forget-uploads", step=jobs.forget_uploads_step, every_s=600.0)
        register_job(RUN_JOB, jobs.run_file_import, slow=True, gave_up=jobs.give_up_file_import)
        register_loop("picture-prints", step=jobs.print_pictures_step, every_s=20.0)
        ports.register_truth_check("content", review_truth.content_check)
        ports.register_truth_check("pictures", review_truth.picture_check)
        ports.register_publish_check("truth", review_truth.publish_objections_of_truth)
        register_presence("listing", review.require_listing_seen)
        register_sweeper("listing-reports", jobs.sweep_reports)
        for kind in telling.KINDS:
            register_kind(kind)
        register_handler("catalog.tell_author", events=set(telling.BY_EVENT), react=telling.tell_author)
        register_handler("catalog.tell_reviewers", events={telling.SUBMITTED}, react=telling.tell_reviewers)
        personal_data.declare_fields()
