"""Who holds an office, and its deputy or chief: `python -m evals.benchmarks.holders [--held]`.

The articles label themselves: "ông Lê Văn Tám, Phó Giám đốc Sở Y tế" tells who the deputy director is. Each office of
the invented news is asked for, and so is its counterpart (the director) where no article has those words, which nothing
answers then. Printed is how often the first quote, or one of three, names who was read to hold it, how many are
refused, and how many counterparts are answered. Another may hold it elsewhere, and the counterpart be told in other
words, so both are bounds; of the held corpora only the counts are looked at.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.benchmarks.persons import persons, typed
from evals.running.engine import open_engine
from evals.running.talk_sets import ask
from evals.suites.build import news_suites
from ingest.analysis import fold
from service.engine import Engine
from service.language.offices import own

WAYS = {
    "vi": ("Ai là {}?", "{} là ai?", "{} tên gì?", "cho hỏi {} hiện nay là ai"),
    "unaccented": ("ai la {}", "{} la ai", "{} ten gi"),
}
LEAST_WORDS, MOST_WORDS = 3, 12
"""Of an office with all that it is of."""


def offices(texts: Sequence[str]) -> dict[str, set[str]]:
    """The offices that texts put behind names, with those names."""
    found: dict[str, set[str]] = {}
    for name, told in persons(texts).items():
        for office in map(own, told):
            if LEAST_WORDS <= len(office.split()) <= MOST_WORDS:
                found.setdefault(office, set()).add(name)
    return found


def counterpart(office: str, texts: Sequence[str]) -> str | None:
    """The deputy of a chief, or the chief of a deputy; None where texts have those words."""
    deputy = fold(office).startswith("pho ")
    other = office.split(" ", 1)[1] if deputy else f"Phó {office}"
    words = re.compile(rf"(?<!pho )\b{re.escape(fold(other))}")
    return None if any(words.search(fold(text)) for text in texts) else other[0].upper() + other[1:]


def outcomes(engine: Engine, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What becomes of each question, by typing."""
    for office, names in offices(texts).items():
        other = counterpart(office, texts)
        for typing, ways in WAYS.items():
            for way in ways:
                answer = ask(engine, way.format(typed(office, typing)))
                named = [any(name in one.quote for name in names) for one in answer.citations]
                yield typing, "n"
                for key, whether in (("first", named[:1]), ("three", named[:3]), ("refused", [not answer.answered])):
                    yield from [(typing, key)] * any(whether)
                if other is not None:
                    yield typing, "counterparts"
                    answered = ask(engine, way.format(typed(other, typing))).answered
                    yield from [(typing, "counterparts answered")] * answered


def main() -> None:
    """Print how many of what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held", action="store_true", help="the corpora that are only counted")
    found: Counter[tuple[str, str]] = Counter()
    for suite in news_suites(held=parser.parse_args().held):
        with open_engine(suite.paths) as engine:
            found.update(outcomes(engine, [file.read_text(encoding="utf-8") for file in suite.paths]))
    for typing in WAYS:
        print(typing, {key: count for (of, key), count in sorted(found.items()) if of == typing})


if __name__ == "__main__":
    main()
