"""The sandbox's hosted payment page, in Chinese and English. Plain HTML: it is somebody else's site."""

from html import escape
from typing import Any

WORDS = {
    "zh": {
        "name": "沙箱支付", "sub": "演示环境，不会产生真实扣款", "pay_to": "收款方", "amount": "支付金额", "for": "商品",
        "number": "订单号", "pay": "确认支付", "fail": "模拟支付失败", "cancel": "取消并返回", "paid": "支付成功",
        "failed": "支付失败", "closed": "订单已关闭", "expired": "订单已过期", "back": "返回商家", "other": "English",
        "none": "没有这个订单", "down": "支付机构维护中，请稍后再试",
    },
    "en": {
        "name": "Sandbox Pay", "sub": "A demonstration: no real money moves", "pay_to": "Pay to", "amount": "Amount",
        "for": "For", "number": "Order", "pay": "Pay now", "fail": "Let it fail", "cancel": "Cancel and go back",
        "paid": "Paid", "failed": "Payment failed", "closed": "This order is closed", "expired": "This order has expired",
        "back": "Back to the shop", "other": "中文", "none": "There is no such order",
        "down": "Under maintenance; try again later",
    },
}  # fmt: skip
STYLE = """
:root{color-scheme:light dark;--bg:#f3f5f7;--card:#fff;--ink:#16202a;--soft:#5b6875;--line:#dfe4e8;--go:#0b6b53;
 --go-ink:#fff}
@media(prefers-color-scheme:dark){
 :root{--bg:#12171b;--card:#1b2227;--ink:#eef2f4;--soft:#9aa7b1;--line:#2f3940;--go:#3fb995;--go-ink:#06231a}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif}
main{max-width:26rem;margin:0 auto;padding:1.25rem 1rem 3rem}
header{display:flex;align-items:center;gap:.75rem;padding:.5rem 0 1rem}
.mark{width:2.5rem;height:2.5rem;border-radius:.75rem;background:var(--go);color:var(--go-ink);display:grid;
 place-items:center;font-weight:700;font-size:1.25rem}
header b{display:block;line-height:1.3}
header small,dt{color:var(--soft)}
header a{margin-left:auto;color:var(--soft);padding:.6rem 0}
section{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.25rem}
.sum{font-size:2.5rem;font-weight:700;font-variant-numeric:tabular-nums;letter-spacing:-.02em;
 margin:.1rem 0 1rem;overflow-wrap:anywhere;line-height:1.2}
dl{margin:0;border-top:1px solid var(--line)}
dl div{display:flex;gap:1rem;justify-content:space-between;padding:.7rem 0;border-bottom:1px solid var(--line)}
dt{flex:none}
dd{margin:0;text-align:right;overflow-wrap:anywhere}
form{display:grid;gap:.6rem;margin-top:1.25rem}
button,.button{font:inherit;font-weight:600;min-height:3rem;border-radius:.75rem;border:1px solid var(--line);
 background:transparent;color:inherit;cursor:pointer;display:grid;place-items:center;text-decoration:none}
.go{background:var(--go);border-color:var(--go);color:var(--go-ink);font-size:1.0625rem}
button:focus-visible,a:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.state{font-size:1.25rem;font-weight:700;margin:0 0 .5rem}
"""


def yuan(fen: int) -> str:
    """¥ with separators and two places."""
    return f"¥{fen // 100:,}.{fen % 100:02}"


def _frame(language: str, body: str, *, other: bool = True) -> str:
    words = WORDS[language]
    switch = "en" if language == "zh" else "zh"
    link = f'<a href="?lang={switch}" lang="{switch}">{words["other"]}</a>' if other else ""
    code = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8"><title>{words["name"]}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<style>{STYLE}</style></head><body><main><header><span class="mark" aria-hidden="true">S</span>'
        f"<span><b>{words['name']}</b><small>{words['sub']}</small></span>{link}</header>{body}</main></body></html>"
    )


def notice_page(language: str, word: str) -> str:
    """A page that only says something."""
    return _frame(language, f'<section><h1 class="state">{WORDS[language][word]}</h1></section>', other=False)


def cashier(language: str, order: dict[str, Any], *, expired: bool) -> str:
    """The order, with buttons while it can be paid and a way back when not."""
    words = WORDS[language]
    rows = "".join(
        f"<div><dt>{words[name]}</dt><dd>{escape(value)}</dd></div>"
        for name, value in (("pay_to", order["merchant"]), ("for", order["title"]), ("number", order["number"]))
    )
    if order["state"] == "pending" and not expired:
        state = f"<small>{words['amount']}</small>"
        end = (
            '<form method="post">'
            f'<button class="go" name="act" value="pay">{words["pay"]}</button>'
            f'<button name="act" value="fail">{words["fail"]}</button>'
            f'<button name="act" value="cancel">{words["cancel"]}</button></form>'
        )
    else:
        word = "expired" if order["state"] == "pending" else order["state"]
        state = f'<h1 class="state">{words[word]}</h1>'
        end = f'<form><a class="button go" href="{escape(order["return_url"])}">{words["back"]}</a></form>'
    body = f'<section>{state}<p class="sum">{yuan(order["amount_fen"])}</p><dl>{rows}</dl>{end}</section>'
    return _frame(language, body)
