#!/usr/bin/env bash
# jusText: in the midst of an article, the paragraph with the prices is boilerplate
#
# Guess (written before it was run): with the Vietnamese stoplist all long paragraphs of a Vietnamese article without links are good, those between good ones above all.
# Seen: a paragraph is judged by its share of frequent words, and numbers are none. A paragraph of six prices has .14 instead of .3 and is dropped as boilerplate between
# two good ones: neighbours decide only what is short or almost good. So of news about markets the prose stays and the prices go, without a warning. With the prices taken out the same
# paragraph is good.
# Version: jusText 3.0.2, lxml_html_clean 0.4.6, Python 3.11. Date: 2026-12-01.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet jusText==3.0.2 lxml_html_clean==0.4.6
cat > "$tmp/see.py" <<'PY'
import re
import sys
from importlib.metadata import version

import justext

BEFORE = (
    "Theo các chủ vựa ở chợ đầu mối, giá cá tra trong tuần này đã tăng trở lại sau gần hai tháng đứng yên, vì các nhà máy cần thêm hàng để giao cho khách ở "
    "nước ngoài trước Tết, trong khi người nuôi không còn nhiều cá lớn để bán."
)
PRICES = (
    "Cá tra loại I đạt 31.500 đồng/kg, tăng 1.200 đồng; cá tra loại II 29.800 đồng/kg, tăng 900 đồng; tôm thẻ cỡ 50 con/kg 118.000 đồng, giảm 2.500 đồng; tôm sú cỡ 30 "
    "con/kg 212.000 đồng; cua thịt 265.000 đồng/kg; cá kèo 84.000 đồng/kg."
)
AFTER = (
    "Các hộ nuôi cho biết với giá như vậy họ đã có lãi trở lại, nhưng chưa dám thả thêm cá giống vì lo đến khi bán được thì giá lại xuống như hai năm trước, "
    "và ngân hàng thì vẫn chưa cho vay thêm dù họ đã hỏi nhiều lần từ đầu năm đến nay."
)
VIETNAMESE = justext.get_stoplist("Vietnamese")


def classes(*paragraphs):
    """What each paragraph of a page is taken for, and its share of frequent words."""
    page = "<html><body>" + "".join(f"<p>{one}</p>" for one in paragraphs) + "</body></html>"
    found = justext.justext(page, VIETNAMESE)
    return [(one.class_type, round(one.stopwords_density(VIETNAMESE), 2)) for one in found]


print("jusText", version("jusText"))
before, prices, after = classes(BEFORE, PRICES, AFTER)
print("before:", *before, "; the prices:", *prices, "; after:", *after)
words = classes(BEFORE, re.sub(r"[\d.]+ (?:đồng/kg|đồng)[^;.]*", "lại cao như đã nói", PRICES), AFTER)[1]
print("without the prices:", *words)
assert before[0] == after[0] == "good", "the prose is no longer good"
if prices[0] != "bad":
    sys.exit("It changed: the paragraph with the prices is kept.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
