"""Suites: a corpus and the cases asked over it. A suite whose data is absent is not run, and says so."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.errors import SuiteError
from evals.suites.cases import CASES_FOLDER, Case, check_ids, load_cases
from evals.suites.datasets import EvalSets, foreign

SEEDS = "seeds"
SEEDS_CASES = CASES_FOLDER / "seeds.yaml"
STRANGERS_CASES = CASES_FOLDER / "strangers.yaml"
STRANGERS_HELD = CASES_FOLDER / "strangers_held.yaml"
BEATS_FOLDER = Path(__file__).resolve().parents[1] / "beats"
NEWS_FOLDER = Path(__file__).resolve().parents[1] / "news"
NEWS_HELD = frozenset(
    ("abroad", "clinics", "crafts", "forests", "live", "liveblog", "police", "rice", "stage", "tracks", "world")
)
"""Corpora of invented news that are only counted: nobody looks at their cases, and nothing is fitted with them."""

SAMPLE_SEED = 20_251_017


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases and the corpus they are asked over.

    Attributes:
        name: as it is shown; with a haystack it ends in "+viwiki".
        dataset: what the questions come from; abstention is judged over all suites of a dataset.
        paths: files and folders that are ingested, and nothing else.
    """

    name: str
    dataset: str
    paths: tuple[Path, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class NotRun:
    """A suite that can't be run, and why, in a sentence. Never a zero."""

    name: str
    reason: str


Builder = Callable[[EvalSets], list[Suite]]


def seeds_suite() -> Suite:
    """Our own questions about the seed articles."""
    return Suite("seeds", "seeds", seed_paths(), tuple(load_cases(SEEDS_CASES)))


def strangers_suite(*, held: bool = False) -> Suite:
    """Questions about the seed articles by strangers who knew neither the code nor any score.

    Those `held` are looked at by nobody and fitted on by nothing: only counted.
    """
    file = STRANGERS_HELD if held else STRANGERS_CASES
    return Suite(file.stem.replace("_", "-"), "strangers", seed_paths(), tuple(load_cases(file)))


def beat_suites() -> list[Suite]:
    """Questions about invented news: a suite a beat, each over the articles of its own beat only."""
    return [
        Suite(
            f"beats-{file.stem}",
            "beats",
            tuple(sorted(file.with_suffix("").glob("*.txt"))),
            tuple(load_cases(file)),
        )
        for file in sorted(BEATS_FOLDER.glob("*.yaml"))
    ]


def news_suites(*, held: bool = False) -> list[Suite]:
    """Questions about invented news of many beats and styles: a suite a corpus, over the articles of its own only."""
    found = []
    for folder in sorted(path for path in NEWS_FOLDER.iterdir() if path.is_dir()):
        if (folder.name in NEWS_HELD) is held:
            paths, cases = tuple(sorted(folder.glob("*.txt"))), load_cases(folder.with_suffix(".jsonl"))
            found.append(Suite(f"news-{folder.name}", "news-held" if held else "news", paths, tuple(cases)))
    return found


def seed_paths() -> tuple[Path, ...]:
    """The seed articles, without the folder's README and manifest."""
    beside = Path(__file__).resolve().parents[2] / SEEDS
    folder = beside if beside.is_dir() else Path(SEEDS)  # installed without -e, the package is elsewhere
    return tuple(sorted(folder.glob("*.txt")))


def _xquad(sets: EvalSets) -> list[Suite]:
    return [Suite("xquad", "xquad", (sets.xquad_articles,), tuple(sets.xquad()))]


def _near_miss(sets: EvalSets) -> list[Suite]:
    return [Suite("near-miss", "xquad", (sets.xquad_articles,), tuple(sets.near_misses()))]


def _near_miss_translated(sets: EvalSets) -> list[Suite]:
    cases = tuple(sets.near_misses_translated())
    return [Suite("near-miss-mt", "xquad-mt", (sets.xquad_articles,), cases)]


def _gold_removed(sets: EvalSets) -> list[Suite]:
    return [Suite("gold-removed", "xquad", (sets.xquad_articles,), tuple(sets.gold_removed()))]


def _foreign(sets: EvalSets) -> list[Suite]:
    seeds = tuple(foreign(load_cases(SEEDS_CASES)))
    return [
        Suite("foreign-xquad", "xquad", seed_paths(), tuple(foreign(sets.xquad()))),
        Suite("foreign-seeds", "seeds", (sets.xquad_articles,), seeds),
    ]


_OURS: dict[str, Callable[[], list[Suite]]] = {
    "seeds": lambda: [seeds_suite()],
    "strangers": lambda: [strangers_suite()],
    "strangers-held": lambda: [strangers_suite(held=True)],
    "beats": beat_suites,
    "news": news_suites,
    "news-held": lambda: news_suites(held=True),
}
_BUILDERS: dict[str, Builder] = {
    "xquad": _xquad,
    "near-miss": _near_miss,
    "near-miss-mt": _near_miss_translated,
    "gold-removed": _gold_removed,
    "foreign": _foreign,
}
NAMES = (*_OURS, *_BUILDERS)


def build(name: str, evalsets: Path | None, *, haystack: bool = False) -> list[Suite | NotRun]:
    """The suites of that name, over their corpus, or over it and the Wikipedia haystack.

    Raises:
        SuiteError: there is no suite of that name, or its data is there but can't be read.
    """
    if name not in NAMES:
        raise SuiteError(f"There is no suite {name!r}.", help=f"Choose from: {', '.join(NAMES)}.")
    ours = _OURS[name]() if name in _OURS else []
    # An installed package brings no seeds along.
    if not all(suite.paths for suite in ours):
        return [NotRun(name, f"there is no folder {SEEDS} with articles here; run it in the repository's folder")]
    if ours and not haystack:
        return [*ours]
    if evalsets is None:
        return [NotRun(name, "its data is not in the repository; set TRICHDAN_EVALSETS to the folder that has it")]
    if not evalsets.is_dir():
        return [NotRun(name, f"TRICHDAN_EVALSETS names {evalsets}, which is no folder")]
    sets = EvalSets(evalsets)
    suites = ours or _BUILDERS[name](sets)
    return [_with_haystack(suite, sets) if haystack else suite for suite in suites]


def _with_haystack(suite: Suite, sets: EvalSets) -> Suite | NotRun:
    name = f"{suite.name}+viwiki"
    if not sets.haystack.is_file():
        return NotRun(name, f"the haystack {sets.haystack} is not there")
    return replace(suite, name=name, paths=(*suite.paths, sets.haystack))


def own_suite(case_file: Path, corpus: Sequence[Path]) -> Suite:
    """A suite from a user's own case file and articles."""
    if not corpus:
        raise SuiteError(f"The case file {case_file} needs a corpus.", help="Name the articles with --corpus PATH.")
    return Suite(case_file.stem, case_file.stem, tuple(corpus), tuple(load_cases(case_file)))


def limited(suite: Suite, limit: int | None) -> Suite:
    """The suite with at most `limit` cases: whole questions with their typings, drawn with a fixed seed."""
    if limit is None or limit >= len(suite.cases):
        return suite
    bases = sorted({case.base for case in suite.cases})
    # Whole questions: their typings are compared with each other, so a sample has all of a question or none.
    random.Random(SAMPLE_SEED).shuffle(bases)  # noqa: S311 - a sample, not a secret
    place = {base: number for number, base in enumerate(bases)}
    chosen = sorted(suite.cases, key=lambda case: place[case.base])[:limit]
    ids = {case.id for case in chosen}
    return replace(suite, cases=tuple(case for case in suite.cases if case.id in ids))


def with_cases(suite: Suite, ids: set[str]) -> Suite:
    """The suite with only these cases.

    Raises:
        SuiteError: if an id isn't in the suite, which means that its data changed.
    """
    # A gate over fewer cases than were committed would pass more.
    missing = sorted(ids - {case.id for case in suite.cases})
    if missing:
        raise SuiteError(f"The suite {suite.name} has no case {missing[0]!r} ({len(missing)} are missing).")
    check_ids(suite.cases, f"the suite {suite.name}")
    return replace(suite, cases=tuple(case for case in suite.cases if case.id in ids))
