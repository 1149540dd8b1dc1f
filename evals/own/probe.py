"""What the claim check and the answers make of a corpus's own sentences, true and with one thing changed.

Nobody has to label anything: a sentence is carried by itself, and isn't once its number, name or date is another one.
A true question is built so that a known span answers it; a false one asks for what no sentence tells.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from evals.own.material import Material, Names, names_of
from evals.own.mutations import FALSE, TRUE
from evals.own.questions import KINDS, gold, near_misses
from evals.scorers.records import Record
from evals.statistics import share_with_interval
from evals.suites.cases import Case, Typing, UnanswerableKind
from ingest.models import Article
from service.language.questions_of import Asked, Told, questions_of
from service.verifying.check import check

SEED = 7
ASKED = "as asked"
"""The kind of a question that isn't changed."""

EXAMPLES = 5
"""Probes of each kind that went wrong and are shown."""

Part = Literal["claims", "questions"]
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, the sentence that is cited for it, and whether that carries it."""

    article: Article
    kind: str
    true: bool
    claim: str
    quote: str


class Row(BaseModel):
    """How many probes of a kind got through, which is good of true ones and bad of false ones.

    `low` and `high` are its 95 % interval, by articles. `remarked`: of the questions that were answered, those with a
    remark on what no cited article mentions.
    """

    part: Part
    kind: str
    true: bool
    n: int
    articles: int
    passed: float
    low: float | None
    high: float | None
    remarked: int
    wrong: list[str]


class Probed(BaseModel):
    """All rows, and what they can be made again with."""

    seed: int
    articles: int
    rows: list[Row]


def materials(articles: Sequence[Article], seed: int = SEED) -> Iterator[tuple[Material, list[Told]]]:
    """The articles in an order of chance, with the sentences that can be used. Equal input gives equal output."""
    names: Names = names_of(articles)
    # Sorted before it is shuffled: folders list their files in any order.
    order = sorted(articles, key=lambda one: one.id)
    _chance(seed, "articles").shuffle(order)
    for article in order:
        known = Material(article, names)
        told = known.told()
        _chance(seed, article.id).shuffle(told)
        yield known, told


def claims(articles: Sequence[Article], limit: int, seed: int = SEED) -> list[Claim]:
    """At most `limit` claims of each kind, no article giving two of a kind before each gave one."""
    found: dict[str, list[list[Claim]]] = {kind: [] for kind in (*TRUE, *FALSE)}
    for known, told in materials(articles, seed):
        for kind, mutation in (TRUE | FALSE).items():
            # Chance by sentence and kind: a sentence that is added changes no other probe.
            changed = ((one.text, mutation(one.text, known, _chance(seed, kind, one.text))) for one in told)
            found[kind].append([Claim(known.article, kind, kind in TRUE, c, text) for text, c in changed if c])
    return [claim for kind in found for claim in _in_turn(found[kind], limit)]


def _in_turn(rows: Sequence[Sequence[One]], limit: int) -> list[One]:
    """The first of each row, then the second of each, and so on, up to `limit`."""
    longest = max(map(len, rows), default=0)
    return [row[place] for place in range(longest) for row in rows if place < len(row)][:limit]


def judge(claims: Iterable[Claim]) -> list[tuple[Claim, bool]]:
    """Each claim, and whether the check lets it through with its sentence as the only quote."""
    return [(one, _passes(one)) for one in claims]


def _passes(one: Claim) -> bool:
    return check(one.claim, [one.quote], title=one.article.title or "", published=one.article.published or "").ok


def question_cases(articles: Sequence[Article], limit: int, seed: int = SEED) -> list[Case]:
    """At most `limit` questions of each kind as cases, no article giving two of a kind before each gave one."""
    found: dict[str, list[list[Case]]] = {kind: [] for kind in (ASKED, *FALSE)}
    for known, told in materials(articles, seed):
        asked = [question for one in told for question in questions_of(one)]
        _chance(seed, "asked", known.article.id).shuffle(asked)
        own: dict[str, list[Case]] = {kind: [] for kind in found}
        for one in asked:
            for kind, case in _cases(one, known, seed):
                own[kind].append(case)
        for kind, cases in own.items():
            found[kind].append(cases)
    return [case for kind in found for case in _in_turn(found[kind], limit)]


def _cases(asked: Asked, known: Material, seed: int) -> Iterator[tuple[str, Case]]:
    article = known.article.id
    name = f"{article}-{known.article.text.find(asked.told.text) + asked.answer.start}"
    shared: dict[str, Any] = {"group": article, "language": Typing.VI, "kind": KINDS[asked.answer.fact]}
    yield ASKED, Case(id=name, base=name, question=asked.question, gold=(gold(asked, article),), note=ASKED, **shared)
    for kind, question in near_misses(asked, known, str(seed)):
        missed = f"{name}-{kind}"
        yield (
            kind,
            Case(
                id=missed,
                base=missed,
                question=question,
                unanswerable_kind=UnanswerableKind.NEAR_MISS,
                note=kind,
                **shared,
            ),
        )


def rows(judged: Sequence[tuple[Claim, bool]], records: Sequence[Record]) -> list[Row]:
    """The shares that got through, by kind and over all, of the claims and of the questions."""
    probes = [_Probe("claims", one.kind, one.true, passed, one.article.id, one.claim) for one, passed in judged]
    probes += [_asked(record) for record in records if record.error is None]
    parts: tuple[Part, ...] = ("claims", "questions")
    return [row for part in parts for row in _of_part([one for one in probes if one.part == part])]


@dataclass(frozen=True, slots=True)
class _Probe:
    part: Part
    kind: str
    true: bool
    passed: bool
    group: str
    text: str
    remarked: bool = False


def _asked(record: Record) -> _Probe:
    """A question got through if it was answered, a true one with the span that answers it among the quotes."""
    case = record.case
    # An answer that quotes something else is no answer to a true question, but is one to a false.
    passed = record.value("evidence@3" if case.answerable else "hallucination") == 1.0
    remarked = record.answer is not None and bool(record.answer.unmentioned)
    return _Probe("questions", case.note or "", case.answerable, passed, case.group, case.question, remarked)


def _of_part(probes: Sequence[_Probe]) -> Iterator[Row]:
    for true in (True, False):
        some = [one for one in probes if one.true is true]
        kinds = list(dict.fromkeys(one.kind for one in some))
        for kind in kinds:
            yield _row(kind, [one for one in some if one.kind == kind])
        if len(kinds) > 1:
            yield _row("all", some)


def _row(kind: str, probes: Sequence[_Probe]) -> Row:
    estimate = share_with_interval([one.passed for one in probes], [one.group for one in probes])
    assert estimate is not None  # a kind with no probe has no row
    true = probes[0].true
    return Row(
        part=probes[0].part,
        kind=kind,
        true=true,
        n=estimate.n,
        articles=estimate.clusters,
        passed=estimate.value,
        low=estimate.low,
        high=estimate.high,
        remarked=sum(one.remarked for one in probes),
        wrong=[one.text for one in probes if one.passed is not true][:EXAMPLES],
    )


def _chance(*parts: object) -> random.Random:
    return random.Random("/".join(map(str, parts)))  # noqa: S311 - a probe, not a secret
