"""Who somebody is, asked in many ways: `python -m evals.benchmarks.persons [--held]`.

The articles label themselves: in "ông Lê Văn Tám, Phó Giám đốc Sở Y tế, …" the office stands behind the name. Each such
person of the invented news is asked about, with and without diacritics and in English, and so are persons of other
corpora, whom no article of this one names. Printed is how often the first quote, or one of three, holds the name with
an office that was read so, how many are refused, and how many of the others' are answered; and of other questions
about both how many are. An office that is told elsewhere and otherwise counts as none, so this is a lower bound; of the
held corpora only the counts are looked at.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from evals.running.engine import open_engine
from evals.running.talk_sets import ask
from evals.suites.build import news_suites
from ingest.analysis import fold
from service.engine import Engine
from service.language.text import UPPER

_NAME = rf"[{UPPER}][^\W\d_]*(?: [{UPPER}][^\W\d_]*){{2,3}}"
_OFFICE = (
    r"(?i:phó |trưởng |tổng |chánh |chủ |quyền )?(?i:giám đốc|chủ tịch|hiệu trưởng|bí thư|bộ trưởng|thứ trưởng|"
    r"cục trưởng|phòng|ban|đoàn|thôn|ca|nhiệm|công an|thanh tra|đại diện|huấn luyện viên|giáo viên|bác sĩ|luật sư|"
    r"chuyên gia)"
)
PERSON = re.compile(
    rf"(?i:ông|bà|anh|chị|tướng|tá|úy) (?P<name>{_NAME})(?:,|\s?[-–])\s?(?P<office>{_OFFICE}[^,.;:()“\n]*)"
)
"""A name with an office behind it."""

WAYS = {
    "vi": ("{} là ai?", "{} giữ chức vụ gì?", "Chức vụ của {} là gì?", "ông {} đang làm chức gì"),
    "unaccented": ("ai la {}", "{} giu chuc vu gi", "chuc danh cua {}"),
    "en": ("Who is {}?", "What is {}'s position?", "Which office does {} hold?"),
    "en, small letters": ("who is {}", "what is {}'s job"),
}
ABOUT = {
    "vi": ("{} bao nhiêu tuổi?", "{} nói gì về vụ việc?"),
    "unaccented": ("{} noi gi",),
    "en": ("How old is {}?", "What did {} say about it?", "Where does {} work?", "When was {} appointed?"),
}
"""What else is asked about them: of others nothing can be told, of their own corpora's persons not all."""

OTHERS = 5
"""Persons of other corpora who are asked about."""


def persons(texts: Iterable[str]) -> dict[str, set[str]]:
    """The names that texts put an office behind, with those offices."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for one in PERSON.finditer(text):
            found.setdefault(one["name"], set()).add(one["office"].strip())
    return found


def typed(name: str, typing: str) -> str:
    """A name as it is typed."""
    return name if typing in ("vi", "en") else fold(name)


def outcomes(engine: Engine, told: Mapping[str, set[str]], others: list[str]) -> Iterator[tuple[str, str]]:
    """What becomes of each question, by typing."""
    for typing, ways in WAYS.items():
        for way in ways:
            for name, offices in told.items():
                yield from ((typing, one) for one in _answered(engine, way.format(typed(name, typing)), name, offices))
            for name in others:
                answer = ask(engine, way.format(typed(name, typing)))
                yield typing, "others"
                yield from [(typing, "others answered")] * answer.answered
        for way in ABOUT.get(typing, ()):
            for key, names in (("about own", told), ("about others", others)):
                for name in names:
                    yield typing, key
                    yield from [(typing, f"{key} answered")] * ask(engine, way.format(typed(name, typing))).answered


def _answered(engine: Engine, question: str, name: str, offices: set[str]) -> Iterator[str]:
    answer = ask(engine, question)
    holds = [name in one.quote and any(office in one.quote for office in offices) for one in answer.citations]
    yield "n"
    yield from ["first"] * any(holds[:1]) + ["three"] * any(holds[:3]) + ["refused"] * (not answer.answered)
    if answer.short_answer:
        yield "short"
        yield from ["short, as read"] * any(answer.short_answer in one or one in answer.short_answer for one in offices)


def main() -> None:
    """Print how many of what came of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held", action="store_true", help="the corpora that are only counted")
    suites = news_suites(held=parser.parse_args().held)
    told = {suite.name: persons(file.read_text(encoding="utf-8") for file in suite.paths) for suite in suites}
    found: Counter[tuple[str, str]] = Counter()
    for suite in suites:
        others = [
            name for key, names in told.items() if key != suite.name for name in names if name not in told[suite.name]
        ]
        with open_engine(suite.paths) as engine:
            found.update(outcomes(engine, told[suite.name], others[:: max(1, len(others) // OTHERS)][:OTHERS]))
    for typing in WAYS:
        print(typing, {key: count for (of, key), count in sorted(found.items()) if of == typing})


if __name__ == "__main__":
    main()
