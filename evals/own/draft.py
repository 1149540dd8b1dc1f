"""Candidate cases out of a corpus, for a person to read: questions with their gold, and near misses of them.

Nothing of it is confirmed. Every entry is a draft, and the gate refuses those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from evals.own.material import Material
from evals.own.probe import SEED, materials
from evals.own.questions import KINDS, gold, near_misses
from evals.suites import tables
from evals.suites.cases import Entry, Kind, Typing, UnanswerableKind
from ingest.models import Article
from service.language.questions_of import EASY_WORDS, Asked, Told, questions_of

HEAD = """\
# Drafts: questions made out of the articles' own sentences. Read each before you trust a number over them:
#   - is it a question that a reader would ask? Put it in their words; add other typings (vi-unaccented, en).
#   - is the gold what answers it? Copy it out of the article; delete what isn't worth asking.
#   - does really no article answer the near misses (unanswerable_kind)?
# Then delete its line `draft: true`. The gate refuses cases that are still drafts.
"""


def draft(articles: Sequence[Article], each: int, misses: int, seed: int = SEED) -> list[Entry]:
    """At most `each` answerable questions and `misses` near misses of every article, by the articles' ids."""
    found = [
        entry for known, told in materials(articles, seed) for entry in _of_article(known, told, each, misses, seed)
    ]
    return sorted(found, key=lambda one: (one.group, one.unanswerable_kind is not None))


def _of_article(known: Material, told: Sequence[Told], each: int, misses: int, seed: int) -> Iterator[Entry]:
    asked = [question for one in told for question in questions_of(one)]
    asked.sort(key=lambda one: len(one.question.split()) > EASY_WORDS)
    chosen = _varied(asked)[: each + misses]
    for number, one in enumerate(chosen[:each], start=1):
        yield _answerable(one, known.article.id, number)
    # From the end, so that near misses are mostly of other sentences than the questions beside them.
    changed = [(kind, question) for one in reversed(chosen) for kind, question in near_misses(one, known, str(seed))]
    kinds: dict[str, str] = {}
    for kind, question in changed:
        # One of each kind: ten changed years tell nothing that one doesn't.
        kinds.setdefault(kind, question)
    for number, (kind, question) in enumerate(list(kinds.items())[:misses], start=1):
        yield _near_miss(question, kind, known.article.id, number)


def _varied(asked: Sequence[Asked]) -> list[Asked]:
    """The same questions, so that sentences take turns, and among them kinds of questions do."""
    of_sentence: Counter[Told] = Counter()
    of_kind: Counter[Kind] = Counter()
    ranked = []
    for one in asked:
        ranked.append((of_sentence[one.told], of_kind[KINDS[one.answer.fact]], one))
        of_sentence[one.told] += 1
        of_kind[KINDS[one.answer.fact]] += 1
    return [one for *_, one in sorted(ranked, key=lambda rank: rank[:2])]


def _answerable(asked: Asked, article: str, number: int) -> Entry:
    return Entry(
        id=f"{article}-{number}",
        group=article,
        kind=KINDS[asked.answer.fact],
        questions={Typing.VI: asked.question},
        gold=(gold(asked, article),),
        expected=((asked.answer.text,),),
        draft=True,
    )


def _near_miss(question: str, kind: str, article: str, number: int) -> Entry:
    return Entry(
        id=f"{article}-near-{number}",
        group=article,
        questions={Typing.VI: question},
        unanswerable_kind=UnanswerableKind.NEAR_MISS,
        note=f"changed: {kind}",
        draft=True,
    )


def as_yaml(name: str, entries: Sequence[Entry]) -> str:
    """The drafts as a YAML case file."""
    cases = [_ordered(one.model_dump(mode="json", exclude_defaults=True)) for one in entries]
    return HEAD + yaml.safe_dump({"name": name, "cases": cases}, allow_unicode=True, sort_keys=False, width=1_000)


def _ordered(entry: dict[str, Any]) -> dict[str, Any]:
    """What is read first, first."""
    first = ("id", "draft", "questions", "gold", "unanswerable_kind")
    return {name: entry[name] for name in first if name in entry} | entry


def as_table(entries: Sequence[Entry]) -> str:
    """The drafts as a CSV case file."""
    return tables.written([_row(one) for one in entries])


def _row(entry: Entry) -> Mapping[str, object]:
    row = {"id": entry.id, "group": entry.group, "kind": entry.kind.value, "note": entry.note, "draft": "yes"}
    row |= {"question": entry.questions[Typing.VI], "answerable": "yes" if entry.answerable else "no"}
    for evidence in entry.gold:
        row |= {"article": evidence.article_id, "answer": evidence.quote, "gold": evidence.within}
    return row
