"""Why a contract is void, in words: whose sale it is gives a code, staff write a sentence."""

REASONS: dict[str, tuple[str, str]] = {
    "withdrawal": ("买受人退订，合同解除", "the buyer withdrew from the contract"),
    "exit": ("各方同意解除合同", "all sides agreed to end the contract"),
}


def void_words(reason: str) -> tuple[str, str]:
    """Chinese and English; a sentence of staff's own is the same in both."""
    return REASONS.get(reason, (reason, reason))
