"""The closed lists of the catalogue. Codes are stored and sent; words are chosen at the edge."""

from enum import StrEnum


class ListingState(StrEnum):
    """Where a listing stands on its way to the public; only PUBLISHED is public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"


class SaleStatus(StrEnum):
    """The sale of a whole project as its developer states it."""

    UPCOMING = "upcoming"
    ON_SALE = "on_sale"
    SOLD_OUT = "sold_out"
    UNKNOWN = "unknown"


class PropertyType(StrEnum):
    """What the project mainly consists of."""

    RESIDENTIAL = "residential"
    VILLA = "villa"
    APARTMENT = "apartment"
    OFFICE = "office"
    RETAIL = "retail"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class FitOut(StrEnum):
    """Delivered rough (毛坯), fitted (精装) or luxuriously fitted (豪装)."""

    ROUGH = "rough"
    FITTED = "fitted"
    LUXURY = "luxury"
    UNKNOWN = "unknown"


class BuildingKind(StrEnum):
    """Massing, which decides how a building is drawn."""

    TOWER = "tower"
    SLAB = "slab"
    VILLA = "villa"
    SHOPS = "shops"
    GARAGE = "garage"
    UNDIVIDED = "undivided"


class UnitKind(StrEnum):
    """A home, a shop or a parking bay."""

    HOME = "home"
    SHOP = "shop"
    PARKING = "parking"


class FloorBand(StrEnum):
    """Third of the building, where a source gives no floor number."""

    LOW = "low"
    MID = "mid"
    HIGH = "high"
    UNKNOWN = "unknown"


class Orientation(StrEnum):
    """The side the main rooms face; SN and EW mean both."""

    S = "S"
    N = "N"
    E = "E"
    W = "W"
    SE = "SE"
    SW = "SW"
    NE = "NE"
    NW = "NW"
    SN = "SN"
    EW = "EW"
    UNKNOWN = ""


class DatePrecision(StrEnum):
    """How much of a stated date is known: 2021-11-99 is known to the MONTH."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = ""


class PoiKind(StrEnum):
    """Kinds of surroundings. ADVERSE holds what listings like to leave out (high-voltage line, waste station)."""

    METRO = "metro"
    BUS = "bus"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    PARK = "park"
    SHOPPING = "shopping"
    ADVERSE = "adverse"


class MediaKind(StrEnum):
    """IMAGE and PANORAMA are re-encoded on upload; VIDEO and DOCUMENT are checked and stored as they are."""

    IMAGE = "image"
    PANORAMA = "panorama"
    VIDEO = "video"
    DOCUMENT = "document"


class PriceReason(StrEnum):
    """Why a price changed."""

    INITIAL = "initial"
    IMPORT = "import"
    FILING = "filing"
    CORRECTION = "correction"


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The enum as Django choices: code twice, because words are not stored here."""
    return [(str(member), str(member)) for member in kind]
