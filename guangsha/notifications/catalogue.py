"""The kinds that notifications tell by themselves."""

from guangsha.notifications.domain.kinds import Kind, Words

KINDS = [
    Kind(
        name="notifications.email_unreachable",
        words={
            "zh": Words("邮件未能送达", "您的邮箱拒收了我们的邮件，请检查账户中的邮箱地址。", label="邮箱无法送达时"),
            "en": Words(
                "An e-mail did not reach you",
                "Your mailbox refused our message. Please check the e-mail address of your account.",
                label="When e-mail cannot reach you",
            ),
        },
        link="/account",
    ),
    Kind(
        name="notifications.sms_unreachable",
        words={
            "zh": Words("短信未能送达", "您的手机号拒收了我们的短信，请检查账户中的手机号。", label="短信无法送达时"),
            "en": Words(
                "A text message did not reach you",
                "Your phone number refused our message. Please check the number of your account.",
                label="When SMS cannot reach you",
            ),
        },
        link="/account",
    ),
]
