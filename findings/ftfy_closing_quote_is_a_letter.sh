#!/usr/bin/env bash
# ftfy: valid Vietnamese in capitals is "fixed": the closing quote of “TAN RÃ” becomes a letter, and XÃ before a non-breaking space is Xà
#
# Guess (written before it was run): ftfy leaves valid, composed Vietnamese alone, also in capitals, with curly quotes and non-breaking spaces,
# but for straightening the quotes.
# Seen: Ã with the character behind it is taken for two bytes of one letter: with ” it is Ô, with a non-breaking space à, with a dash Ö, with » û.
# “TỪ GIÃ” (farewell) becomes "TỪ GIÔ, “HẾT MÃ” (no codes left) "HẾT MÔ, without their closing quote, and "XÃ TÂN PHÚ" (Tân Phú commune) with a
# non-breaking space "XàTÂN PHÚ". So a quote of the original isn't found in what was cleaned. Lower case is left alone, and so are straight
# quotes. The step is decode_inconsistent_utf8 by its own explanation, but that option set to False changes nothing; fix_encoding=False avoids it.
# Version: ftfy 6.3.1, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet ftfy==6.3.1
cat > "$tmp/see.py" <<'PY'
import sys
import unicodedata
from importlib.metadata import version

import ftfy

SPACE = "\N{NO-BREAK SPACE}"
SEEN = {
    "Liên minh “TAN RÃ” sau một năm": 'Liên minh "TAN RÔ sau một năm',
    "Đêm nhạc “TỪ GIÃ”: đã hết vé": 'Đêm nhạc "TỪ GIÔ: đã hết vé',
    "Bảng ghi “HẾT MÃ” trước cửa hàng": 'Bảng ghi "HẾT MÔ trước cửa hàng',
    f"UBND XÃ{SPACE}TÂN PHÚ, ngày 27/6": "UBND XàTÂN PHÚ, ngày 27/6",
    "Cấp XÃ–HUYỆN": "Cấp XÖHUYỆN",
    "Cấp «XÃ»": "Cấp «Xû",
}
RIGHT = [
    "Liên minh “tan rã” sau một năm",
    'Liên minh "TAN RÃ" sau một năm',
    "UBND XÃ TÂN PHÚ, ngày 27/6",
    "Món “PHỞ BÒ”, “BÁNH ĐA”",
]


def straight(text):
    """The text with straight quotes, which ftfy writes."""
    return text.replace("“", '"').replace("”", '"')


print("ftfy", version("ftfy"))
assert all(unicodedata.is_normalized("NFC", text) for text in [*SEEN, *RIGHT])
assert [ftfy.fix_text(text) for text in RIGHT] == [straight(text) for text in RIGHT]
seen = {text: ftfy.fix_text(text) for text in SEEN}
for text, fixed in seen.items():
    print(f"{text!r:<40} {fixed!r}")
assert all(ftfy.fix_text(text, fix_encoding=False) == straight(text) for text in SEEN)
if any(
    seen[text] != fixed or ftfy.fix_text(text, decode_inconsistent_utf8=False) != fixed for text, fixed in SEEN.items()
):
    sys.exit("It changed: other texts are fixed.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
