"""What a model is told of statements that its passages don't carry, once, so that it can say them right. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from service.llm.protocol import ChatTurn, Reply
from service.values import Dropped
from trichdan.wire import FaultKind

_ASKED = {
    "vi": "Các đoạn báo không chứng minh những câu sau:\n{listed}\nViết lại đúng những câu ấy theo lời của đoạn, cùng "
    "mẫu như trên. Câu nào đoạn không nói thì bỏ; không còn câu nào thì chỉ viết: NONE",
    "en": "The passages don't prove these statements:\n{listed}\nWrite those statements again in the passages' words, "
    "in the form asked for above. Leave out what no passage says; if none is left, write only: NONE",
}

_REASONS = {
    "vi": {
        FaultKind.FIGURE: "số, đơn vị hoặc ngày khác với đoạn",
        FaultKind.NAME: "tên hoặc chức danh khác với đoạn",
        FaultKind.ROLE: "lẫn ai làm gì cho ai",
        FaultKind.DIRECTION: "ngược chiều với đoạn",
        FaultKind.NEGATION: "thừa hoặc thiếu phủ định",
        FaultKind.QUANTIFIER: "nói tất cả trong khi đoạn chỉ nói một phần",
        FaultKind.MODALITY: "nói là đã xảy ra trong khi đoạn chỉ nói dự định",
        FaultKind.CAUSE: "nguyên nhân khác với đoạn",
    },
    "en": {
        FaultKind.FIGURE: "another number, unit or date than the passages",
        FaultKind.NAME: "another name or title than the passages",
        FaultKind.ROLE: "who did what to whom is mixed up",
        FaultKind.DIRECTION: "the other direction than the passages",
        FaultKind.NEGATION: "a negation added or lost",
        FaultKind.QUANTIFIER: "all, where the passages say some",
        FaultKind.MODALITY: "told as done, where the passages tell a plan",
        FaultKind.CAUSE: "another cause than the passages",
    },
}
_OTHERWISE = {"vi": "không câu nào trong đoạn nói vậy", "en": "no sentence of the passages says so"}


def sent_back(reply: Reply, lost: Sequence[Dropped], language: str) -> list[ChatTurn]:
    """The turns to add: the model's own reply, and what of it has to be said anew, each with its reason."""
    code = "vi" if language == "vi" else "en"
    listed = [f"- {one.text} ({_REASONS[code].get(one.reason, _OTHERWISE[code])})" for one in lost]
    asked = _ASKED[code].format(listed="\n".join(listed))
    return [ChatTurn("assistant", reply.text), ChatTurn("user", asked)]
