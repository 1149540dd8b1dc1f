"""`python -m tests.kills --rounds 200 --seed 1`: rounds of kills, and what was found; 1 if anything is wrong."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.kills.rounds import Rounds


def main() -> int:
    """Run, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="trichdan-kills-") as folder:
        run = Rounds(Path(folder) / "run", random.Random(given.seed))
        run.run(given.rounds, lambda said: print(said, flush=True))
        print("| kind | rounds | killed before it was done |")
        print("|---|---|---|")
        for kind, met in run.met.items():
            print(f"| {kind} | {met['rounds']} | {met['cut_off']} |")
        print(", ".join(f"{name}: {count}" for name, count in sorted(run.world.replies.items())))
        print(f"{given.rounds} rounds, seed {given.seed}, {time.monotonic() - started:.0f} s: ", end="")
        print(f"{len(run.world.faults)} faults")
    return 1 if run.world.faults else 0


if __name__ == "__main__":
    sys.exit(main())
