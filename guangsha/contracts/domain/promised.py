"""What of a contract is held against the public listing."""

from enum import StrEnum


class Promised(StrEnum):
    """What is compared."""

    LISTING = "listing"
    PRICE = "price"
    FILED_PRICE = "filed_price"
    BUILT_AREA = "built_area"
    INNER_AREA = "inner_area"
    LAYOUT = "layout"
    ORIENTATION = "orientation"
    FLOOR = "floor"
    FIT_OUT = "fit_out"
    DELIVERY = "delivery"
    PERMITS = "permits"
    FACILITIES = "facilities"
    MANAGEMENT_FEE = "management_fee"
