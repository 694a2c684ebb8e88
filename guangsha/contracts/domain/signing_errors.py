"""Refusals of signing."""

from guangsha.kit.errors import BusinessError, Forbidden, OperationalError


class NotSignable(BusinessError):
    """The contract is not being signed. ``state`` says what it is."""

    code = "contracts.not_signable"
    status = 409
    title = "This contract cannot be signed now"
    title_zh = "该合同当前不能签署"


class DocumentChanged(BusinessError):
    """Somebody else signed, or it was stamped, since it was shown. ``sha256``: of what has to be read now."""

    code = "contracts.document_changed"
    status = 409
    title = "The document has changed since you opened it; look at it again"
    title_zh = "合同文件已更新，请重新查看后再签署"


class NotReadyToSign(BusinessError):
    """Something has to be read or acknowledged first. ``missing`` names it."""

    code = "contracts.not_ready"
    status = 409
    title = "Some things have to be read before signing"
    title_zh = "签署前还有内容需要阅读并确认"


class IdentityMismatch(Forbidden):
    """The verified name and number are not those of the party."""

    code = "contracts.identity_mismatch"
    title = "Your verified identity is not that of the party in this contract"
    title_zh = "您的实名信息与合同当事人不一致"


class SignatureRefused(BusinessError):
    """What was drawn is no signature."""

    code = "contracts.signature_refused"
    status = 422
    title = "Please draw your whole name in the box"
    title_zh = "请在签名框内完整手写姓名"


class SealNotReady(BusinessError):
    """The company signs last: not every buyer has signed, or the seal was asked for already."""

    code = "contracts.seal_not_ready"
    status = 409
    title = "The seal can be asked for once, when every buyer has signed"
    title_zh = "须所有买受人签署后方可申请用印，且不可重复申请"


class SealDecided(BusinessError):
    """Somebody has decided about this already."""

    code = "contracts.seal_decided"
    status = 409
    title = "This request has been decided already"
    title_zh = "该用印申请已处理"


class SecondSealPerson(Forbidden):
    """Whoever asked for the seal cannot approve its use."""

    code = "contracts.second_person_needed"
    title = "Somebody else has to decide about this"
    title_zh = "用印须由申请人以外的人审批"


class NotAPdf(BusinessError):
    """The file is no PDF that can be read."""

    code = "contracts.not_a_pdf"
    status = 422
    title = "This is not a PDF that can be checked"
    title_zh = "无法识别的 PDF 文件"


class FileTooLong(BusinessError):
    """The file is longer than a document of ours. ``max_bytes``: what is taken."""

    code = "contracts.file_too_long"
    status = 413
    title = "The file is larger than 12 MB; contracts of this site are smaller"
    title_zh = "文件超过 12 MB，本站合同没有这么大"


class CheckerBusy(OperationalError):
    """Files of others are being checked."""

    code = "contracts.checker_busy"
    title = "Many files are being checked; try again in a moment"
    title_zh = "验证人数较多，请稍后再试"
