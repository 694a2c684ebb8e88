"""The words of the trail: Chinese and English, beside each other."""

from guangsha.contracts.domain.signing import Proof
from guangsha.contracts.domain.states import ContractState

Pair = tuple[str, str]
STATES: dict[ContractState, Pair] = {
    ContractState.DRAFT: ("拟定中", "draft"),
    ContractState.OFFERED: ("已发出", "offered"),
    ContractState.SIGNING: ("签署中", "being signed"),
    ContractState.SIGNED: ("已签订", "signed"),
    ContractState.EXPIRED: ("已过期", "expired"),
    ContractState.VOID: ("已作废", "void"),
}
PROOFS: dict[Proof, Pair] = {
    Proof.PASSKEY: ("通行密钥", "passkey"),
    Proof.TOTP: ("身份验证器", "authenticator code"),
    Proof.RECOVERY: ("恢复码", "recovery code"),
    Proof.PASSWORD: ("密码", "password"),
    Proof.CODE: ("短信验证码", "code to the phone"),
    Proof.SEAL: ("用印审批", "seal approved by a second person"),
}
STEPS: dict[str, Pair] = {
    "drafted": ("拟定", "drawn up"),
    "redrafted": ("重新拟定", "drawn up again"),
    "offer_begun": ("编号", "numbered"),
    "offered": ("发出", "offered"),
    "opened": ("打开", "opened"),
    "difference_known": ("确认差异", "difference acknowledged"),
    "clause_read": ("阅读风险条款", "risk clause read"),
    "asked_to_sign": ("确认签署意愿", "meant to sign"),
    "signed": ("签名写入", "signature applied"),
    "not_signed": ("签名取消", "signature dropped"),
    "stamped": ("加盖可信时间戳", "timestamped"),
    "seal_asked": ("申请用印", "seal asked for"),
    "seal_approved": ("批准用印", "seal approved"),
    "seal_rejected": ("驳回用印", "seal rejected"),
    "concluded": ("合同签订", "concluded"),
    "expired": ("过期", "expired"),
    "void": ("作废", "declared void"),
    "filing": ("导出网签备案", "taken out for filing"),
}


def step_words(kind: str) -> Pair:
    """The words of a step; a kind that has none is shown as it is."""
    return STEPS.get(kind, (kind, ""))
