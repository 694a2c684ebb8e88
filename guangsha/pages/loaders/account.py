"""One's own account and the way in: the frames only. They are the same for everybody; the browser asks for the rest."""

from __future__ import annotations

from guangsha.kit.errors import NotFound
from guangsha.pages.request import LoadedPage, PageRequest
from guangsha.pages.schemas import AccountData, AgreementHeadOut, SignInData
from guangsha.privacy.public import Document, current_edition

SECTIONS: dict[str, tuple[str, str]] = {
    "": ("我的账号", "My account"),
    "homes": ("我的房源", "My homes"),
    "payments": ("付款与退款", "Payments and refunds"),
    "contracts": ("我的合同", "My contracts"),
    "mortgage": ("按揭贷款", "Mortgage"),
    "favourites": ("收藏与足迹", "Saved and seen"),
    "searches": ("保存的搜索", "Saved searches"),
    "notifications": ("消息通知", "Notifications"),
    "identity": ("实名认证", "Real name"),
    "security": ("账号与安全", "Sign-in and security"),
    "data": ("我的数据", "My data"),
}
"""Below ``/account``: address and title in both languages. The screens are in ``web/src/features/account/sections.ts``."""

AGREED_AT_REGISTRATION = (Document.TERMS, Document.PRIVACY)


def load_account(request: PageRequest) -> LoadedPage:
    """The frame of a section of the account. Raises NotFound for a section that does not exist."""
    section = request.get("section")
    if section not in SECTIONS or request.params.get("section") == "":
        raise NotFound("no such section")
    zh, en = SECTIONS[section]
    return LoadedPage(
        data=AccountData(section=section),
        title=request.text(zh=zh, en=en),
        description=request.text(zh="登录后可见，只有你自己能看到。", en="Shown after signing in, to yourself only."),
        path=f"/account/{section}".rstrip("/"),
        indexed=False,
    )


def load_sign_in(request: PageRequest) -> LoadedPage:
    """The way in: signing in and registering."""
    editions = [
        current_edition(document=document, language=request.language, now=request.now)
        for document in AGREED_AT_REGISTRATION
    ]
    return LoadedPage(
        data=SignInData(
            agreements=[
                AgreementHeadOut(
                    document=one.document,
                    version=one.version,
                    title=one.title,
                    text_hash=one.text_hash,
                    path=f"/legal/{one.document.value}",
                )
                for one in editions
            ]
        ),
        title=request.text(zh="登录与注册", en="Sign in or register"),
        description=request.text(
            zh="用手机号验证码、通行密钥或邮箱登录；新手机号会自动注册。",
            en="Sign in with a code to your phone, a passkey or your e-mail; a new number registers by itself.",
        ),
        path="/account/sign-in",
        indexed=False,
    )
