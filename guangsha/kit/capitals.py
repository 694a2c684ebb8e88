"""Amounts in Chinese capital numerals 大写金额, as vouchers ask (支付结算办法, annex 1: 正确填写票据和结算凭证的基本规定)."""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
SMALL = ("", "拾", "佰", "仟")
LARGE = ("", "万", "亿", "万亿")


def _group(number: int) -> str:
    """Up to 9999, without leading zeroes; zeroes inside are written once."""
    text, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + DIGITS[digit] + SMALL[power]
        zero = False
    return text


def _whole(yuan: int) -> str:
    text, gap = "", False
    for level in (3, 2, 1, 0):
        group = yuan // 10 ** (4 * level) % 10_000
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1_000):
            text += "零"
        # what stands in front of 亿 may itself be counted in 万
        unit = "万" if level == 3 and yuan // 10**8 % 10_000 else LARGE[level]
        text += _group(group) + unit
        gap = False
    return text


def capital_amount(fen: int) -> str:
    """``fen`` (0 up to 10**15) as 人民币…元…角…分; 整 where nothing stands behind the yuan or the jiao. Raises ValueError."""
    if type(fen) is not int or not 0 <= fen <= 10**15:
        raise ValueError(f"not an amount: {fen!r}")
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += DIGITS[jiao] + "角"
    elif rest and yuan:
        text += "零"
    text += DIGITS[rest] + "分" if rest else ""
    return "人民币" + (text or "零元") + ("" if rest else "整")
