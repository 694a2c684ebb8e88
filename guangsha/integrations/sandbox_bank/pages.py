"""The desk of the sandbox bank, in Chinese and English. Plain HTML: it is somebody else's site."""

import json
from html import escape
from typing import Any

from guangsha.integrations.sandbox_bank.book import ACTS
from guangsha.integrations.sandbox_pay.pages import STYLE, yuan

WORDS = {
    "zh": {
        "name": "沙箱银行 · 信贷柜台",
        "sub": "演示环境：由您扮演银行客户经理",
        "other": "English",
        "home": "房屋",
        "amount": "申请金额",
        "years": "年限",
        "price": "房屋总价",
        "people": "借款人",
        "papers": "已收资料",
        "stage": "阶段",
        "state": "当前状态",
        "pre_approval": "预审",
        "formal": "正式审批",
        "received": "审核中",
        "documents_wanted": "待补资料",
        "pre_approved": "预审通过",
        "approved": "已批准",
        "signed": "借款合同已签",
        "disbursed": "已放款",
        "refused": "未批准",
        "withdrawn": "客户已撤回",
        "pre_approve": "预审通过（足额）",
        "pre_approve_less": "预审通过（八成额度）",
        "approve": "批准贷款",
        "sign": "客户已面签借款合同",
        "disburse": "放款到监管账户",
        "want": "要求补充资料",
        "refuse": "不予批准",
        "which": "补充哪项",
        "why": "原因",
        "note": "说明",
        "none": "没有这笔申请",
        "down": "银行系统维护中，请稍后再试",
        "done": "没有需要办理的事项",
        "no_papers": "暂无",
        "mark": "放款附言",
        "sending": "结果会以带签名的通知发给售房系统。",
        "policy": "政策限制",
        "quota": "额度不足",
        "valuation": "评估价不足",
        "income": "收入不足",
        "credit": "征信问题",
        "untrue": "资料不实",
        "not_delivered": "资料未交齐",
        "other_cause": "其他",
        "identity": "身份证",
        "household_register": "户口本",
        "marriage": "婚姻证明",
        "income_item": "收入证明",
        "bank_flow": "银行流水",
        "tax_or_social_security": "个税或社保",
        "fund_statement": "公积金缴存证明",
        "down_payment": "首付凭证",
    },
    "en": {
        "name": "Sandbox Bank · lending desk",
        "sub": "A demonstration: you play the bank's clerk",
        "other": "中文",
        "home": "Home",
        "amount": "Asked for",
        "years": "Years",
        "price": "Price",
        "people": "Borrowers",
        "papers": "Documents received",
        "stage": "Stage",
        "state": "State",
        "pre_approval": "Pre-approval",
        "formal": "Formal",
        "received": "Being examined",
        "documents_wanted": "Waiting for documents",
        "pre_approved": "Pre-approved",
        "approved": "Approved",
        "signed": "Loan signed",
        "disbursed": "Paid out",
        "refused": "Refused",
        "withdrawn": "Taken back by the customer",
        "pre_approve": "Pre-approve in full",
        "pre_approve_less": "Pre-approve 80 %",
        "approve": "Approve the loan",
        "sign": "The customer has signed",
        "disburse": "Pay out",
        "want": "Ask for a document",
        "refuse": "Refuse",
        "which": "Which one",
        "why": "Why",
        "note": "Note",
        "none": "There is no such application",
        "down": "Under maintenance; try again later",
        "done": "Nothing to do here",
        "no_papers": "none yet",
        "mark": "Reference",
        "sending": "The result is sent to the seller's system as a signed notice.",
        "policy": "Policy",
        "quota": "No quota left",
        "valuation": "Valuation too low",
        "income": "Income too low",
        "credit": "Credit record",
        "untrue": "Untrue documents",
        "not_delivered": "Documents missing",
        "other_cause": "Other",
        "identity": "Identity card",
        "household_register": "Household register",
        "marriage": "Marriage certificate",
        "income_item": "Proof of income",
        "bank_flow": "Bank statements",
        "tax_or_social_security": "Tax or social security",
        "fund_statement": "Provident fund statement",
        "down_payment": "Proof of down payment",
    },
}
CAUSES = ("policy", "quota", "valuation", "income", "credit", "untrue", "not_delivered", "other")
ITEMS = ("income", "bank_flow", "marriage", "identity", "household_register", "tax_or_social_security")
MORE = """
main{max-width:30rem}
select,input{font:inherit;min-height:3rem;border-radius:.75rem;border:1px solid var(--line);background:var(--bg);color:inherit;
 padding:0 .75rem;width:100%}
label{display:grid;gap:.25rem;color:var(--soft);font-size:.875rem}
fieldset{border:1px solid var(--line);border-radius:.75rem;display:grid;gap:.6rem;padding:.75rem;margin:.75rem 0 0}
p.hint{color:var(--soft);font-size:.875rem;margin:1rem 0 0}
"""


