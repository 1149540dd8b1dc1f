"""`trichdan ask --explain`: why a question was answered as it was, for a person. In English, whatever was asked."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trichdan.wire import Answer, Explanation, Stage

SHOWN = 8
"""Features that are shown, the strongest ones."""

LEAST = 0.05
"""Of the log-odds: what moves them less isn't shown."""

_STAGES = {
    Stage.SMALL_TALK: "nothing was asked of the articles",
    Stage.COLLECTION: "the catalog, since the question is about the collection",
    Stage.RETRIEVAL: "retrieval: nothing was found to judge",
    Stage.ANSWERABILITY: "the confidence against the threshold",
    Stage.LLM: "the LLM, and what of it could be verified",
    Stage.VERIFICATION: "verification: what was proposed could not be verified",
}
FEATURES = {
    "read": "how surely the first quote answers, read with the question",
    "cosine": "similarity of the best passage",
    "cosine_background": "its similarity over that of other articles",
    "score_background": "its score over that of other articles",
    "quoted_score_background": "the quoted sentence over those of other articles",
    "maxsim_margin": "how much better its words are covered than by the next article",
    "names_cover_min": "how well the least covered name or number is covered",
    "names_beyond_min": "how much better that is than elsewhere",
    "kind_in_sentence": "the sentence holds the kind of thing asked for",
    "rendered_in_sentence": "share of English words whose translation it holds",
    "numbers_missing": "a number of the question isn't in the article",
    "negation_missing": "asked for what is not, and nothing is denied",
    "lacks_name": "a name stands nowhere near",
    "lacks_number": "a number stands nowhere near",
    "lacks_counted": "nothing is counted of what is asked",
    "lacks_office": "the office is only given of others",
    "lacks_fact": "no fact of that kind is near",
}
"""What each feature of the confidence is, in words."""


def show_explanation(answer: Answer, console: Console) -> None:
    """What decided, by how much, what spoke for and against, what was missing and dropped, and how long it took."""
    why = answer.explanation
    if why is None:
        return
    console.print(Text("\nWhy", style="bold"))
    console.print(f"decided by {_STAGES[why.decided_by]}", markup=False)
    if why.threshold is not None and why.distance is not None:
        side = "above" if why.distance >= 0 else "below"
        place = f"{abs(why.distance):.2f} {side} the threshold {why.threshold:.2f}"
        console.print(f"confidence {why.confidence:.2f}, {place}", markup=False)
    if why.not_in_passages:
        console.print(f"in no passage found: {', '.join(why.not_in_passages)}", markup=False)
    if why.features:
        console.print(_features(why))
    if short := why.short_answer:
        verdict = "given" if answer.short_answer else "not given"
        odds = f"confidence {short.confidence:.2f}, threshold {short.threshold:.2f}"
        console.print(f"short answer, {verdict}: {short.text} ({odds})", markup=False)
    for one in why.dropped:
        console.print(f"dropped, {one.reason.value}: {one.text}", markup=False)
    if why.dropped_citations:
        console.print(f"dropped quotes: {why.dropped_citations}")
    times = ", ".join(f"{stage} {taken:.0f}" for stage, taken in answer.timings_ms.items())
    console.print(f"milliseconds: {times}", markup=False)


def _features(why: Explanation) -> Table:
    table = Table("for (+) or against (-)", "value", "usually", "what", box=None, padding=(0, 2, 0, 0))
    for one in why.features[:SHOWN]:
        if abs(one.counts) >= LEAST:
            what = FEATURES.get(one.name, one.name)
            table.add_row(f"{one.counts:+.2f}", f"{one.value:.2f}", f"{one.usual:.2f}", what)
    return table
