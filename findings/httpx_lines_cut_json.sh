#!/usr/bin/env bash
# httpx: iter_lines() cuts a JSON line in the middle of a string
#
# Guess (written before it was run): a stream of JSON lines ("\n" after each) comes out of Response.iter_lines() as one line for each
# object, whatever the strings hold: JSON escapes line feeds, so no line end is inside one.
# Seen: U+2028 and U+0085 need no escape in JSON, but end a line for httpx, since it
# splits with str.splitlines(). Three objects come as five lines, of which one can be parsed. Splitting the bytes at "\n" gives three.
# Version: httpx 0.28.1, Python 3.11. Date: 2026-11-28.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet httpx==0.28.1
cat > "$tmp/see.py" <<'PY'
import json
import sys

import httpx

rows = [
    {"id": 1, "text": "Giá xăng tăng\u2028từ chiều nay."},
    {"id": 2, "text": "Hồ Tây\u0085sáng sớm."},
    {"id": 3, "text": "Hà Nội có mưa."},
]
body = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def answer(request):
    return httpx.Response(200, content=body, headers={"content-type": "application/x-ndjson; charset=utf-8"})


def parses(line):
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


with httpx.Client(transport=httpx.MockTransport(answer)) as client, client.stream("GET", "http://news.test/all") as response:
    lines = list(response.iter_lines())
whole = [line for line in body.split(b"\n") if line]
print("httpx", httpx.__version__, "- objects sent:", len(rows))
print("iter_lines():", len(lines), "lines,", sum(map(parses, lines)), "of them JSON")
for line in lines:
    print("   ", ascii(line))
print('bytes split at "\\n":', len(whole), "lines,", sum(map(parses, whole)), "of them JSON")
assert sum(map(parses, whole)) == 3
if len(lines) != 5 or sum(map(parses, lines)) != 1:
    sys.exit("It changed: httpx no longer cuts JSON lines at U+2028 and U+0085.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
