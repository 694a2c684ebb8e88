"""Permissions, and the roles every installation starts with.

Three administrators are separated 三员分立 (GB/T 22239-2019, level three: system, security and audit administration): nobody
holds two of them, so that nobody can both act and judge the record of the act.
"""

from dataclasses import dataclass
from enum import StrEnum

from guangsha.kit.actor import Scope

PERMISSIONS: dict[str, tuple[str, str]] = {
    "listing.read": ("查看楼盘资料", "See listings that are not public"),
    "listing.edit": ("录入和修改楼盘", "Enter and change listings"),
    "listing.import": ("批量导入", "Import files"),
    "listing.review": ("审核楼盘", "Review listings"),
    "listing.review_price": ("复核价格、面积、许可", "Second review of price, area and permit"),
    "listing.publish": ("发布楼盘", "Publish listings"),
    "listing.take_down": ("下架楼盘", "Take listings down"),
    "listing.rules": ("设置楼盘规则", "Set rules for listings"),
    "listing.rules_for_all": ("设置默认楼盘规则", "Set the rules of companies without their own"),
    "unit.keep": ("维护房源台账", "Keep the unit ledger"),
    "unit.approve": ("批准内部保留", "Approve holds of the house"),
    "price.propose": ("提出价格规则", "Propose price rules"),
    "price.publish": ("发布价格规则", "Publish price rules"),
    "deal.read": ("查看认购与交易", "See subscriptions and deals"),
    "deal.assist": ("为到访客户发起认购", "Begin deals for customers in the room"),
    "deal.settle": ("依规则代客退订、作废未付认购", "Withdraw or void deals by their rules, on behalf of buyers"),
    "deal.propose": ("提出认购规则与付款方式", "Propose the rules of deals and payment plans"),
    "deal.publish": ("发布认购规则与付款方式", "Publish the rules of deals and payment plans"),
    "deal.handover": ("安排交付时段", "Offer times at which homes are handed over"),
    "mortgage.read": ("查看按揭申请", "See applications for mortgages"),
    "mortgage.handle": ("审核按揭资料、处理银行消息", "Check documents of mortgages, deal with news of banks"),
    "mortgage.banks": ("维护合作银行", "Keep the banks that a project works with"),
    "money.read": ("查看收款与退款", "See payments and refunds"),
    "money.refund": ("发起退款", "Ask for refunds"),
    "money.approve": ("复核退款", "Approve refunds that somebody else asked for"),
    "money.cases": ("处理资金事项", "Settle cases about money"),
    "contract.read": ("查看合同", "See contracts"),
    "contract.write": ("起草合同条款和模板", "Write clauses and templates of contracts"),
    "contract.approve": ("批准合同条款和模板", "Approve clauses and templates that somebody else wrote"),
    "contract.draft": ("拟定并发出合同", "Draw up and offer contracts"),
    "contract.void": ("作废合同", "Declare contracts void"),
    "contract.file": ("导出网签备案数据", "Take out contracts for filing with the authority"),
    "contract.seal": ("申请用印", "Ask for the company's seal on contracts"),
    "contract.seal_approve": ("审批用印", "Approve the use of the company's seal that somebody else asked for"),
    "people.read": ("查看人员", "See the people at work"),
    "people.invite": ("邀请人员", "Invite people"),
    "role.assign": ("授予和收回角色", "Give and take roles"),
    "organisation.manage": ("管理企业和部门", "Manage organisations and departments"),
    "audit.read": ("查看审计日志", "Read the audit trail"),
    "system.read": ("查看系统状态", "See the state of the system"),
    "system.operate": ("系统运维", "Operate the system"),
    "privacy.register": ("查看个人信息清单", "See the register of personal data"),
    "privacy.looks": ("查看信息查阅记录", "See who looked at personal data"),
    "privacy.reveal": ("查看所服务客户的完整信息", "See whole values of the people one serves"),
    "privacy.reveal_anybody": ("查看任何人的完整信息", "See whole values of anybody"),
}
"""Each permission in Chinese and English."""
PLATFORM_ONLY = frozenset(
    {
        "organisation.manage", "audit.read", "system.read", "system.operate", "privacy.register", "privacy.looks",
        "privacy.reveal_anybody", "listing.rules_for_all",
    }
)  # fmt: skip
"""What a company's own roles can never hold: it reaches beyond one company."""
DANGEROUS = PLATFORM_ONLY | {
    "role.assign",
    "listing.publish",
    "listing.rules",
    "price.publish",
    "deal.publish",
    "money.approve",
    "contract.approve",
    "contract.seal_approve",
}
"""Giving a role with one of these takes a second person."""


