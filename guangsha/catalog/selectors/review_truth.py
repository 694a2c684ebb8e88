"""What the truth checks find in a listing's candidate."""

from collections.abc import Iterable
from uuid import UUID

from guangsha.catalog.domain.checks import FieldError, wrong
from guangsha.catalog.domain.choices import ListingState, MediaKind
from guangsha.catalog.domain.picture_prints import ALIKE, SAME, far
from guangsha.catalog.domain.review_cells import Cells, cell_parts
from guangsha.catalog.domain.review_checks import Finding, PriceRule, Severity, cell_findings
from guangsha.catalog.domain.review_states import SubmissionState
from guangsha.catalog.models import ListingDraft, Media, MediaPrint, Project, Submission
from guangsha.catalog.ports import asking_prices, truth_findings
from guangsha.catalog.selectors.content import candidate_cells, identities_of
from guangsha.catalog.selectors.review_rules import rule_of

PICTURES = (MediaKind.IMAGE, MediaKind.PANORAMA)
CHUNK = 2_000
Print = tuple[int, int]


def findings_of(*, project_id: UUID) -> list[Finding]:
    """All findings in the candidate of a listing, blocks first."""
    found = truth_findings(project_id, candidate_cells(project_id=project_id))
    return sorted(found, key=lambda one: (one.severity is not Severity.BLOCK, one.path, one.code))


def publish_objections_of_truth(project_id: UUID) -> list[FieldError]:
    """The publish check: what blocks an approved listing. What a process publishes unreviewed is its source's word."""
    ready = (SubmissionState.APPROVED, SubmissionState.SCHEDULED)
    if not Submission.objects.filter(live_key=project_id, state__in=ready).exists():
        return []
    return [wrong(one.path, one.code) for one in findings_of(project_id=project_id) if one.severity is Severity.BLOCK]


def content_check(project_id: UUID, cells: Cells) -> list[Finding]:
    """The truth check on figures, permits and geometry."""
    organisation_id = Project.objects.values_list("organisation_id", flat=True).get(pk=project_id)
    rule = PriceRule(rule_of(organisation_id=organisation_id).below_percent)
    names = identities_of(project_id=project_id)
    asked = {names[str(unit)]: fen for unit, fen in asking_prices(project_id).items() if str(unit) in names}
    return cell_findings(cells, rule=rule, asking=asked)


def _print(row: tuple[str, str]) -> Print | None:
    return (int(row[0], 16), int(row[1], 16)) if row[0] else None


def picture_check(project_id: UUID, cells: Cells) -> list[Finding]:
    """The truth check on pictures: none of another project. Another project of the same organisation is a warning."""
    mine = {
        cell_parts(name)[1]
        for name, value in cells.items()
        if cell_parts(name)[0] == "media" and value["kind"] in PICTURES
    }
    if not mine:
        return []
    known = {
        sha256: _print((difference, frequency))
        for sha256, difference, frequency in MediaPrint.objects.filter(sha256__in=mine).values_list(
            "sha256", "difference", "frequency"
        )
    }
    found = [
        Finding("picture_not_compared", f"media[{sha256}]", Severity.BLOCK) for sha256 in sorted(mine - known.keys())
    ]
    prints = {sha256: value for sha256, value in known.items() if value is not None}
    near = _nearest(prints, project_id)
    shown = _other_projects(project_id, {sha256 for sha256, _ in near.values()})
    for sha256, (other, distance) in sorted(near.items()):
        own_house, slug = shown[other]
        if distance <= SAME and not own_house:
            code, severity = "picture_of_other_project", Severity.BLOCK
        else:
            code, severity = "picture_resembles_other", Severity.WARN
        found.append(Finding(code, f"media[{sha256}]", severity, {"bits": distance, "other": slug}))
    return found


def _nearest(prints: dict[str, Print], project_id: UUID) -> dict[str, tuple[str, int]]:
    """Of each picture the nearest one of another project that is ALIKE at least: its hash and how far it is."""
    others = Media.objects.filter(kind__in=PICTURES).exclude(project=project_id).values("sha256")
    rows = MediaPrint.objects.filter(sha256__in=others).exclude(difference="")
    near: dict[str, tuple[str, int]] = {}
    for other, *row in rows.values_list("sha256", "difference", "frequency").iterator(chunk_size=CHUNK):
        value = (int(row[0], 16), int(row[1], 16))
        for sha256, mine in prints.items():
            distance = far(mine, value)
            if distance <= ALIKE and (sha256 not in near or distance < near[sha256][1]):
                near[sha256] = (other, distance)
    return near


def _other_projects(project_id: UUID, hashes: Iterable[str]) -> dict[str, tuple[bool, str]]:
    """Content hash -> whether every other project that shows it is of the same organisation, and a public one's slug."""
    house = Project.objects.values_list("organisation_id", flat=True).get(pk=project_id)
    rows = Media.objects.filter(sha256__in=list(hashes)).exclude(project=project_id)
    found: dict[str, tuple[bool, str]] = {}
    for sha256, organisation_id, state, slug in rows.values_list(
        "sha256", "project__organisation_id", "project__state", "project__slug"
    ):
        own, named = found.get(sha256, (True, ""))
        public = slug if state == ListingState.PUBLISHED else ""
        found[sha256] = (own and organisation_id == house, named or public)
    return found


def pictures_without_print(*, project_id: UUID | None = None, limit: int = 20) -> list[tuple[str, str]]:
    """Content hash and storage name (of the narrowest size) of pictures without a print; of drafts too."""
    rows = Media.objects.filter(kind__in=PICTURES).exclude(sha256__in=MediaPrint.objects.values("sha256"))
    if project_id is not None:
        rows = rows.filter(project=project_id)
    found = {sha256: variants[0]["storage_name"] for sha256, variants in rows.values_list("sha256", "variants")[:limit]}
    drafts = ListingDraft.objects.filter(project=project_id) if project_id is not None else ListingDraft.objects.none()
    for files in drafts.values_list("files", flat=True):
        for sha256, file in files.items():
            variant = file["columns"]["variants"][0]
            if variant["content_type"] == "image/webp":
                found[sha256] = variant["storage_name"]
    known = set(MediaPrint.objects.filter(sha256__in=list(found)).values_list("sha256", flat=True))
    return sorted((sha256, name) for sha256, name in found.items() if sha256 not in known)
