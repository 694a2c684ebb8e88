"""Refusals of watching."""

from guangsha.kit.errors import BusinessError


class TooManySaved(BusinessError):
    """The list is full."""

    code = "watching.too_many"
    status = 409
    title = "This list is full: remove something first"
    title_zh = "数量已达上限，请先删除一些"


class AlertLinkInvalid(BusinessError):
    """The link from a mail is damaged, too old, or of a subscription that has ended."""

    code = "watching.link_invalid"
    status = 410
    title = "This link does not work any more"
    title_zh = "链接已失效"
