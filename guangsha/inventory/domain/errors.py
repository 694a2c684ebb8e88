"""Refusals of the unit ledger. ``errors`` name units: ``{"field": unit id, "message": a stable word}``."""

from guangsha.kit.errors import BusinessError


class StatusRefused(BusinessError):
    """A unit may not take this status: ``illegal_step``, ``no_filed_price``, ``no_permit``, ``removed``, ``unknown``."""

    code = "inventory.status_refused"
    status = 409
    title = "A unit may not take this status"
    title_zh = "房源不能变更为该状态"


class StatusConflict(BusinessError):
    """Another command changed one of the units in the meantime; nothing was changed by this one."""

    code = "inventory.status_conflict"
    status = 409
    title = "The status of a unit changed in the meantime"
    title_zh = "房源状态已发生变化，请刷新后重试"
