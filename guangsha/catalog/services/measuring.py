"""Distances follow the project's position."""

from guangsha.catalog.domain.distance import geodesic_m
from guangsha.catalog.models import PointOfInterest, Project


def measure_again(project: Project) -> None:
    """Compute the distances anew after the project's position changed; without a position the surroundings go."""
    rows = list(project.surroundings.all())
    if project.lng is None or project.lat is None:
        project.surroundings.all().delete()
        return
    for row in rows:
        row.distance_m = round(geodesic_m(lng_a=project.lng, lat_a=project.lat, lng_b=row.lng, lat_b=row.lat))
    PointOfInterest.objects.bulk_update(rows, ["distance_m"], batch_size=100)
