"""What each group of features of the answerability stage is worth: everything measured without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.fitting.broad import calibrated, out_of_fold
from evals.fitting.data import Asked
from evals.fitting.regression import objected
from evals.fitting.report import measures, over_others

Floats = NDArray[np.float64]

GROUPS: dict[str, Callable[[str], bool]] = {
    "scores": lambda name: name in ("score", "cosine", "sentence", "maxsim"),
    "margins over the next": lambda name: name.endswith("_next"),
    "margins over the background": lambda name: name.endswith("_background"),
    "lexical score": lambda name: name == "lexical",
    "words and pairs in the text": lambda name: name.startswith(("words_", "pairs_")),
    "names in the text": lambda name: name.startswith("names_") and "cover" not in name and "excess" not in name,
    "numbers in the text": lambda name: name.startswith("numbers_"),
    "expected kind": lambda name: name.startswith("kind_"),
    "negation": lambda name: "negat" in name,
    "the question itself": lambda name: name.startswith("question_"),
    "agreement of quote and passage": lambda name: name.startswith("agrees"),
    "scores of sentences": lambda name: name.startswith("quoted_"),
    "support of English words": lambda name: name.startswith("support"),
    "renderings held": lambda name: name.startswith("held"),
    "kinds of objections": lambda name: name.startswith("lacks_"),
    "words beside names": lambda name: name.startswith("beside"),
    "token cover": lambda name: name.startswith(("cover", "tokens_")),
    "token excess": lambda name: "excess" in name,
    "tokens of names": lambda name: name.startswith("names_cover"),
    "tokens in the sentence": lambda name: name.startswith(("sentence_", "two_", "in_one")) and "cosine" not in name,
}


def ablate(asked: Sequence[Asked], x: Floats, names: Sequence[str]) -> list[tuple[str, dict[str, float]]]:
    """What each group of features is worth: all but it."""
    confidence, _ = calibrated(out_of_fold(x, asked), asked)
    alone, _ = calibrated(out_of_fold(x, asked, second=False), asked)
    rows = [
        ("all, as it is", measures(*over_others(asked, objected(asked, confidence)))),
        ("without the second regression", measures(*over_others(asked, objected(asked, alone)))),
        ("all features, no objections", measures(*over_others(asked, confidence))),
    ]
    for label, belongs in GROUPS.items():
        kept = [place for place, name in enumerate(names) if not belongs(name)]
        if 0 < len(kept) < len(names):
            confidence, _ = calibrated(out_of_fold(x[:, kept], asked), asked)
            rows.append((f"without {label}", measures(*over_others(asked, confidence))))
    return rows
