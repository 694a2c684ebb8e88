"""What a person's right to a copy covers here beside the sealed columns: devices, factors, work and roles."""

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator

from guangsha.accounts.models import Membership, RoleGrant, Session


def copy_of_account(person_id: UUID) -> list[dict[str, Any]]:
    """Plain values, oldest first of each kind. No secret is in it: those open doors and tell nothing."""
    sessions = Session.objects.filter(person_id=person_id).order_by("created_at")
    factors = Authenticator.objects.filter(user_id=person_id).order_by("created_at")
    work = Membership.objects.filter(person_id=person_id).select_related("organisation", "department")
    roles = RoleGrant.objects.filter(person_id=person_id).select_related("organisation").order_by("granted_at")
    return [
        *(
            {"device": row.device, "since": row.created_at.isoformat(), "seen": row.last_seen_at.isoformat()}
            for row in sessions
        ),
        *({"factor": row.type, "since": row.created_at.isoformat()} for row in factors),
        *(
            {
                "works_for": row.organisation.name,
                "department": row.department.name if row.department else "",
                "since": row.joined_at.isoformat(),
                "until": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in work.order_by("joined_at")
        ),
        *(
            {
                "role": row.role,
                "scope": row.scope,
                "company": row.organisation.name if row.organisation else "",
                "since": row.granted_at.isoformat(),
                "until": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in roles
        ),
    ]
