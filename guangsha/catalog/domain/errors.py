"""Refusals of the catalogue. ``errors`` in the data lists fields: ``{"field": ..., "message": ...}``."""

from guangsha.kit.errors import BusinessError


class IllegalMove(BusinessError):
    """The listing is not in a state from which this move exists. Data: ``state``, ``move``."""

    code = "catalog.illegal_move"
    status = 409
    title = "The listing is not in a state that allows this"
    title_zh = "房源当前状态不允许此操作"


class ListingIncomplete(BusinessError):
    """Something the public must be told is missing. Data: ``errors``, one per field."""

    code = "catalog.listing_incomplete"
    status = 422
    title = "The listing is not complete enough to be published"
    title_zh = "楼盘信息不完整, 暂不能发布"


class NameTaken(BusinessError):
    """Another project has this address or this id in its source. Data: ``field``."""

    code = "catalog.name_taken"
    status = 409
    title = "Another project already uses this name"
    title_zh = "该标识已被其他楼盘使用"


class UnknownPart(BusinessError):
    """A building, entrance, layout or unit was named that the project does not have. Data: ``errors``."""

    code = "catalog.unknown_part"
    status = 422
    title = "It refers to a part that the project does not have"
    title_zh = "引用了楼盘中不存在的楼栋、单元或户型"


class UnitInUse(BusinessError):
    """The unit is held, subscribed or sold, so it cannot be removed. Data: ``unit_id``, ``reason``."""

    code = "catalog.unit_in_use"
    status = 409
    title = "The unit is in use and cannot be removed"
    title_zh = "房源已被占用, 不能移除"


class PartInUse(BusinessError):
    """Something refers to the building or layout, so it cannot be removed. Data: ``errors``, ``counts`` by kind."""

    code = "catalog.part_in_use"
    status = 409
    title = "Something refers to this part, so it cannot be removed"
    title_zh = "仍有数据引用该内容, 不能移除"


class MediaRefused(BusinessError):
    """The file is not what it must be. Data: ``reason`` (a stable word, see ``MediaReason``)."""

    code = "catalog.media_refused"
    status = 422
    title = "The file cannot be accepted"
    title_zh = "文件无法接受"
