#!/usr/bin/env bash
# tantivy: the places of a snippet's highlights are bytes, and slice other words out of a Python string
#
# Guess (written before it was run): the start and end of snippet.highlighted() are places in the string that snippet.fragment() returns, so
# fragment[start:end] is the word that was found; the tutorial slices with them.
# Seen: they count the bytes of UTF-8. In Vietnamese every word after the first marked letter is missed, by more the further it stands: for
# "xăng" the slice is "ừ chi", inside the string and without an error. In ASCII it is right; to_html() and the slice of the encoded
# fragment always are.
# Version: tantivy 0.27.0, Python 3.11. Date: 2026-11-29.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet tantivy==0.27.0
cat > "$tmp/see.py" <<'PY'
import sys
from importlib.metadata import version

import tantivy


def sliced(text, word):
    """What the highlight of a word slices out of its fragment, as characters and as bytes, and the fragment in HTML."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer()
    document = tantivy.Document(text=text)
    writer.add_document(document)
    writer.commit()
    index.reload()
    query = index.parse_query(word, ["text"])
    snippet = tantivy.SnippetGenerator.create(index.searcher(), query, schema, "text").snippet_from_doc(document)
    (place,) = snippet.highlighted()
    fragment = snippet.fragment()
    return fragment[place.start : place.end], fragment.encode()[place.start : place.end].decode(), snippet.to_html()


print("tantivy", version("tantivy"))
texts = {
    "xang": "Duong sat chay qua Nghe An. Gia xang tang tu chieu nay.",
    "xăng": "Đường sắt chạy qua Nghệ An. Giá xăng tăng từ chiều nay.",
}
seen = {word: sliced(text, word) for word, text in texts.items()}
for word, (characters, encoded, html) in seen.items():
    print(f"{word}: as characters {characters!r}, as bytes {encoded!r}, in HTML {html!r}")
assert seen["xang"][0] == "xang" and seen["xăng"][1] == "xăng" and "<b>xăng</b>" in seen["xăng"][2]
if seen["xăng"][0] == "xăng":
    sys.exit("It changed: highlights are places in the string.")
PY
cd "$tmp"
"$tmp/venv/bin/python" see.py
