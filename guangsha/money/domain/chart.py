"""The chart of accounts 会计科目, as data. Fen: debits positive, credits negative; each journal adds up to zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from guangsha.kit.money import MAX_FEN


class Side(StrEnum):
    """Where an account's balance normally stands."""

    DEBIT = "debit"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class Account:
    """``code`` is stored with every posting and never changes its meaning."""

    code: str
    side: Side
    name: str
    name_en: str


CHART: dict[str, Account] = {
    account.code: account
    for account in (
        Account("provider.sandbox", Side.DEBIT, "演示支付待结算", "At the sandbox provider"),
        Account("provider.alipay", Side.DEBIT, "支付宝待结算", "At Alipay"),
        Account("provider.wechat", Side.DEBIT, "微信支付待结算", "At WeChat Pay"),
        Account("provider.bank", Side.DEBIT, "监管账户银行存款", "In the supervised bank account"),
        Account("received.deposit", Side.CREDIT, "预收定金", "Deposits received"),
        Account("received.down_payment", Side.CREDIT, "预收首付款", "Down payments received"),
        Account("received.instalment", Side.CREDIT, "预收分期款", "Instalments received"),
        Account("received.fee", Side.CREDIT, "代收费用", "Fees received"),
        Account("unallocated", Side.CREDIT, "待退重复付款", "Received without an obligation"),
        Account("refunds.owed", Side.CREDIT, "应付退款", "Refunds owed"),
        Account("income.kept", Side.CREDIT, "违约金收入", "Kept by the rules of a withdrawal"),
        Account("fees.bank", Side.DEBIT, "银行手续费及尾差", "Bank fees taken out of transfers"),
    )
}


KEPT = "income.kept"
BANK_FEES = "fees.bank"
SUSPENSE = "unallocated"


class JournalKind(StrEnum):
    """What a journal records: a payment that arrived, a refund that we owe from now on, one that has gone back, what
    the house keeps of it by rule, and what a provider transferred to the supervised account."""

    PAYMENT = "payment"
    REFUND_OWED = "refund_owed"
    REFUND_BACK = "refund_back"
    KEPT = "kept"
    SETTLED = "settled"


class LedgerRefused(ValueError):
    """The postings are no journal: a bug, never an answer to a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One posting to be: ``amount_fen`` positive debits the account, negative credits it."""

    account: str
    amount_fen: int


def received(purpose: str) -> str:
    """The account of what was received for obligations with this purpose."""
    return f"received.{purpose}"


def at_provider(provider: str) -> str:
    """The account of money that a provider has for us."""
    return f"provider.{provider}"


def transfer(*, debit: str, credit: str, amount_fen: int) -> tuple[Line, Line]:
    """The two lines of the simplest journal."""
    return Line(debit, amount_fen), Line(credit, -amount_fen)


def check_journal(lines: Sequence[Line]) -> None:
    """Two lines or more, known accounts, whole fen within range, none of zero, and a sum of zero. Raises LedgerRefused."""
    if len(lines) < 2:
        raise LedgerRefused("a journal has at least two lines")
    for line in lines:
        if line.account not in CHART:
            raise LedgerRefused(f"no such account: {line.account}")
        if type(line.amount_fen) is not int or not 0 < abs(line.amount_fen) <= MAX_FEN:
            raise LedgerRefused(f"not an amount: {line.amount_fen!r}")
    if sum(line.amount_fen for line in lines) != 0:
        raise LedgerRefused("debits and credits differ")


def balance_of(account: str, sum_fen: int) -> int:
    """The balance of an account with this sum of postings, on its normal side."""
    return sum_fen if CHART[account].side is Side.DEBIT else -sum_fen
