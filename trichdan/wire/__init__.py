"""The wire: what goes in and out of the HTTP API, as in the contract. Also what the Python client returns.

Offsets are half-open spans in Unicode code points of the article's text (`start`, `end`) or of the answer
(`answer_spans`). Import-light on purpose: scripts load this without FastAPI, Chroma or a model, and of the modules
of this room what they name (`from trichdan.wire import Answer`).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trichdan.wire.answers import *
    from trichdan.wire.articles import *
    from trichdan.wire.feedback import *
    from trichdan.wire.fields import *
    from trichdan.wire.kinds import *
    from trichdan.wire.problems import *
    from trichdan.wire.questions import *
    from trichdan.wire.timelines import *
else:
    _MODULES = ("kinds", "fields", "questions", "answers", "articles", "timelines", "feedback", "problems")
    """In the order in which a name is looked for: `trichdan ask` needs the first four, and each builds validators."""

    def __getattr__(name: str) -> object:
        for module in _MODULES:
            if name in (known := vars(import_module(f"{__name__}.{module}"))):
                return known[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
