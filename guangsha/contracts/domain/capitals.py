"""Amounts in capital numerals 大写, as contracts and cheques write them (人民银行《正确填写票据和结算凭证的基本规定》)."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def _group(number: int) -> str:
    """One to 9999, without a leading 零."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return text


def capital(fen: int) -> str:
    """``fen`` in capital numerals: 壹佰贰拾万零叁佰元伍角整. Raises ValueError for less than nothing and from 10^18 fen on."""
    if not 0 <= fen < 10**18:
        raise ValueError("no amount of a contract")
    yuan, text, gap = fen // 100, "", False
    for index in (3, 2, 1, 0):
        part = yuan // 10_000**index % 10_000
        if part == 0:
            gap = bool(text)
            continue
        missing = gap or (bool(text) and part < 1_000)
        text += (DIGITS[0] if missing else "") + _group(part) + GROUPS[index]
        gap = False
    jiao, cent = fen // 10 % 10, fen % 10
    whole = f"{text}元" if text else ""
    if not jiao and not cent:
        return f"{whole or '零元'}整"
    tail = f"{DIGITS[jiao]}角" if jiao else (DIGITS[0] if whole else "")
    return whole + tail + (f"{DIGITS[cent]}分" if cent else "整")
