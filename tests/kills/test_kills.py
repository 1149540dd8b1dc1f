"""A few rounds of kills; `make kills` has 200, `TRICHDAN_TEST_KILLS` sets another number here."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.kills.rounds import Rounds

ROUNDS = int(os.environ.get("TRICHDAN_TEST_KILLS", "12"))


@pytest.mark.timeout(900)
def test_nothing_is_lost_nor_wrong_nor_500_when_processes_die(tmp_path: Path) -> None:
    run = Rounds(tmp_path / "run", random.Random(20261128))
    run.run(ROUNDS)
    assert run.world.faults == []
    assert run.world.replies["quotes"] > ROUNDS, "too little was answered to tell"
    assert sum(met["cut_off"] for met in run.met.values()) >= ROUNDS * 0.4, "too few were killed while they worked"
