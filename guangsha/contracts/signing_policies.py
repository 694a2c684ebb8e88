"""Who may ask for the company's seal, and who may decide about it."""

from guangsha.backbone.public import holding

ASK_SEAL = "contract.seal"
APPROVE_SEAL = "contract.seal_approve"

seal_askers = holding(ASK_SEAL)
seal_approvers = holding(APPROVE_SEAL)
