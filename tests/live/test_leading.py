from __future__ import annotations

import pytest

from hipcheck.live.leading import Beginning, SetLeader
from hipcheck.live.scene import Phase

GUIDE, STAND, COUNTDOWN, MOVE, PAUSED = (
    Phase.GUIDE, Phase.STAND, Phase.COUNTDOWN, Phase.MOVE, Phase.PAUSED,
)  # fmt: skip


class Director:
    """Goes through the phases it is given."""

    wants_judgement = finished = False
    judged = key = lost = None

    def __init__(self, *phases):
        self.phases = list(phases)

    def see(self, look):
        self.phase = self.phases.pop(0)
        return self.phase


def moments(see_and_tell, phases):
    """Numbers of the frames that begin a take anew."""
    return [number for number, phase in enumerate(phases) if see_and_tell(phase)]


@pytest.mark.parametrize(
    ("phases", "begins"),
    [
        ((GUIDE, STAND, STAND, COUNTDOWN, MOVE, MOVE), [1]),
        ((STAND, STAND, MOVE), [0]),
        ((GUIDE, STAND, GUIDE, GUIDE, STAND, COUNTDOWN, MOVE), [1, 4]),
        ((GUIDE, STAND, COUNTDOWN, GUIDE, STAND, MOVE), [1, 4]),
        ((GUIDE, STAND, MOVE, GUIDE, STAND, COUNTDOWN, MOVE), [1]),  # gone for long in the middle of a set
        ((GUIDE, PAUSED, GUIDE, STAND, MOVE), [3]),
        ((GUIDE, MOVE, GUIDE, STAND, MOVE), []),  # the set-up was skipped: what was done counts
        ((GUIDE, GUIDE), []),
    ],
)
class TestBeginning:
    def test_quiet_standing_begins_a_take_until_something_counts(self, phases, begins):
        beginning = Beginning()

        def told(phase):
            beginning.see(phase)
            return beginning.now

        assert moments(told, phases) == begins

    def test_a_set_leader_passes_it_on_but_keeps_a_clip_whole(self, phases, begins):
        for whole, expected in ((False, begins), (True, [])):
            leader = SetLeader(Director(*phases), None, None, whole=whole)

            def told(_, leader=leader):
                leader.see(None)
                return leader.anew

            assert moments(told, phases) == expected
