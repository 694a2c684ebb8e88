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


class ListingLocked(BusinessError):
    """It is in review, waits for its time or is public: change it by a draft, or after it came back. Data: ``state``."""

    code = "catalog.listing_locked"
    status = 409
    title = "The listing cannot be edited in its current state"
    title_zh = "当前状态下不能直接修改房源"


class NotReviewed(BusinessError):
    """Something would be published that reviewers have not approved as it is. Data: ``errors``, one per path."""

    code = "catalog.not_reviewed"
    status = 409
    title = "Not every change has been approved as it is now"
    title_zh = "存在未经审核通过的修改"


class OwnWork(BusinessError):
    """Nobody reviews what they submitted or edited."""

    code = "catalog.own_work"
    status = 403
    title = "You cannot review your own work"
    title_zh = "不能审核自己提交或编辑的内容"


class SecondReviewer(BusinessError):
    """Price, area and permit fields need two different reviewers, the second with the permission for it."""

    code = "catalog.second_reviewer"
    status = 403
    title = "Another reviewer must give the second approval"
    title_zh = "价格、面积和许可证须由另一位审核人复核"


class NothingToReview(BusinessError):
    """The candidate does not differ from what the public sees."""

    code = "catalog.nothing_to_review"
    status = 409
    title = "There is nothing to review"
    title_zh = "没有需要审核的修改"


class NotRestorable(BusinessError):
    """A part of the older version cannot be brought back. Data: ``errors``."""

    code = "catalog.not_restorable"
    status = 409
    title = "Part of this version cannot be restored"
    title_zh = "该版本的部分内容无法恢复"


class TooManyReports(BusinessError):
    """This device or network has sent many reports within the hour."""

    code = "catalog.too_many_reports"
    status = 429
    title = "Too many reports, please try again later"
    title_zh = "提交过于频繁，请稍后再试"


class ImportRefused(BusinessError):
    """The file cannot be read as a table. Data: ``errors``, whose message is the reason's code."""

    code = "catalog.import_refused"
    status = 422
    title = "The file cannot be read as a table"
    title_zh = "无法将文件读取为表格"