class DepartmentKind(StrEnum):
    """What a department does."""

    OPERATIONS = "operations"
    SALES = "sales"
    SERVICE = "service"
    TECHNICAL = "technical"
    MARKETING = "marketing"
    FINANCE = "finance"
    MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class RoleSpec:
    """A role: what it may, how far, and what it asks of who holds it."""

    key: str
    name: str
    name_en: str
    permissions: frozenset[str]
    scopes: frozenset[Scope]
    second_factor: bool = False
    administrator: bool = False

    @property
    def needs_two(self) -> bool:
        """Whether giving it takes a second person."""
        return self.administrator or not self.permissions.isdisjoint(DANGEROUS)


_HOUSE = frozenset({Scope.ORGANISATION, Scope.PROJECT})
_ALL = frozenset({Scope.PLATFORM, Scope.ORGANISATION, Scope.PROJECT})
_ONE = frozenset({Scope.PLATFORM})


def _role(
    key: str,
    names: tuple[str, str],
    permissions: str,
    scopes: frozenset[Scope],
    *,
    second_factor: bool = False,
    administrator: bool = False,
) -> RoleSpec:
    return RoleSpec(key, names[0], names[1], frozenset(permissions.split()), scopes, second_factor, administrator)


BUILT_IN: dict[str, RoleSpec] = {
    role.key: role
    for role in (
        _role(
            "system_admin",
            ("系统管理员", "System administrator"),
            "system.read system.operate organisation.manage people.read listing.rules_for_all",
            _ONE, second_factor=True, administrator=True,
        ),
        _role(
            "security_admin",
            ("安全管理员", "Security administrator"),
            "people.read people.invite role.assign privacy.register",
            _ONE, second_factor=True, administrator=True,
        ),
        _role(
            "audit_admin",
            ("审计管理员", "Audit administrator"),
            "audit.read people.read privacy.looks privacy.register",
            _ONE, second_factor=True, administrator=True,
        ),
        _role(
            "privacy_officer",
            ("个人信息保护负责人", "Privacy officer"),
            "privacy.register privacy.looks privacy.reveal_anybody",
            _ONE, second_factor=True,
        ),
        _role(
            "manager",
            ("企业负责人", "Company manager"),
            "people.read people.invite role.assign listing.read listing.rules unit.approve price.publish deal.read deal.publish "
            "mortgage.read mortgage.banks privacy.reveal contract.read contract.approve contract.void contract.seal_approve",
            frozenset({Scope.ORGANISATION}), second_factor=True,
        ),
        _role(
            "operations",
            ("运营编辑", "Operations"),
            "listing.read listing.edit listing.import unit.keep price.propose",
            _ALL,
        ),
        _role("listing_reviewer", ("房源审核", "Listing reviewer"), "listing.read listing.review", _ALL),
        _role(
            "price_reviewer",
            ("价格复核", "Price reviewer"),
            "listing.read listing.review listing.review_price price.propose",
            _ALL,
        ),
        _role(
            "publisher",
            ("发布负责人", "Publisher"),
            "listing.read listing.publish listing.take_down price.publish",
            _ALL,
        ),
        _role(
            "sales_advisor",
            ("置业顾问", "Sales advisor"),
            "listing.read deal.read deal.assist mortgage.read mortgage.handle privacy.reveal contract.read contract.draft",
            _HOUSE | {Scope.TEAM},
        ),
        _role(
            "sales_manager",
            ("销售经理", "Sales manager"),
            "listing.read unit.keep unit.approve price.propose deal.read deal.assist deal.settle deal.propose "
            "deal.handover mortgage.read mortgage.handle mortgage.banks privacy.reveal contract.read contract.write "
            "contract.draft contract.seal",
            _HOUSE,
        ),
        _role(
            "legal",
            ("法务", "Legal"),
            "listing.read deal.read privacy.reveal contract.read contract.write contract.approve contract.void contract.file",
            _HOUSE,
        ),
        _role(
            "service_agent",
            ("客服", "Service agent"),
            "listing.read deal.read deal.handover privacy.reveal",
            _HOUSE | {Scope.TEAM},
        ),
        _role(
            "finance",
            ("财务", "Finance"),
            "listing.read deal.read mortgage.read privacy.reveal money.read money.refund money.approve money.cases",
            _HOUSE, second_factor=True,
        ),
        _role(
            "treasurer",
            ("资金主管", "Treasurer"),
            "money.read money.refund money.approve money.cases",
            _ONE, second_factor=True,
        ),
        _role("marketing", ("市场", "Marketing"), "listing.read", _HOUSE),
        _role("technical", ("技术支持", "Technical"), "system.read", _ONE, second_factor=True),
    )
}  # fmt: skip
"""By key. They are part of the program; a company adds roles of its own beside them."""


def house_role_errors(permissions: frozenset[str]) -> list[str]:
    """Why a company may not have a role with these permissions: unknown ones, and those that reach beyond it."""
    return sorted(permissions - set(PERMISSIONS)) + sorted(permissions & PLATFORM_ONLY)
