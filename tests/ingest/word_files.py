"""Word files for tests, written part by part: what Word writes that python-docx can't."""

from __future__ import annotations

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": _W,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}


def word_file(body: str, *, title: str = "", **parts: str) -> bytes:
    """A .docx with this body; `parts` are the insides of `styles`, `numbering`, `footnotes`, `endnotes`."""
    types = [_type("/word/document.xml", f"{_MAIN}.document.main+xml")]
    related = []
    files = {"word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"}
    for number, (part, inside) in enumerate(parts.items(), 1):
        types.append(_type(f"/word/{part}.xml", f"{_MAIN}.{part}+xml"))
        related.append(_relation(number, f"{_OFFICE}/{part}", f"{part}.xml"))
        files[f"word/{part}.xml"] = f"<w:{_PARTS[part]} {_SPACES}>{inside}</w:{_PARTS[part]}>"
    types.append(_type("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"))
    files["docProps/core.xml"] = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )
    files["_rels/.rels"] = _relations(
        _relation(1, f"{_OFFICE}/officeDocument", "word/document.xml"),
        _relation(2, f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml"),
    )
    files["word/_rels/document.xml.rels"] = _relations(*related)
    files["[Content_Types].xml"] = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{"".join(types)}</Types>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return file.getvalue()


def _type(path: str, kind: str) -> str:
    return f'<Override PartName="{path}" ContentType="{kind}"/>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'


def _relations(*relations: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">{"".join(relations)}</Relationships>'


def p(*inside: str, style: str = "", mark: str = "", numbered: str = "") -> str:
    """A paragraph: plain strings become runs. `mark` are properties of its end, `numbered` a list's id."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>' if numbered else ""
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    runs = "".join(one if one.startswith("<") else r(one) for one in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def wrapped(tag: str, *inside: str) -> str:
    """Runs inside an element that marks a change or groups them."""
    runs = "".join(one if one.startswith("<") else r(one) for one in inside)
    return f'<w:{tag} w:id="7" w:author="A" w:date="2025-01-01T00:00:00Z">{runs}</w:{tag}>'


def deleted(text: str) -> str:
    """Text that a tracked change deletes."""
    return f'<w:del w:id="8" w:author="A"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def control(inside: str, properties: str = "") -> str:
    """A content control around blocks or runs."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def field(code: str, result: str) -> str:
    """A field with its code, and its result as Word last computed it."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    written = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return marks[0] + written + (marks[1] + r(result) if result else "") + marks[2]


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it, once for itself and once for older programs."""
    content = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """A row: plain strings become cells."""
    inside = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def cell(*inside: str, properties: str = "") -> str:
    """A cell: plain strings become paragraphs."""
    blocks = "".join(one if one.startswith("<") else p(one) for one in inside)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{blocks}</w:tc>"
