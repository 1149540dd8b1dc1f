"""How people ask beyond single questions: small talk, the articles as a collection, what holds now, follow-ups.

The sets are in `evals/talk`, each case in up to three typings; a case is right or wrong, with a line that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from evals.running.answers import ask_embedder, lost
from evals.running.talk_sets import FOLDER, TYPINGS, Case, Corpora, articles, ask, corpora, load
from ingest.analysis import fold
from ingest.models import Article
from ingest.sources.text import parse_text
from service.answering.collection import LISTED
from service.answering.conflicts import conflicts
from service.quoting.stage import MAX_QUOTES
from service.values import QuoteSpan
from trichdan.wire import Answer, Conflict, Kind, Message

LEAST_FACTS = 2
"""Of those that a case names: what a summary has to tell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What came of one question; `fault` is empty if it was answered as it should be."""

    set: str
    case: str
    typing: str
    question: str
    fault: str


def messages(opened: Corpora, name: str) -> Iterator[Mark]:
    """Small talk gets no citation, and a question isn't taken for small talk; every second message is held out."""
    engine = opened.engine(("football",))
    for wanted, texts in load(name).items():
        for place, text in enumerate(texts):
            answer = ask(engine, text)
            small = answer.kind is Kind.SMALL_TALK
            fault = "" if small != (wanted == "question") else f"taken for {answer.kind}"
            if wanted != "question" and answer.citations:
                fault = f"{len(answer.citations)} citations"
            # Every second one was never looked at when the words were chosen.
            yield Mark(name, wanted, "held" if place % 2 else "open", text, fault)


def collections(opened: Corpora, name: str) -> Iterator[Mark]:
    """Lists, counts and the latest are right to the article."""
    for case, typing, question in _typed(name):
        answer = ask(opened.engine(tuple(case["corpus"])), question)
        yield Mark(name, case["id"], typing, question, collected(case, answer))


def collected(case: Case, answer: Answer) -> str:
    """What is wrong with an answer about the collection; empty if nothing is. A count may be of more than is cited."""
    cited = list(dict.fromkeys(one.article_id for one in answer.citations))
    if case.get("ordinary"):
        return "taken for collection" if answer.kind is Kind.COLLECTION else ""
    if case.get("none"):
        return f"cites {cited}" if answer.answered else ""
    shown = min(case.get("count", 0), LISTED)
    if "count" in case and (len(cited) != shown or str(case["count"]) not in answer.answer):
        return f"counts {len(cited)}: {answer.answer[:80]}"
    if "articles" in case and set(cited) != set(case["articles"]):
        return f"cites {cited}"
    return f"cites {cited[:1]} first" if "first" in case and cited[:1] != [case["first"]] else ""


def times(opened: Corpora, name: str) -> Iterator[Mark]:
    """What holds now comes from the newest article that says it; a date is resolved by the article's own."""
    for case, typing, question in _typed(name):
        answer = ask(opened.engine(tuple(case["corpus"])), question)
        yield Mark(name, case["id"], typing, question, _timely(case, answer))


def _timely(case: Case, answer: Answer) -> str:
    cited = [one.article_id for one in answer.citations]
    if case.get("refused"):
        return f"answered by {cited}" if answer.answered else ""
    if not answer.answered:
        return f"refused: {answer.reason}, {answer.reason_text}"
    if cited[0] not in case.get("first_of", [case.get("first")]):
        return f"cites {cited}"
    if not any(one in answer.citations[0].quote for one in case["says"]):
        return f"quotes {answer.citations[0].quote[:80]!r}"
    return f"without {case['older']}" if "older" in case and case["older"] not in cited[1:] else ""


def conversations(opened: Corpora, name: str) -> Iterator[Mark]:
    """Each turn of a conversation, with what was really answered before it as its history.

    Right in the first quote, where nothing else is said, and right in any quote.
    """
    for case in load(name)["cases"]:
        engine = opened.engine(tuple(case["corpus"]))
        for typing in TYPINGS:
            history: list[Message] = []
            for place, turn in enumerate(case["turns"]):
                if typing not in turn:
                    break
                # With what was really answered: a follow-up to a wrong answer is part of what users meet.
                answer = ask(engine, turn[typing], history)
                of = f"{name}, first turns" if place == 0 else name
                for kind, quotes in ((of, 1), (f"{of}, any quote", MAX_QUOTES)):
                    fault = _followed(turn, answer, quotes)
                    yield Mark(kind, f"{case['id']}.{place + 1}", typing, turn[typing], fault)
                history += [
                    Message(role="user", content=turn[typing]),
                    Message(role="assistant", content=answer.answer),
                ]