def _frame(language: str, body: str) -> str:
    words = WORDS[language]
    switch, code = ("en", "zh-CN") if language == "zh" else ("zh", "en")
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{words["name"]}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<style>{STYLE}{MORE}</style></head><body><main><header><span class="mark" aria-hidden="true">B</span>'
        f"<span><b>{words['name']}</b><small>{words['sub']}</small></span>"
        f'<a href="?lang={switch}" lang="{switch}">{words["other"]}</a></header>{body}</main></body></html>'
    )


def notice_page(language: str, word: str) -> str:
    """A page that only says something."""
    return _frame(language, f'<section><h1 class="state">{WORDS[language][word]}</h1></section>')


def _item(words: dict[str, str], item: str) -> str:
    return words["income_item"] if item == "income" else words.get(item, item)


def desk(language: str, found: dict[str, Any], papers: list[dict[str, Any]]) -> str:
    """The application, and what a clerk can do about it now."""
    words = WORDS[language]
    people = ", ".join(one["name"] for one in json.loads(found["borrowers"]))
    received = ", ".join(_item(words, one["item"]) for one in papers) or words["no_papers"]
    rows = [
        ("home", found["home"]), ("price", yuan(found["price_fen"])), ("years", str(found["years"])), ("people", people),
        ("stage", words[found["stage"]]), ("papers", received), *([("mark", found["mark"])] if found["mark"] else []),
    ]  # fmt: skip
    listed = "".join(f"<div><dt>{words[name]}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return _frame(
        language,
        f'<section><h1 class="state">{escape(found["bank"])} · {words[found["word"]]}</h1><small>{words["amount"]}</small>'
        f'<p class="sum">{yuan(found["amount_fen"])}</p><dl>{listed}</dl>{_acts(words, found)}</section>',
    )


def _acts(words: dict[str, str], found: dict[str, Any]) -> str:
    fits = [
        name for name, (stage, after, _) in ACTS.items() if found["word"] in after and stage in ("", found["stage"])
    ]  # fmt: skip
    plain = "".join(
        f'<button{" class=go" if number == 0 else ""} name="act" value="{name}">{words[name]}</button>'
        for number, name in enumerate(one for one in fits if one not in ("want", "refuse"))
    )
    found_forms = f'<form method="post">{plain}</form>' if plain else ""
    if "want" in fits:
        items = "".join(f'<option value="{one}">{_item(words, one)}</option>' for one in ITEMS)
        found_forms += _form(words, "want", f'<label>{words["which"]}<select name="item">{items}</select></label>')
    if "refuse" in fits:
        causes = "".join(
            f'<option value="{one}">{words["other_cause"] if one == "other" else words[one]}</option>' for one in CAUSES
        )
        found_forms += _form(words, "refuse", f'<label>{words["why"]}<select name="cause">{causes}</select></label>')
    hint = words["sending"] if found_forms else words["done"]
    return f'{found_forms}<p class="hint">{hint}</p>'


def _form(words: dict[str, str], act: str, fields: str) -> str:
    note = f'<label>{words["note"]}<input name="note" maxlength="100"></label>'
    return (
        f'<form method="post"><fieldset>{fields}{note}<button name="act" value="{act}">{words[act]}</button></fieldset></form>'
    )  # fmt: skip
