"""Refusals of privacy."""

from guangsha.kit.errors import BusinessError


class RevealCapHit(BusinessError):
    """As many whole values as a day allows were looked at today."""

    code = "privacy.reveal_cap_hit"
    status = 429
    title = "You have looked at as many whole values today as a day allows"
    title_zh = "今日查看次数已达上限"


class ValueErased(BusinessError):
    """The value was erased, or its owner's data is only stored by legal duty and nothing else may be done with it."""

    code = "privacy.value_erased"
    status = 410
    title = "This value has been erased"
    title_zh = "该信息已删除"


class TextOutdated(BusinessError):
    """The text that was agreed to is not the one in force: show the current one and ask again."""

    code = "privacy.text_outdated"
    status = 409
    title = "The text has changed; please read the current version"
    title_zh = "文本已更新，请阅读最新版本"


class ConsentNeeded(BusinessError):
    """This may only be done after a consent of its own."""

    code = "privacy.consent_needed"
    status = 403
    title = "Your separate consent is needed first"
    title_zh = "请先单独同意后再继续"


class FileRefused(BusinessError):
    """The file is too large or not of a kind that is taken here."""

    code = "privacy.file_refused"
    status = 422
    title = "This file cannot be accepted"
    title_zh = "无法接受该文件"


class RequestWaits(BusinessError):
    """The same request is being worked on already."""

    code = "privacy.request_waits"
    status = 409
    title = "Your earlier request is still being worked on"
    title_zh = "之前的请求仍在处理中"


class TooManyRows(BusinessError):
    """An export holds more rows than one may take out at once."""

    code = "privacy.too_many_rows"
    status = 422
    title = "Too many rows for one export; narrow the filter"
    title_zh = "导出行数过多，请缩小范围"
