"""The personal fields of accounts."""

from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_email,
    mask_id_number,
    mask_person_name,
    mask_phone,
)

PACKAGES = {
    "account.emailconfirmation.key": "the table stays empty: codes, not links",
    "mfa.authenticator.type": "one of three words",
    "mfa.authenticator.data": "secrets of code apps, sealed; public keys of passkeys, and what their owner calls each",
    "auth.permission.name": "words of the program",
    "auth.permission.codename": "words of the program",
    "auth.group.name": "the table stays empty: roles are our own",
    "contenttypes.contenttype.app_label": "words of the program",
    "contenttypes.contenttype.model": "words of the program",
}
"""Text columns in tables of packages, and why they hold nothing personal."""


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="accounts.person.email",
            purpose="sign-in and notices about one's own business",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_email,
            retention_days=0,
            title="e-mail address",
            title_zh="电子邮箱",
            purpose_zh="登录，以及发送与本人业务有关的通知",
        )
    )
    declare(
        PersonalField(
            label="accounts.person.display_name",
            purpose="how the person wants to be addressed",
            basis=LegalBasis.CONSENT,
            data_class=DataClass.GENERAL,
            mask=mask_person_name,
            retention_days=0,
            title="display name",
            title_zh="称呼",
            purpose_zh="按本人希望的方式称呼",
        )
    )
    for label, title, title_zh, mask in (
        ("accounts.realname.full_name", "real name", "真实姓名", mask_person_name),
        ("accounts.realname.id_number", "ID number", "身份证号码", mask_id_number),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose="to make sure that you are you: one verified person per ID number",
                purpose_zh="核实是你本人，一个身份证号码只对应一个账号",
                basis=LegalBasis.CONSENT,
                data_class=DataClass.SENSITIVE,
                mask=mask,
                retention_days=0,
            )
        )
    declare_not_personal("accounts.realname.person", "an opaque id")
    declare_not_personal("accounts.realname.id_number_index", "a keyed hash; useless without the index key")
    declare(
        PersonalField(
            label="accounts.person.phone",
            title="mobile number",
            title_zh="手机号",
            purpose_zh="登录、接收安全验证码，以及与本人业务有关的通知",
            purpose="sign-in, security codes and notices about one's own business",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_phone,
            retention_days=0,
        )
    )
    declare(
        PersonalField(
            label="account.emailaddress.email",
            title="e-mail address for signing in",
            title_zh="登录邮箱",
            purpose_zh="登录；以可查找的方式加密保存，随账号一并删除",
            purpose="sign-in; sealed with the installation's key so that it can be found, deleted with the account",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_email,
            retention_days=0,
        )
    )
    declare(
        PersonalField(
            label="accounts.phonecode.phone_sealed",
            title="number a code was sent to",
            title_zh="接收验证码的号码",
            purpose_zh="记录验证码发送给谁，十分钟后失效",
            purpose="to whom a code was sent; gone ten minutes later",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_phone,
            retention_days=1,
        )
    )
    declare_not_personal("accounts.person.phone_index", "a keyed hash; useless without the index key")
    declare_not_personal("accounts.person.email_verified_at", "a moment")
    declare_not_personal("accounts.person.phone_verified_at", "a moment")
    declare_not_personal("accounts.session.person", "an opaque id")
    declare_not_personal("accounts.phonecode.person", "an opaque id")
    declare_not_personal(
        "account.emailconfirmation.email_address", "a row number; the table stays empty: codes, not links"
    )
    declare(
        PersonalField(
            label="accounts.invitation.contact_sealed",
            title="address or number of an invitation",
            title_zh="受邀人的邮箱或手机号",
            purpose_zh="把企业的邀请送达受邀人，并核对接受邀请的是本人",
            purpose="to bring a company's invitation to whoever is invited, and to let nobody else accept it",
            basis=LegalBasis.CONTRACT,
            data_class=DataClass.GENERAL,
            mask=mask_email,
            retention_days=30,
        )
    )
    declare_not_personal("accounts.invitation.contact_index", "a keyed hash; useless without the index key")
    for label, why in PACKAGES.items():
        declare_not_personal(label, why)
    declare_not_personal("accounts.membership.person", "an opaque id")
    declare_not_personal("accounts.rolegrant.person", "an opaque id")
    declare_not_personal("accounts.organisation.name", "the name of a company")
    declare_not_personal("accounts.organisation.name_en", "the name of a company")
    declare_not_personal("accounts.person.email_index", "a keyed hash; useless without the index key")
    declare_not_personal("accounts.person.password", "an argon2 hash of a secret, never the secret")
