"""The personal fields of watching."""

from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_all,
    mask_email,
)

SEEN_DAYS = 180
UNCONFIRMED_DAYS = 7


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="watching.subscriber.email",
            title="e-mail address for alerts",
            title_zh="接收找房提醒的邮箱",
            purpose="to send the alerts asked for; gone with the last of them, and after a week when never confirmed",
            purpose_zh="发送您订阅的找房提醒；退订即删除，未确认的一周后删除",
            basis=LegalBasis.CONSENT,
            data_class=DataClass.GENERAL,
            mask=mask_email,
            retention_days=UNCONFIRMED_DAYS,
        )
    )
    declare(
        PersonalField(
            label="watching.savedsearch.name",
            title="name of a saved search",
            title_zh="已保存搜索的名称",
            purpose="to call the search as its owner does",
            purpose_zh="按您起的名称显示已保存的搜索",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_all,
            retention_days=0,
        )
    )
    for label, title, title_zh, purpose, purpose_zh, days in (
        (
            "watching.savedsearch.query",
            "filters of a saved search",
            "已保存搜索的条件",
            "to look for homes on the owner's behalf; phone and identity numbers are refused in it",
            "替您留意符合条件的房源；其中不得包含手机号或证件号",
            0,
        ),
        (
            "watching.favourite.target_id",
            "favourites",
            "收藏",
            "to keep them for every device, and to tell when they cost less",
            "在您的各设备间保存收藏，并在降价时通知您",
            0,
        ),
        (
            "watching.seen.target_id",
            "viewing history",
            "浏览记录",
            "to find again what one looked at; cleared at any time",
            "便于您找回看过的房源，可随时清空",
            SEEN_DAYS,
        ),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose=purpose,
                purpose_zh=purpose_zh,
                basis=LegalBasis.CONTRACT,
                data_class=DataClass.GENERAL,
                mask=mask_all,
                retention_days=days,
            )
        )
    declare_not_personal("watching.subscriber.email_index", "a keyed hash; useless without the index key")
