"""Fits what a sentence is worth to a question in its conversation: `python -m evals.fitting.follow_ups`.

Writes service/quoting/conversation.json: a conditional logit over the sentences that may be quoted (McFadden 1974), and
a logistic regression for the confidence. Their data are the conversations of `evals/talk` and those of strangers, each
turn after what the service really answered before it. Printed is what conversations over corpora that were left out
get, and what each writer's get from what was fitted on the other's alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evals.fitting.data import ANSWERABLE
from evals.running.talk import says
from evals.running.talk_sets import TYPINGS, Case, Corpora, articles, ask, corpora, load
from ingest.catalog.reading import Selection
from service.answerability.assess import THRESHOLDS, assess
from service.answerability.model import CHANCES, logit
from service.answering.follow_ups import in_conversation
from service.answering.lookup import ASSESSED
from service.engine import Engine
from service.language.currency import without_latest
from service.measured import told_of
from service.quoting.conversation import FEATURES, MODEL_FILE, told
from service.quoting.stage import quoted_in_context, read_in_context
from trichdan.wire import Message

Floats = NDArray[np.float64]

SETS = ("follow_ups", "conversations", "strangers/conversations")
STRANGERS = "strangers"

PENALTY = 0.1
"""Of the weights of standardised features, squared. From .01 to .3 makes no difference beyond chance."""

ASKED = {ANSWERABLE: 4.0, "gold_removed": 0.7, "near_miss": 0.2, "foreign": 0.1}
"""What turns of a kind weigh in sum for the confidence: twice as many answerable ones as elsewhere
(`regression.ASKED`), since who asks on has found something (strangers: 382 of 445). With 3, 4, 5 and 6, of 1,594
answerable turns over left-out corpora 187, 145, 110 and 93 are refused, of 764 whose articles are withheld 486, 444,
422 and 400, and of 843 foreign ones 824, 821, 798 and 790."""

FOLDS = 6
SEED = 20_251_017
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """A question after others.

    Attributes:
        set: of which set.
        corpus: over which articles it is asked.
        typing: how.
        kind: "answerable", or why it isn't, as `ASKED` names it.
        leans: whether it may not be understood without the one before.
        features: of the sentences that may be quoted, (n, f).
        right: which of them answer, (n,).
        chances: the confidence in what is quoted for the question alone and joined, and the best sentence's chance.
        first: whether the first quote answers.
        quoted: whether any quote does.
    """

    set: str
    corpus: str
    typing: str
    kind: str
    leans: bool
    features: Floats
    right: NDArray[np.bool_]
    chances: tuple[float, float, float]
    first: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a turn is asked: of which set, over which articles, how typed, after what."""

    engine: Engine
    set: str
    corpus: tuple[str, ...]
    typing: str
    history: Sequence[Message]

    def turn(self, turn: Case, kind: str, hidden: tuple[str, ...] = ()) -> Turn | None:
        """A question here, with some articles hidden; None if it leans on nothing."""
        asked = in_conversation(turn[self.typing], self.history)
        if not asked.before:
            return None
        text = without_latest(asked.text)
        questions, embedder = [text, f"{asked.before} {text}", asked.before], self.engine.embedder
        founds = self.engine.retriever.retrieve_together(questions, Selection(excluded_ids=hidden))
        weighed = read_in_context(founds, asked.leans, embedder)
        found = quoted_in_context(founds, weighed, asked.leans, ASSESSED, embedder)
        if found.context is None or not found.sentences:
            return None
        alone = assess(replace(found, context=None)).confidence
        joined = assess(replace(found.context.joined, quotes=found.quotes)).confidence
        asks = kind == ANSWERABLE
        right = np.array([asks and says(turn, [one.text]) for one in weighed.sentences])
        quotes = [one.text for one in found.quotes]
        first, quoted = asks and says(turn, quotes[:1]), asks and says(turn, quotes)
        chances = (alone, joined, weighed.chance)
        return Turn(
            self.set,
            "-".join(self.corpus),
            self.typing,
            kind,
            asked.leans,
            weighed.features,
            right,
            chances,
            first,
            quoted,
        )


