#!/usr/bin/env bash
# ragas: one apostrophe in an answer, and the metric of its quotes looks at everything but them
#
# Guess (written before it was run; the answers were chosen on reading its code): QuotedSpansAlignment gives 1 for a quote that stands in one
# of the sources, as its documentation says, and 0 for one that doesn't, whatever names the answer holds.
# Seen: an apostrophe opens a quote, which the next quotation mark closes, of whatever kind. In an answer that names the H'Mông, an invented
# quote isn't seen at all and the answer scores 1.0; beside the name of the district Đắk R'lấp a true one isn't seen either, and it
# scores 0.0 for the words before it. And a quote glued from two passages is found, since they are joined before the search.
# Version: ragas 0.4.3 (with langchain-community 0.3.31, as it can't be imported with 0.4), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet ragas==0.4.3 langchain-community==0.3.31
cat > "$tmp/see.py" <<'PY'
import asyncio
import sys
import warnings
from importlib.metadata import version

warnings.filterwarnings("ignore")

from ragas.metrics.collections import QuotedSpansAlignment  # noqa: E402

PASSAGES = [
    "Ông Páo cho biết năm nay mưa rất to. Giá xăng tăng thêm năm trăm đồng.",
    "Từ chiều nay người dân được nghỉ làm.",
]
TRUE, INVENTED = '"năm nay mưa rất to"', '"chưa ai đến giúp chúng tôi"'
answers = {
    "a true quote": f"Ông Páo nói: {TRUE}.",
    "an invented quote": f"Ông Páo nói: {INVENTED}.",
    "an invented quote after H'Mông": f"Ông Páo, người H'Mông, nói: {INVENTED}.",
    "a true quote after Đắk R'lấp": f"Ở huyện Đắk R'lấp, ông Páo nói rằng {TRUE}.",
    "a quote glued from two passages": 'Báo viết: "thêm năm trăm đồng. Từ chiều nay".',
}


async def main():
    print("ragas", version("ragas"))
    metric = QuotedSpansAlignment()
    scores = {}
    for told, answer in answers.items():
        result = await metric.ascore(response=answer, retrieved_contexts=PASSAGES)
        scores[told] = result.value
        print(f"{told:<32} {result.value} ({result.reason})")
    values = list(scores.values())
    assert values[:2] == [1.0, 0.0]
    if values[2:] != [1.0, 0.0, 1.0]:
        sys.exit("It changed: an apostrophe is no quotation mark, or passages aren't joined.")


asyncio.run(main())
PY
cd "$tmp"
RAGAS_DO_NOT_TRACK=true "$tmp/venv/bin/python" see.py
