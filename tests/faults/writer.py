"""A process that writes commands and says, after each COMMIT, which one it was: what it said must survive any kill."""

import os
import sys


def main() -> None:
    """Write until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    from guangsha.backbone.models import OutboxEvent
    from guangsha.backbone.public import Operation, audit, command, emit
    from guangsha.kit.ids import new_id
    from tests.backbone.support import TESTER, Happened

    assert OutboxEvent
    number = 0
    while True:
        number += 1
        op = Operation.of(new_id(), name="test.write", body=number)

        def work(number: int = number, op: Operation = op) -> dict[str, str]:
            emit(Happened(number))
            audit(action="test.write", target=f"op:{op.id}")
            return {"op": str(op.id)}

        print(command(work, actor=TESTER, op=op)["op"], flush=True)


if __name__ == "__main__":
    sys.exit(main())
