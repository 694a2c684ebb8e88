"""What mails say, in both languages. The login library names them; a name that is not here gets the notice."""

NOTICE = "notice"
CODE = {
    "zh": (
        "{code} 是您的验证码",
        "您的验证码是 {code}，10 分钟内有效。\n请勿告诉任何人，我们不会向您索要。\n如果不是您本人操作，请忽略此邮件。",
    ),
    "en": (
        "{code} is your code",
        "Your code is {code}. It is valid for 10 minutes.\nTell it to nobody.\nIf this was not you, ignore this mail.",
    ),
}
TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "email_confirmation_signup": CODE,
    "email_confirmation": CODE,
    "password_reset_code": CODE,
    "account_already_exists": {
        "zh": (
            "您已有账号",
            "有人用此邮箱注册，但它已有账号。\n如果是您本人，请直接登录；忘记密码可在登录页找回。\n如果不是，无需任何操作。",
        ),
        "en": (
            "You have an account already",
            "Somebody tried to register with this address, which has an account already.\nIf it was you, sign in.",
        ),
    },
    "password_changed": {
        "zh": ("密码已修改", "您的登录密码刚刚被修改。\n如果不是您本人操作，请立即找回密码并退出所有设备。"),
        "en": (
            "Your password was changed",
            "Your password was changed just now.\nIf this was not you, reset it and sign out everywhere.",
        ),
    },
    "password_reset": {
        "zh": ("密码已重置", "您的登录密码刚刚通过邮箱验证码重置。\n如果不是您本人操作，请立即联系我们。"),
        "en": (
            "Your password was reset",
            "Your password was reset with a code just now.\nIf this was not you, contact us.",
        ),
    },
    "email_changed": {
        "zh": ("登录邮箱已更换", "您的登录邮箱刚刚被更换，此邮箱不再用于登录。\n如果不是您本人操作，请立即联系我们。"),
        "en": (
            "Your address was changed",
            "Another address was set for signing in; this one no longer works.\nIf this was not you, contact us.",
        ),
    },
    NOTICE: {
        "zh": (
            "账号安全提醒",
            "您的账号安全设置刚刚有变动，请到“账号与安全”页面查看。\n如果不是您本人操作，请退出所有设备。",
        ),
        "en": (
            "A notice about your account",
            "A security setting of your account changed just now; see the security page.\nIf not you, sign out everywhere.",
        ),
    },
}


def mail_text(name: str, language: str, *, code: str) -> tuple[str, str]:
    """Subject and body of the mail ``name`` in ``zh`` or ``en``."""
    subject, body = TEXTS.get(name, TEXTS[NOTICE])[language]
    return subject.format(code=code), body.format(code=code)
