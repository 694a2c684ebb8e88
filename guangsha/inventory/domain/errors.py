"""Refusals of the unit ledger. ``errors`` name units: ``{"field": unit id, "message": a stable word}``."""

from datetime import datetime, timedelta
from math import ceil
from typing import Self

from guangsha.kit.clock import CHINA
from guangsha.kit.errors import BusinessError


class StatusRefused(BusinessError):
    """A unit may not take this status: ``illegal_step``, ``no_filed_price``, ``no_permit``, ``no_reason``, ``claimed``,
    ``removed``, ``unknown``."""

    code = "inventory.status_refused"
    status = 409
    title = "A unit may not take this status"
    title_zh = "房源不能变更为该状态"


class StatusConflict(BusinessError):
    """Another command changed one of the units in the meantime; nothing was changed by this one."""

    code = "inventory.status_conflict"
    status = 409
    title = "The status of a unit changed in the meantime"
    title_zh = "房源状态已发生变化，请刷新后重试"


class UnitTaken(BusinessError):
    """Somebody else has the unit, or it is not on sale. ``status``: what the public reads of it."""

    code = "inventory.unit_taken"
    status = 409
    title = "This home is not available any more"
    title_zh = "该房源已被他人锁定或不在售"


class HoldsAnother(BusinessError):
    """The household holds another unit. ``unit_id`` names it, except to who would only become one of the household, and where it
    was let go at the same moment."""

    code = "inventory.holds_another"
    status = 409
    title = "Your household holds another home; let go of it first"
    title_zh = "您的家庭已锁定另一套房源，请先释放"


class CoolingDown(BusinessError):
    """The household held this unit a moment ago. ``until``: when it may again."""

    code = "inventory.cooling_down"
    status = 409
    title = "You held this home a short while ago; others have their turn first"
    title_zh = "您刚释放过该房源，请稍后再锁定"


class HoldingTooFast(BusinessError):
    """The household began as many holds within the hour as it may. ``until``: when it may again."""

    code = "inventory.holding_too_fast"
    status = 409
    title = "You held several homes within the hour; please wait before you hold another"
    title_zh = "您一小时内锁定次数已达上限，请稍后再锁定"

    @classmethod
    def until_then(cls, moment: datetime, *, now: datetime) -> Self:
        """With the moment, for programs and for people in both languages."""
        clock = f"{moment.astimezone(CHINA) + timedelta(seconds=59):%H:%M}"
        return cls(
            f"北京时间 {clock} 后可再次锁定。You can hold another home from {clock}, Beijing time.",
            until=moment.isoformat(),
            retry_after_s=max(1, ceil((moment - now).total_seconds())),
        )


class NotOffered(BusinessError):
    """The unit may not be chosen now. ``reason``: a stable word of whoever decides it."""

    code = "inventory.not_offered"
    status = 409
    title = "This home cannot be chosen now"
    title_zh = "该房源当前不可选购"


class HoldEnded(BusinessError):
    """The hold is not live any more."""

    code = "inventory.hold_ended"
    status = 409
    title = "Your hold on this home has ended"
    title_zh = "锁定已失效"


class PriceNotFiled(BusinessError):
    """Nothing is asked for the unit: it was never released, or no price is filed for it."""

    code = "inventory.price_not_filed"
    status = 409
    title = "No price has been filed for this home yet"
    title_zh = "该房源尚未备案价格"


class PriceChanged(BusinessError):
    """The price is not the one of the receipt that was read. ``receipt_hash``: of the receipt now."""

    code = "inventory.price_changed"
    status = 409
    title = "The price of this home has changed since you read it"
    title_zh = "价格已更新，请重新查看价格凭据"


class OwnRequest(BusinessError):
    """Who asks does not decide: somebody else with the right does."""

    code = "inventory.own_request"
    status = 409
    title = "You asked for this yourself; somebody else decides"
    title_zh = "不能审批自己提出的申请，请由他人审批"


class RequestClosed(BusinessError):
    """The request, proposal or batch was decided or taken back before, or its time is over. ``state``: where it stands."""

    code = "inventory.request_closed"
    status = 409
    title = "This has been decided already, or its time is over"
    title_zh = "该事项已处理或已过期"


class TimeRefused(BusinessError):
    """The moment is not in the future, or too far in it."""

    code = "inventory.time_refused"
    status = 422
    title = "Choose a moment in the future, within what is allowed"
    title_zh = "请选择允许范围内的未来时间"


class NoUnitMoved(BusinessError):
    """None of the units may take the step. ``errors`` name units and reasons."""

    code = "inventory.no_unit_moved"
    status = 409
    title = "None of these units may take this step"
    title_zh = "所选房源均不能执行该操作"


class PriceOutOfBand(BusinessError):
    """With the rule a unit would cost more than its filed price, or less than the company's limit below it. ``errors`` name
    units and ``above_filed`` or ``below_limit``."""

    code = "inventory.price_out_of_band"
    status = 409
    title = "With this rule some prices are above the filed price or below the limit"
    title_zh = "该规则会使部分价格高于备案价或低于允许的下限"


class RuleOver(BusinessError):
    """The rule to be replaced or ended is over, or ends earlier."""

    code = "inventory.rule_over"
    status = 409
    title = "The rule to be ended is over already"
    title_zh = "被替换的规则已经结束"
