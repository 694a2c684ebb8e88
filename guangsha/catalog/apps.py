"""Wiring of the catalogue."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What can be sold, as facts."""

    name = "guangsha.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register the loops, the truth checks and the personal fields."""
        from guangsha.backbone.public import register_loop
        from guangsha.catalog import jobs, personal_data, ports
        from guangsha.catalog.selectors import review_truth

        register_loop("listing-scheduler", step=jobs.publish_due_step, every_s=5.0)
        register_loop("listing-changes", step=jobs.publish_due_changes_step, every_s=5.0)
        register_loop("listing-reaudit", step=jobs.reaudit_step, every_s=60.0)
        register_loop("picture-prints", step=jobs.print_pictures_step, every_s=20.0)
        ports.register_truth_check("content", review_truth.content_check)
        ports.register_truth_check("pictures", review_truth.picture_check)
        ports.register_publish_check("truth", review_truth.publish_objections_of_truth)
        personal_data.declare_fields()
