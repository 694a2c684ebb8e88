"""Errors with a stable code. Business errors are answers; operational errors ask to come again; all else is a bug."""

import json
from typing import Any, ClassVar


class BusinessError(Exception):
    """A refusal a person can understand. Subclasses set ``code`` and ``status``; data travels with the problem.

    ``kept``: it stands under the request's own name from now on. ``final``: False where it says nothing of the wish itself,
    which is made again when something else was done first. The sentence a person reads is translated at the edge from ``code``;
    ``str(error)`` is for logs.
    """

    code: ClassVar[str] = "business.refused"
    status: ClassVar[int] = 409
    title: ClassVar[str] = "The request was refused"
    title_zh: ClassVar[str] = "请求未被接受"
    final: ClassVar[bool] = True

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.data = data
        self.kept = False


class OperationalError(Exception):
    """Nothing is wrong with the request; a part of the system is busy or away. Answered with 503 and Retry-After."""

    code: ClassVar[str] = "system.unavailable"
    status: ClassVar[int] = 503
    title: ClassVar[str] = "The service is briefly unavailable"
    title_zh: ClassVar[str] = "服务暂时不可用"
    retry_after_s: ClassVar[int] = 2


class NotFound(BusinessError):
    """It does not exist, or the asker may not know that it does."""

    code = "request.not_found"
    status = 404
    title = "Not found"
    title_zh = "没有找到"


class Gone(BusinessError):
    """It was public once and is not any more."""

    code = "request.gone"
    status = 410
    title = "No longer available"
    title_zh = "已下架"


class Unauthenticated(BusinessError):
    """Sign in first."""

    code = "request.unauthenticated"
    status = 401
    title = "Please sign in"
    title_zh = "请先登录"


class Forbidden(BusinessError):
    """The asker may see this but not do that."""

    code = "request.forbidden"
    status = 403
    title = "You may not do this"
    title_zh = "没有权限"


class CsrfRefused(Forbidden):
    """A change came without the token of this browser: maybe from another site."""

    code = "request.csrf"
    title = "The page is out of date; reload it and try again"
    title_zh = "页面已过期，请刷新后重试"


class Invalid(BusinessError):
    """The request is understood but its values cannot be accepted. ``errors`` lists fields."""

    code = "request.invalid"
    status = 422
    title = "Some values cannot be accepted"
    title_zh = "部分内容无法接受"


class VersionConflict(BusinessError):
    """Someone else changed it first (If-Match did not match)."""

    code = "request.version_conflict"
    status = 412
    title = "It was changed in the meantime"
    title_zh = "内容已被他人修改"


def plain_error(error: BusinessError) -> dict[str, Any]:
    """A refusal as JSON, to be kept; ``error_of`` makes it again."""
    kept: dict[str, Any] = json.loads(
        json.dumps({"code": error.code, "detail": error.detail, "data": error.data}, default=str)
    )
    return kept


def error_of(plain: dict[str, Any]) -> BusinessError:
    """The refusal that was kept by ``plain_error``; a plain one where its kind is not known any more."""
    kinds = {one.code: one for one in every_error() if issubclass(one, BusinessError)}
    kind = kinds.get(plain["code"], BusinessError)
    error = kind.__new__(kind)
    BusinessError.__init__(error, plain["detail"], **plain["data"])
    error.kept = True
    return error


def every_error() -> list[type[BusinessError | OperationalError]]:
    """All error classes loaded so far, sorted by code: the source of the OpenAPI list and of the translation check."""

    found: set[type[BusinessError | OperationalError]] = set()
    waiting: list[type[BusinessError | OperationalError]] = [BusinessError, OperationalError]
    while waiting:
        error = waiting.pop()
        found.add(error)
        waiting.extend(error.__subclasses__())
    return sorted(found, key=lambda cls: cls.code)
