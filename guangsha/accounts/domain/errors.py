"""Refusals of accounts."""

from guangsha.kit.errors import BusinessError


class AccountRefused(BusinessError):
    """The account cannot be made as asked."""

    code = "accounts.refused"
    status = 422
    title = "The account cannot be made like this"
    title_zh = "无法创建该账号"
