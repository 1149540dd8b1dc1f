"""Bytes to text, UTF-8 where nothing else is declared; what isn't is refused with a guess at what it is. Pure."""

from __future__ import annotations

import re

from trichdan.errors import SourceError

# The letter đ begins words in every Vietnamese text, and is another byte in each encoding.
_WORD_START = {
    "TCVN3": re.compile(rb"(?<![^\s(\"'-])[\xae\xa7](?=[a-zA-Z\x80-\xff])"),
    "VNI": re.compile(rb"(?<![^\s(\"'-])[\xf1\xd1](?=[a-zA-Z])"),
    "VISCII": re.compile(rb"(?<![^\s(\"'-])[\xf0\xd0](?=[a-zA-Z\x80-\xff])"),
}
_TONE_AFTER_VOWEL = re.compile(rb"[aeiouyAEIOUY\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]")
_HOW = {
    "UTF-16": "iconv -f UTF-16 -t UTF-8 FILE > NEW",
    "UTF-32": "iconv -f UTF-32 -t UTF-8 FILE > NEW",
    "TCVN3": "iconv -f TCVN -t UTF-8 FILE > NEW",
    "VISCII": "iconv -f VISCII -t UTF-8 FILE > NEW",
    "windows-1258": "iconv -f WINDOWS-1258 -t UTF-8 FILE > NEW",
    "VNI": "UniKey's converter",
}
_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def decode(data: bytes) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark. Raises SourceError for everything else."""
    wide = _looks_wide(data)
    if wide:
        raise SourceError(f"Not UTF-8: it looks like {wide}.", help=_how(wide))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start
    position = f"byte 0x{data[offset]:02X} at offset {offset}"
    if _looks_binary(data):
        raise SourceError(f"Not text: a binary file ({position} is not UTF-8).")
    guess = _legacy(data)
    if guess:
        raise SourceError(f"Not UTF-8: {position}; it looks like {guess}.", help=_how(guess))
    raise SourceError(f"Not UTF-8: {position}.", help="Save it as UTF-8.")


def decode_declared(data: bytes, declared: str | None) -> str:
    """The text of a format that declares its encoding: UTF-8 where the bytes are, since habits are often declared.

    Raises:
        SourceError: it is neither UTF-8 nor what is declared, or a byte order mark says.
    """
    try:
        return decode(data)
    except SourceError:
        marked = next((name for mark, name in _BOMS.items() if data.startswith(mark)), None)
        try:
            return data.decode(marked or declared or "utf-8")
        except (LookupError, ValueError):
            pass
        raise


def _how(encoding: str) -> str:
    return f"Convert it to UTF-8 first, for example with {_HOW[encoding]}."


def _legacy(data: bytes) -> str:
    """The legacy Vietnamese encoding that the bytes look like, or the empty string. A guess, for a message only."""
    sample = data[:65536]
    counts = {name: len(pattern.findall(sample)) for name, pattern in _WORD_START.items()}
    best = max(counts, key=lambda name: counts[name])
    tones = len(_TONE_AFTER_VOWEL.findall(sample))
    high = sum(1 for byte in sample if byte >= 0x80)
    if tones > 0.15 * high and counts["TCVN3"] + counts["VNI"] <= counts["VISCII"]:
        return "windows-1258"
    return best if counts[best] else ""


def _looks_wide(data: bytes) -> str:
    """UTF-16 or UTF-32 by byte order mark, or by where the zero bytes are; else the empty string."""
    for bom, name in _BOMS.items():
        if data.startswith(bom):
            return name
    sample = data[:4096]
    zeros = [sample[place::4].count(0) for place in range(4)]
    quarter = len(sample) / 4
    if len(sample) >= 8 and sum(zero > 0.9 * quarter for zero in zeros) >= 2 and sum(zeros) > 0.6 * len(sample):
        return "UTF-32"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if len(sample) >= 8 and max(even, odd) > 0.3 * len(sample) / 2 and min(even, odd) < 0.02 * len(sample):
        return "UTF-16"
    return ""


def _looks_binary(data: bytes) -> bool:
    sample = data[:65536]
    controls = sum(sample.count(bytes([byte])) for byte in (*range(0, 9), *range(14, 32)))
    return b"\0" in sample or controls > 0.02 * len(sample)
