"""The page that checks contracts. What one is worth is asked for by the browser, at the moment it is looked at."""

from __future__ import annotations

from guangsha.kit.errors import NotFound
from guangsha.kit.ids import parse_id
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import VerifyData


def load_verify(request: PageRequest) -> LoadedPage:
    """The frame; with a code, of the contract that it was printed in. Raises NotFound: what is asked for is no code."""
    asked = request.get("contract_code")
    if asked and parse_id(asked) is None:
        raise NotFound("contract")
    return LoadedPage(
        data=VerifyData(code=asked or None),
        title=request.text(zh="验证合同", en="Check a contract"),
        description=request.text(
            zh="上传合同 PDF 或扫描合同上的二维码，核对每个签名与时间戳；文件不会被保存。",
            en="Upload a contract or scan its code: every signature and timestamp is checked. The file is not kept.",
        ),
        path=f"/verify/{asked}" if asked else "/verify",
        indexed=not asked,
    )
