"""What can be sold, as facts: projects, buildings, layouts, units, permits, media and their history."""

from guangsha.catalog.models.building import Building, Entrance
from guangsha.catalog.models.history import ImportRow, ImportRun, ListingVersion, PriceChange
from guangsha.catalog.models.importing import FileImport
from guangsha.catalog.models.layout import Layout
from guangsha.catalog.models.media import Media
from guangsha.catalog.models.permit import Permit
from guangsha.catalog.models.project import Phase, PointOfInterest, Progress, Project
from guangsha.catalog.models.review import (
    Contributor,
    FieldApproval,
    ListingDraft,
    ListingReport,
    ListingRule,
    MediaPrint,
    Reaudit,
    ReviewNote,
    Submission,
    SubmissionField,
)
from guangsha.catalog.models.unit import Unit

__all__ = [
    "Building",
    "Contributor",
    "Entrance",
    "FieldApproval",
    "FileImport",
    "ImportRow",
    "ImportRun",
    "Layout",
    "ListingDraft",
    "ListingReport",
    "ListingRule",
    "ListingVersion",
    "Media",
    "MediaPrint",
    "Permit",
    "Phase",
    "PointOfInterest",
    "PriceChange",
    "Progress",
    "Project",
    "Reaudit",
    "ReviewNote",
    "Submission",
    "SubmissionField",
    "Unit",
]