def collect(opened: Corpora) -> list[Turn]:
    """All turns after the first, but for small talk.

    Each that something answers also without the articles that do; and in the place of each the first question of
    another conversation over the same articles, and of one over others, which nothing answers.
    """
    found: list[Turn] = []
    for name in SETS:
        cases = load(name)["cases"]
        for place, case in enumerate(cases):
            others = [one for one in cases[place + 1 :] + cases[:place] if any(map(one["turns"][0].get, TYPINGS))]
            for typing in TYPINGS:
                found += _turns(opened, name, case, typing, [one for one in others if typing in one["turns"][0]])
    return found


def _turns(opened: Corpora, name: str, case: Case, typing: str, others: Sequence[Case]) -> Iterator[Turn]:
    """Those of one conversation, typed so; after each the first questions of two `others`."""
    corpus = tuple(case["corpus"])
    engine, history = opened.engine(corpus), list[Message]()
    texts = {one.id: one.text for one in articles(corpus)}
    alike, foreign = (
        [one["turns"][0] for one in others if (one["corpus"] == case["corpus"]) is same and "says" in one["turns"][0]]
        for same in (True, False)
    )
    for place, turn in enumerate(case["turns"]):
        if typing not in turn:
            return
        here = _Setting(engine, name, corpus, typing, tuple(history))
        if history and not turn.get("small_talk"):
            kinds: list[tuple[Case, str, tuple[str, ...]]] = [(foreign[place % len(foreign)], "foreign", ())]
            # One that changes the subject.
            kinds += [(one, ANSWERABLE, ()) for one in alike[place % max(1, len(alike)) :][:1]]
            kinds.append((turn, "near_miss" if turn.get("refused") else ANSWERABLE, ()))
            if not turn.get("refused"):
                gold = tuple(key for key, text in texts.items() if any(one in text for one in turn["says"]))
                kinds.append((turn, "gold_removed", gold))
            yield from (one for each in kinds if (one := here.turn(*each)) is not None)
        answer = ask(engine, turn[typing], history)
        history.append(Message(role="user", content=turn[typing]))
        history.append(Message(role="assistant", content=answer.answer))


def fit(turns: Sequence[Turn]) -> dict[bool, Floats]:
    """The weights of features, by whether a question leans."""
    return {leans: _fit([one for one in turns if one.leans is leans and one.right.any()]) for leans in (True, False)}


def _fit(asked: Sequence[Turn]) -> Floats:
    """Those that make the sentences that answer likeliest, with a ridge.

    None is negative: nothing that is weighed speaks against a sentence, and likelier isn't oftener right (with negative
    ones 943 to 958 of 1,594 turns over left-out corpora, without 959 to 967).
    """
    from scipy.optimize import minimize

    features, right = np.vstack([one.features for one in asked]), np.concatenate([one.right for one in asked])
    sizes = [len(one.right) for one in asked]
    starts, of = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(asked)), sizes)
    spread = features.std(axis=0) + 1e-9
    scaled = (features - features.mean(axis=0)) / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        utility = scaled @ weights
        odds = np.exp(utility - np.maximum.reduceat(utility, starts)[of])
        of_all, of_right = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = scaled.T @ (odds / of_all[of] - odds * right / of_right[of])
        penalty = PENALTY * len(asked) / 100
        return float(-np.log(of_right / of_all).sum() + penalty * weights @ weights / 2), slope + penalty * weights

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(FEATURES))
    return np.asarray(found.x / spread)


def fit_confidence(turns: Sequence[Turn]) -> dict[bool, Floats]:
    """Slopes and intercept of the confidence, the probability that a quote answers: by whether a question leans."""
    from sklearn.linear_model import LogisticRegression

    fitted = {}
    for leans in (True, False):
        own = [one for one in turns if one.leans is leans]
        kinds = np.array([one.kind for one in own])
        weights = np.array([ASKED[one] / np.sum(kinds == one) for one in kinds]) * len(own)
        found = LogisticRegression().fit(_logits(own), [one.quoted for one in own], sample_weight=weights)
        fitted[leans] = np.array([*found.coef_[0], found.intercept_[0]])
    return fitted


