"""Whether a message asks for what holds now: a logistic regression over its n-grams. Pure.

Learned from messages by writers who saw neither code nor scores (`python -m evals.fitting.currency`, `evals/talk/now`):
half of those that ask for it do so without a word that says so ("xây xong chưa", "ai giữ chức", "how much is").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from service.language.intents import ngrams

MODEL_FILE = Path(__file__).with_name("currency.json")


@dataclass(frozen=True, slots=True)
class Fitted:
    """The regression.

    Attributes:
        command: what fitted it.
        intercept: the log odds of a message without any n-gram that counts.
        weights: what an n-gram adds.
    """

    command: str
    intercept: float
    weights: Mapping[str, float]

    def write(self, file: Path) -> None:
        """Into a file."""
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=0) + "\n", "utf-8")

    @classmethod
    def read(cls, file: Path) -> Fitted:
        """What `write` wrote."""
        return cls(**json.loads(file.read_text("utf-8")))


def log_odds(message: str, fitted: Fitted | None = None) -> float:
    """How surely a message asks for what holds now, in log odds: from 0 on it's likelier than not."""
    fitted = fitted or _fitted()
    return fitted.intercept + sum(fitted.weights.get(one, 0.0) for one in ngrams(message))


@lru_cache(maxsize=1)
def _fitted() -> Fitted:
    return Fitted.read(MODEL_FILE)
