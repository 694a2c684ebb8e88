"""The exact words by which a buyer lets their data go to one named bank (PIPL 个人信息保护法 art. 23, 29)."""

import hashlib
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh-CN", "en"]

ZH = """向{bank}提供个人信息的单独同意书

接收方：{bank}。
目的：由该银行审查我就“{home}”申请的购房贷款，并在贷款存续期间管理该贷款。
提供的信息：姓名、身份证件号码、工作单位、月收入、婚姻状况、已有贷款，以及我在办理资料清单中上传并经审核的材料。其中身份证件号码、收入、婚姻及财务信息属于敏感个人信息，一旦泄露可能影响我的财产安全和人格尊严。
方式：加密传输，仅发送给该银行；未经再次同意不会发送给其他银行或机构。
保存：我们保存至交易结束后法律规定的期限；该银行按其自身规则保存。
我的权利：我可以在贷款签约前随时撤回申请，撤回后我们不再向该银行提供新的信息，并通知其停止处理；撤回不影响此前已进行的处理，也不影响我已享有的其他服务。不同意仅意味着无法通过本平台向该银行申请贷款。
"""
EN = """Separate consent to give personal information to {bank}

Recipient: {bank}.
Purpose: the bank examines the mortgage I apply for, for "{home}", and manages the loan while it lasts.
What is given: name, identity number, employer, monthly income, marital status, existing loans, and the documents of the checklist that I uploaded and that were checked. Identity number, income, marital and financial information are sensitive personal information: a leak could harm my property and dignity.
How: encrypted, to this bank alone; to no other bank or body without another consent.
Kept: by us as long as the law asks after the sale is over; by the bank according to its own rules.
My rights: I may withdraw the application at any time before the loan contract is signed. From then on nothing new is given to the bank and it is told to stop; what was done before stays lawful, and no other service is affected. Without this consent I only cannot apply to this bank through this site.
"""  # noqa: E501 - the words that are hashed
TEXTS: dict[Language, str] = {"zh-CN": ZH, "en": EN}


@dataclass(frozen=True, slots=True)
class ConsentText:
    """Words and their SHA-256 (hex) over UTF-8: anyone can compute it again."""

    language: Language
    text: str

    @property
    def hash(self) -> str:
        """What is agreed to."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def consent_text(language: Language, *, bank: str, home: str) -> ConsentText:
    """The words for this bank and this home."""
    return ConsentText(language, TEXTS[language].format(bank=bank, home=home))
