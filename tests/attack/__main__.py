"""`python -m tests.attack mutants|kills|passwords|disks|flips|two-processes --seed N --count N`.

Each case is made from a seed of its own, N, N + 1, …: what failed is played again by its seed and
`--count 1`. `python -m tests.attack corpus FOLDER` opens every spreadsheet of a folder.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.attack import words

ATTACKS = ("mutants", "kills", "passwords", "disks", "flips", "two-processes", "corpus")


def main() -> int:
    """Run an attack; the exit status is 1 when something got through."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack")
    parser.add_argument("attack", choices=ATTACKS)
    parser.add_argument("folder", nargs="?", type=Path, help="what corpus opens")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--words", action="store_true", help="every sentence, to be read")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = int.from_bytes(os.urandom(3), "big")
    module = importlib.import_module(f"tests.attack.{options.attack.replace('-', '_')}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        if options.attack == "corpus":
            cases = module.found(options.folder)[: options.count]
            context = module.world(Path(name))
        else:
            cases = range(options.seed, options.seed + options.count)
            context = module.world(Path(name))
        failed = 0
        with context as world:
            for each in cases:
                for fault in module.case(world, each):
                    failed += 1
                    print(f"{each}: {fault}", flush=True)
        for what, number in sorted(world.tally.items()):
            print(f"    {number:6} {what}")
    if options.words:
        for sentence, number in sorted(words.said.items()):
            print(f"    {number:6} {sentence}")
    spent = time.monotonic() - began
    print(
        f"{options.attack}: {len(cases)} cases from seed {options.seed}, {failed} faults, "
        f"{spent:.0f} s",
        flush=True,
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
