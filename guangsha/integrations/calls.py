"""One HTTPS call to a provider."""

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from guangsha.accounts.ports import SendFailed

TIMEOUT_S = 10


def post_json(url: str, *, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """The provider's JSON answer. Raises SendFailed when there is none; the reason holds no receiver and no key."""
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - https, from settings
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            found = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            raise SendFailed(f"the provider answered {error.code}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SendFailed(f"no answer from the provider: {type(error).__name__}") from error
    return found if isinstance(found, dict) else {}
