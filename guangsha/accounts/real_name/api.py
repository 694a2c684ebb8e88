"""A person's own real name."""

from uuid import UUID

from django.http import HttpRequest

from guangsha.accounts.real_name.errors import RealNameConsentNeeded, RealNameSettled, RealNameTooOften
from guangsha.accounts.real_name.ports import agreed
from guangsha.accounts.real_name.schemas import RealNameIn, RealNameOut
from guangsha.accounts.real_name.services import ID_LABEL, NAME_LABEL, real_name_of, submit_real_name
from guangsha.backbone.public import Routes, acting_person, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, Unauthenticated
from guangsha.vault.public import Masked, Secret

routes = Routes(tags=["real name"])


def _shown(person_id: UUID) -> RealNameOut:
    facts = real_name_of(person_id=person_id, now=utc_now())
    return RealNameOut(
        state=facts.state,
        refusal=facts.refusal,
        full_name=None if facts.full_name is None else Masked(facts.full_name, label=NAME_LABEL),
        id_number=None if facts.id_number is None else Masked(facts.id_number, label=ID_LABEL),
        adult=facts.adult,
        consented=agreed(person_id),
        submitted_at=facts.submitted_at,
        decided_at=facts.decided_at,
    )


@routes.get(
    "/me/real-name",
    policy=signed_in,
    response=RealNameOut,
    errors=[Unauthenticated, Forbidden],
    operation_id="get_my_real_name",
)
def get_my_real_name(request: HttpRequest) -> RealNameOut:
    """Where the verification of one's own name stands; name and number are masked."""
    return _shown(acting_person(request)[1])


@routes.post(
    "/me/real-name",
    policy=signed_in,
    response=RealNameOut,
    errors=[Unauthenticated, Forbidden, RealNameConsentNeeded, RealNameSettled, RealNameTooOften, Invalid],
    operation_id="submit_my_real_name",
)
def submit_my_real_name(request: HttpRequest, body: RealNameIn) -> RealNameOut:
    """Have one's name and ID number verified. The answer comes within moments: read the state again."""
    actor, person_id = acting_person(request)
    name, number = Secret(body.full_name), Secret(body.id_number)
    command(lambda: submit_real_name(person_id=person_id, now=utc_now(), full_name=name, id_number=number), actor=actor)
    return _shown(person_id)
