#!/usr/bin/env bash
# instructor: an invented quote is exchanged for another passage of the text, and passes for cited
#
# Guess (written before it was run): CitationMixin drops a quote that isn't in the context, as its documentation says; its fuzzy search
# forgives a slip of the pen in a long quote. "45 tấn" where the text says "32 tấn" is dropped.
# Seen: up to five letters may differ however long the quote is, so every quote of up to five letters is found somewhere, and a sentence
# may differ from the text in just the figure or the word that matters. The quote is replaced by what was found: "45 tấn" comes back as
# "32 tấn", "Hà Nội không mưa" (no rain) as "Hà Nội có mưa" (rain), and the city "Huế" as "hu ". All of it is in the context, so
# the check that the documentation shows, `quote in context`, holds. A quote that is further from everything in the text is dropped.
# Version: instructor 1.17.0 (with regex 2026.11.19), Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet instructor==1.17.0 regex==2026.11.19
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

from instructor import CitationMixin

CONTEXT = (
    "Ngày 12/3, tỉnh Nghệ An thu 32 tấn cá. Giá xăng RON 95 tăng 500 đồng. "
    "Hà Nội có mưa to và gió mạnh cả ngày hôm nay."
)
SEEN = {
    "thu 32 tấn cá": ["thu 32 tấn cá"],
    "45 tấn": ["32 tấn"],
    "tăng 900 đồng": ["tăng 500 đồng"],
    "Hà Nội không mưa": ["Hà Nội có mưa"],
    "Huế": ["hu "],
    "Bộ trưởng từ chức": [],
}

print("instructor", version("instructor"))
kept = {}
for quote in SEEN:
    cited = CitationMixin.model_validate({"substring_quotes": [quote]}, context={"context": CONTEXT})
    kept[quote] = cited.substring_quotes
    print(f"in the text: {str(quote in CONTEXT):<5}  quoted: {quote!r:<20} kept as: {kept[quote]}")
    assert all(one in CONTEXT for one in cited.substring_quotes)
assert kept["thu 32 tấn cá"] == SEEN["thu 32 tấn cá"]
if kept != SEEN:
    sys.exit("It changed: invented quotes are no longer exchanged for others.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
