#!/usr/bin/env bash
# bibtexparser: decoded from LaTeX, Vietnamese names lose letters: "Đức" is "Đc", "Dương" is "Dng", and "Thủy" is "Thuy"
#
# Guess (written before it was run): LatexDecodingMiddleware, and pylatexenc below it, give the names as they're printed: "Nguyễn", "Đức", "Thủy".
# Seen: the letters ư, ơ and ă, written as LaTeX for Vietnamese has it (\uhorn, \ohorn, \abreve), are left out, with the tone upon them, and so is
# the hook of "ủ" (\h): no error, no warning, a name is shorter. ê, â, ô, đ, the dot below and the other tones are right, two marks on a letter
# too. What LatexEncodingMiddleware writes, it leaves in Unicode and so reads back; it's files of others that lose.
# Version: bibtexparser 2.1.0, pylatexenc 2.11, Python 3.11. Date: 2026-11-30.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet bibtexparser==2.1.0 pylatexenc==2.11
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware

RIGHT = {
    r"Nguy{\~{\^e}}n": "Nguyễn",
    r"Tr{\`{\^a}}n": "Trần",
    r"Ph{\d a}m": "Phạm",
    r"Vi{\d{\^e}}t": "Việt",
    r"{\DJ}{\`{\^o}}ng": "Đồng",
}
SEEN = {
    r"{\DJ}{\'\uhorn}c": "Đc",  # Đức
    r"D{\uhorn}{\ohorn}ng": "Dng",  # Dương
    r"Th{\'\abreve}ng": "Thng",  # Thắng
    r"Th{\h u}y": "Thuy",  # Thủy
    r"C{\h{\^a}}m": "Câm",  # Cẩm
}


def author(name):
    """The author of an entry, decoded."""
    library = bibtexparser.parse_string(f"@article{{a, author = {{{name}}}}}", append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return library.entries[0]["author"]


print("bibtexparser", version("bibtexparser"), "- pylatexenc", version("pylatexenc"))
assert {name: author(name) for name in RIGHT} == RIGHT
seen = {name: author(name) for name in SEEN}
for name, decoded in seen.items():
    print(f"{name}: {decoded}")
if seen != SEEN:
    sys.exit("It changed: other letters are lost.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
