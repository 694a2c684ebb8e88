"""The personal fields of accounts."""

from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_email,
    mask_name,
)


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
        )
    )
    declare(
        PersonalField(
            label="accounts.person.display_name",
            purpose="how the person wants to be addressed",
            basis=LegalBasis.CONSENT,
            data_class=DataClass.GENERAL,
            mask=mask_name,
            retention_days=0,
        )
    )
    declare_not_personal("accounts.organisation.name", "the name of a company")
    declare_not_personal("accounts.organisation.name_en", "the name of a company")
    declare_not_personal("accounts.person.email_index", "a keyed hash; useless without the index key")
    declare_not_personal("accounts.person.password", "an argon2 hash of a secret, never the secret")