def _followed(turn: Case, answer: Answer, first: int) -> str:
    if "(hỏi tiếp" in answer.answer or "following up on" in answer.answer:
        return "internal text"
    if turn.get("small_talk"):
        return f"{len(answer.citations)} citations" if answer.citations else ""
    if turn.get("refused"):
        return "answered" if answer.answered else ""
    if not answer.answered:
        return f"refused: {answer.reason}, {answer.reason_text}"
    quotes = [one.quote for one in answer.citations][: MAX_QUOTES if turn.get("any") else first]
    return "" if says(turn, quotes) else f"quotes {answer.citations[0].quote[:90]!r}"


def says(turn: Case, quotes: Sequence[str]) -> bool:
    """Whether quotes say what a turn of a conversation asks for."""
    said = [any(one in quote for quote in quotes) for one in turn["says"]]
    return all(said) if turn.get("all") else any(said)


def kinds(opened: Corpora, name: str) -> Iterator[Mark]:
    """Comparisons, summaries and lists are answered as such, and ordinary questions aren't taken for one."""
    for case, typing, question in _typed(name):
        answer = ask(opened.engine(tuple(case["corpus"])), question)
        yield Mark(case["kind"], case["id"], typing, question, _of_its_kind(case, answer))


def _of_its_kind(case: Case, answer: Answer) -> str:
    if case.get("refused"):
        return f"cites {[one.article_id for one in answer.citations]}" if answer.answered else ""
    if answer.kind != case["kind"]:
        return f"taken for {answer.kind}"
    if case["kind"] == Kind.QUESTION:
        return ""
    if not answer.answered:
        return f"refused: {answer.reason}, {answer.reason_text}"
    return _JUDGES[case["kind"]](case, answer)


def disagreements(opened: Corpora, name: str) -> Iterator[Mark]:
    """Pairs of quotes: a conflict is remarked on, and nothing else is."""
    del opened
    for kind, pairs in load(name).items():
        for place, (one, day, other, later) in enumerate(pairs):
            found = conflicts([_quote("a", one, day), _quote("b", other, later)])
            fault = "" if bool(found) == (kind == "conflict") else f"{[each.numbers for each in found]}"
            yield Mark(f"{name}, {kind}", str(place), "pair", f"{one} / {other}", fault)


def differing(opened: Corpora, name: str) -> Iterator[Mark]:
    """Questions over two articles each: that they differ in what is asked is said, and nowhere else."""
    cases = [(kind, place, case) for kind, every in load(name).items() for place, case in enumerate(every)]
    pairs = {f"{kind}-{place}": _two_articles(f"{kind}-{place}", case) for kind, place, case in cases}
    engine = opened.holding(name, [one for pair in pairs.values() for one in pair])
    for kind, place, (question, *_) in cases:
        answer = ask(engine, question)
        own = {one.id for one in pairs[f"{kind}-{place}"]}
        told = any(_of_both(answer, one, own) for one in answer.conflicts)
        fault = "" if told == (kind == "conflict") else f"{[one.numbers for one in answer.conflicts]}"
        yield Mark(f"{name}, {kind}", str(place), "vi", question, fault)


def _two_articles(key: str, case: Sequence[str]) -> list[Article]:
    _, first, text, second, other = case
    told = (("a", first, text), ("b", second, other))
    return [replace(parse_text(text.encode(), f"{key}-{side}"), published=day) for side, day, text in told]


def _of_both(answer: Answer, conflict: Conflict, articles: set[str]) -> bool:
    """Whether two articles are what is said to differ."""
    return {one.article_id for one in answer.citations if one.marker in conflict.markers} == articles


