"""Refusals of contracts."""

from guangsha.kit.errors import BusinessError


class DocumentMissing(BusinessError):
    """The contract has no document (yet), or it is not readable any more."""

    code = "contracts.document_missing"
    status = 404
    title = "There is no document to read"
    title_zh = "没有可阅读的文件"
