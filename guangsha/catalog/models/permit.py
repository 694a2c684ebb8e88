"""Pre-sale permits. Urban Real Estate Administration Law art. 45: no permit, no pre-sale."""

from django.db import models

from guangsha.kit.ids import new_id


class Permit(models.Model):
    """A pre-sale permit 预售许可证, covering named buildings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("catalog.Project", on_delete=models.PROTECT, related_name="permits")
    number = models.CharField(max_length=100)
    issuer = models.CharField(max_length=200, blank=True)
    issuer_en = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    buildings = models.ManyToManyField("catalog.Building", related_name="permits")

    class Meta:
        ordering = ("project", "number")
        constraints = (models.UniqueConstraint(fields=("project", "number"), name="catalog_permit_number"),)

    def __str__(self) -> str:
        return self.number