def answers(opened: Corpora, name: str) -> Iterator[Mark]:
    """Good answers of a language model are kept whole; and how many of their statements are kept."""
    del opened
    similarity = ask_embedder()
    for place, case in enumerate(load(name), 1):
        texts = {one.id: one for one in articles((case["corpus"],))}
        dropped = lost(case, texts, similarity)
        reasons = {one.text: f"{one.reason}: {one.text}" for one in dropped}
        key, typing = f"{case['corpus']}.{place}", case["typing"]
        yield Mark(name, key, typing, case["question"], "; ".join(reasons.values()))
        for one in case["statements"]:
            yield Mark(f"{name}, statements", key, typing, case["question"], reasons.get(one["text"], ""))


def _quote(key: str, text: str, published: str) -> QuoteSpan:
    return QuoteSpan(Article(key, text, published=published), f"{key}-0", 0, len(text), 1.0)


def _compared(case: Case, answer: Answer) -> str:
    """One quote a side, or the side named that isn't there."""
    quotes = [one.quote for one in answer.citations]
    for side in case["sides"]:
        if not any(one in quote for one in side for quote in quotes):
            return f"without {side[0]}: {quotes}"
    if len(quotes) > len(case["sides"]):
        return f"{len(quotes)} quotes"
    said = [fold(str(one)) for one in answer.unmentioned]
    return (
        f"doesn't name {case['missing']}"
        if "missing" in case and not any(fold(case["missing"]) in one for one in said)
        else ""
    )


def _summarised(case: Case, answer: Answer) -> str:
    """Whole sentences of the article, in its order, with two of the facts."""
    starts = [one.start for one in answer.citations]
    if {one.article_id for one in answer.citations} != {case["article"]}:
        return f"cites {[one.article_id for one in answer.citations]}"
    if starts != sorted(starts) or "…" in answer.answer:
        return "not in order, or not whole"
    told = [one for one in case["facts"] if any(one in quote.quote for quote in answer.citations)]
    return "" if len(told) >= LEAST_FACTS else f"tells {told}"


def _listed(case: Case, answer: Answer) -> str:
    """Most of the items, and hardly a quote without one."""
    quotes = [one.quote for one in answer.citations]
    lost = [one for one in case["items"] if not any(one in quote for quote in quotes)]
    idle = [quote for quote in quotes if not any(one in quote for one in case["items"])]
    if len(lost) * 3 > len(case["items"]):
        return f"without {lost}"
    return f"{len(idle)} of {len(quotes)} quotes carry none: {idle}" if len(idle) > 1 else ""


_JUDGES = {Kind.COMPARISON: _compared, Kind.SUMMARY: _summarised, Kind.LIST: _listed}


def _typed(name: str) -> Iterator[tuple[Case, str, str]]:
    for case in load(name)["cases"]:
        for typing in TYPINGS:
            if typing in case:
                yield case, typing, case[typing]


SETS: dict[str, Callable[[Corpora, str], Iterator[Mark]]] = {
    "messages": messages,
    "collections": collections,
    "time": times,
    "follow_ups": conversations,
    "conversations": conversations,
    "kinds": kinds,
    "conflicts": disagreements,
    "disagreements": differing,
    "answers": answers,
}
STRANGERS, FURTHER, HELD = "strangers", "further", "held"
"""Folders of the same sets by writers who saw neither code nor scores; with the last, nothing is fitted."""


def names() -> list[str]:
    """All sets, those of strangers behind: "strangers/kinds"."""
    theirs = [f"{folder}/{one}" for folder in (STRANGERS, FURTHER, HELD) for one in SETS]
    return [*SETS, *(one for one in theirs if any(FOLDER.glob(f"{one}.*")))]


def judged(opened: Corpora, name: str) -> tuple[Mark, ...]:
    """The marks of a set."""
    return tuple(SETS[name.rpartition("/")[2]](opened, name))


@cache
def measured(name: str) -> tuple[Mark, ...]:
    """The marks of one set."""
    with corpora() as opened:
        return judged(opened, name)


def shares(marks: tuple[Mark, ...]) -> dict[tuple[str, str], tuple[int, int]]:
    """How many are right, of how many, by set and typing."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in marks:
        right, total = found.get((one.set, one.typing), (0, 0))
        found[one.set, one.typing] = right + (not one.fault), total + 1
    return found
