"""The demo's banks: invented ones, three at every project, spoken to by the sandbox of banks.

Rates follow what was usual in 2025 (five-year LPR 3.5 %, provident fund 2.6 % for a first home); limits of the provident fund are
examples. What holds in a city is said by its own provident fund centre, and each product names where it was read.
"""

from uuid import UUID

from guangsha.backbone.public import command
from guangsha.catalog.public import desk_listing, public_project_ids
from guangsha.kit.actor import Actor
from guangsha.mortgages.public import BankTerms, Product, ProductTerms, bank_channels, banks_known, put_bank

ACTOR, CHANNEL = Actor(system="demo"), "sandbox"
EXAMPLE = "演示数据：额度为示例，以项目所在地住房公积金管理中心公告为准"
FUND = ProductTerms(
    Product.PROVIDENT_FUND, 26_000, "公积金首套 2.6%", "Provident fund, first home 2.6 %", 30, 800, 90_000_000, EXAMPLE
)


def _cash(rate: int, text: str, text_en: str, share: int = 850) -> ProductTerms:
    return ProductTerms(Product.COMMERCIAL, rate, text, text_en, 30, share)


def _both(rate: int, text: str, text_en: str) -> ProductTerms:
    return ProductTerms(Product.COMBINATION, rate, text, text_en, 30, 800, None, EXAMPLE)


BANKS = (
    BankTerms(
        "xiangjiang",
        "湘江银行（演示）",
        "Xiangjiang Bank (demo)",
        (
            _cash(30_500, "LPR-45基点，现为 3.05%", "LPR - 45 bp, now 3.05 %"),
            FUND,
            _both(28_500, "商业 3.05% / 公积金 2.6%", "Bank 3.05 % / fund 2.6 %"),
        ),
    ),
    BankTerms(
        "lushan",
        "麓山银行（演示）",
        "Lushan Bank (demo)",
        (_cash(31_000, "LPR-40基点，现为 3.1%", "LPR - 40 bp, now 3.1 %"), FUND),
    ),
    BankTerms(
        "juzizhou",
        "橘洲农商银行（演示）",
        "Juzizhou Rural Bank (demo)",
        (_cash(30_000, "LPR-50基点，现为 3.0%", "LPR - 50 bp, now 3.0 %", 800),),
    ),
)


def load_banks() -> int:
    """Every public project works with the three; how many were new. Loading again changes nothing.

    Without the sandbox of banks (outside demo mode) nobody could speak to them: then there are none.
    """
    if CHANNEL not in bank_channels():
        return 0
    known, made = banks_known(), 0
    for project_id in list(public_project_ids()):
        missing = [one for one in BANKS if (project_id, one.code) not in known]
        command(lambda project_id=project_id, missing=missing: _write(project_id, missing), actor=ACTOR)  # type: ignore[misc]
        made += len(missing)
    return made


def _write(project_id: UUID, missing: list[BankTerms]) -> None:
    house = desk_listing(actor=ACTOR, project_id=project_id).organisation_id
    for one in missing:
        put_bank(project_id=project_id, organisation_id=house, channel=CHANNEL, terms=one)
