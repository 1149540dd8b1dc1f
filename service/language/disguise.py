"""Texts as a reader sees them: without what is invisible, in the letters that look-alikes stand for. Pure."""

from __future__ import annotations

import unicodedata

from ingest.regex import regex

_INVISIBLE = regex(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point, and the blank of Braille."""

_LOOK_ALIKES = str.maketrans(
    "асԁеһіјӏорԛѕѵхуАВСЕНІЈКМОРЅТХУαινορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧոɡıᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "acdehijlopqsvxyABCEHIJKMOPSTXYaivopuABEZHIKMNOPTYXngiabcdefghijklmnoprstuvwyz",
)
"""Cyrillic, Greek and a few other letters that fonts draw as plain Latin ones: a choice from Unicode's confusables."""


def unmasked(text: str) -> set[str]:
    """`text` as it is seen, with what is invisible taken for nothing, and taken for a space."""
    return {unicodedata.normalize("NFKC", _INVISIBLE.sub(gap, text)).translate(_LOOK_ALIKES) for gap in ("", " ")}