def _logits(turns: Sequence[Turn]) -> Floats:
    return np.array([[logit(chance) for chance in one.chances] for one in turns])


def first_right(turns: Sequence[Turn], weights: Mapping[bool, Floats]) -> list[bool]:
    """Whether the sentence with the greatest utility answers."""
    return [bool(one.right[np.argmax(one.features @ weights[one.leans])]) for one in turns]


def left_out(turns: Sequence[Turn]) -> tuple[list[bool], Floats]:
    """Of each turn whether the first sentence answers, and the confidence, by what saw no turn over its corpus."""
    corpora_of = sorted({one.corpus for one in turns})
    order = np.random.default_rng(SEED).permutation(len(corpora_of))
    fold = {name: int(place) % FOLDS for name, place in zip(corpora_of, order, strict=True)}
    right, confidence = [False] * len(turns), np.zeros(len(turns))
    for number in range(FOLDS):
        held = [at for at, one in enumerate(turns) if fold[one.corpus] == number]
        own, others = [turns[at] for at in held], [one for one in turns if fold[one.corpus] != number]
        for at, each in zip(held, first_right(own, fit(others)), strict=True):
            right[at] = each
        confidence[held] = _confidences(own, fit_confidence(others))
    return right, confidence


def _confidences(turns: Sequence[Turn], fitted: Mapping[bool, Floats]) -> Floats:
    numbers = np.array([fitted[one.leans] for one in turns])
    return np.asarray(1 / (1 + np.exp(-(_logits(turns) * numbers[:, :-1]).sum(axis=1) - numbers[:, -1])))


def _answered(right: Sequence[bool]) -> str:
    return f"the best sentence answers {sum(right)} of {len(right)}"


def report(turns: Sequence[Turn]) -> Iterator[str]:
    """What turns get by what was fitted without their corpora, and without their writer."""
    right, confidence = left_out(turns)
    for name in (*SETS, ""):
        told = [
            (one, right[at], confidence[at] >= THRESHOLDS["normal"])
            for at, one in enumerate(turns)
            if one.set.startswith(name)
        ]
        answers = [found for one, found, _ in told if one.kind == ANSWERABLE]
        kinds = ", ".join(
            f"{np.sum(~np.array(sure))} of {len(sure)} {kind}"
            for kind in ASKED
            if (sure := [sure for one, _, sure in told if one.kind == kind])
        )
        yield f"{name or 'all'}, corpora left out: {_answered(answers)}; refused {kinds}"
    for theirs, who in ((True, "strangers', fitted on our own"), (False, "our own, fitted on strangers'")):
        own, others = (
            [one for one in turns if one.set.startswith(STRANGERS) is side and one.kind == ANSWERABLE]
            for side in (theirs, not theirs)
        )
        yield f"{who}: {_answered(first_right(own, fit(others)))}"


def main() -> None:
    """Collect, fit, write, and print what was left out gets."""
    with corpora() as opened:
        turns = collect(opened)
        embedder = opened.engine(tuple(load(SETS[0])["cases"][0]["corpus"])).embedder.identity
    for line in report(turns):
        print(line)
    write(turns, told_of(embedder))


def write(turns: Sequence[Turn], embedder: Mapping[str, str]) -> None:
    """Fit with all turns, into the file that the service reads."""
    confidence, names = fit_confidence(turns), (*CHANCES, "intercept")
    about = {
        "command": "python -m evals.fitting.follow_ups",
        "embedder": embedder,
        "turns": sum(one.kind == ANSWERABLE for one in turns),
        "weights": {told(leans): _rounded(FEATURES, one) for leans, one in fit(turns).items()},
        "confidence": {told(leans): _rounded(names, one) for leans, one in confidence.items()},
    }
    MODEL_FILE.write_text(json.dumps(about) + "\n", encoding="utf-8")


def _rounded(names: Sequence[str], values: Floats) -> dict[str, float]:
    return dict(zip(names, values.round(DIGITS).tolist(), strict=True))


if __name__ == "__main__":
    main()
