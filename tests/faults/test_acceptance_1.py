"""Two buyers, one last home, five hundred wishes at once over HTTP, and web processes that are killed under them."""

import asyncio
import os
import signal
import threading
from contextlib import ExitStack

from bench.rush import faults, invariants_broken, kept_in, open_sale, workers_of
from bench.rush_buyers import Line, Rush, Said
from tests.live import serving

WISHES = 500
KILL_AFTER = (10, 120, 260)
"""Answers after which a web process is killed."""


class TestAcceptance1WithKilledWorkers:
    def test_500_wishes_for_the_last_home_while_workers_are_killed_are_one_claim(self) -> None:
        with ExitStack() as stack:
            opened = open_sale(stack, "sqlite", units=1, buyers=2)
            with serving(opened.folder, "--processes", "2", **opened.more) as site:
                rush = Rush(site.url, opened.units, opened.buyers, seconds=0, lines=0, seed=1)
                stop, killed = threading.Event(), list[int]()

                def kill() -> None:
                    for answers in KILL_AFTER:
                        while len(rush.said.calls) < answers and not stop.wait(0.001):
                            pass
                        for worker in workers_of(site.process)[:1]:
                            os.kill(worker, signal.SIGKILL)
                            killed.append(worker)

                killer = threading.Thread(target=kill)
                killer.start()
                said = asyncio.run(self._everybody(rush))
                stop.set()
                killer.join()
            kept, broken = kept_in(opened), invariants_broken(opened)
        assert len(killed) == len(KILL_AFTER)
        assert len(said.calls) == WISHES
        assert [one.live for one in kept] == [True]
        told = {(call.buyer, call.hold) for call in said.calls if call.answer == "ok"}
        assert len(told) == 1, "the winner asked again and again and was told the same"
        assert {hold for _, hold in told} == {kept[0].hold}
        assert "unknown" not in {call.answer for call in said.calls}
        assert [*faults(said.calls, kept), *broken] == []

    async def _everybody(self, rush: Rush) -> Said:
        """Each wish under a name and on a line of its own, repeated until it is answered."""
        [unit] = rush.units

        async def one(number: int) -> None:
            buyer, line = number % 2, Line(rush.address)
            await rush._hold(line, str(buyer), rush.buyers[buyer], unit)
            line.close()

        await asyncio.gather(*(one(number) for number in range(WISHES)))
        return rush.said
