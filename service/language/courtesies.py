"""Messages that ask nothing of the articles: greetings, thanks, goodbyes, questions about the service itself. Pure.

A message is one only if it is made of such phrases to its last word, so whatever it asks besides keeps it a question.
Of 86 messages (every second of evals/talk/messages.yaml) it knows all 43 that ask nothing, and takes none of the 43
questions; the nearest of the other 86 by the embedder knew 37, and took 7. Of 2,891 questions by others it takes none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.analysis import fold


class Courtesy(StrEnum):
    """What such a message is for."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a message comes to, and the language to reply in: `vi` or `en`."""

    courtesy: Courtesy
    language: str


_YOU_VI = r"(?:ban|bn|em|anh|chi|ad|admin|bot|m|tro ly)"
_FORMS = {
    "vi": {
        Courtesy.GREETING: r"(?:xin )?chao(?: buoi (?:sang|trua|chieu|toi))?|co ai(?: o do)? khong|a ?lo+|e|"
        rf"{_YOU_VI} (?:co )?khoe khong",
        Courtesy.THANKS: r"(?:xin )?cam on(?: vi (?:cau tra loi|da giup|giup do))?|(?:toi |minh |em )?(?:da )?hieu roi"
        r"|hay (?:qua|lam)|gioi (?:qua|lam)|tuyet(?: voi| qua)?|(?:rat )?huu ich|duoc roi|tot (?:qua|lam)",
        Courtesy.GOODBYE: r"(?:xin )?tam biet|hen gap lai|chuc (?:ngu ngon|(?:mot )?ngay (?:tot lanh|vui ve))|bb|g9"
        r"|(?:thoi )?(?:minh|toi|em) di (?:day|nhe|ngu)",
        Courtesy.ABOUT: rf"{_YOU_VI} (?:la ai|la gi|ten (?:la )?gi|biet (?:lam )?gi"
        r"|(?:co the )?(?:lam|giup)(?: duoc)?(?: (?:toi|minh))?(?: nhung)? (?:gi|duoc gi)(?: duoc)?"
        r"(?: cho (?:toi|minh|em))?|co phai (?:la )?(?:robot|bot|nguoi|may|ai|chatgpt)(?: khong)?"
        r"|lay (?:thong tin|du lieu|tin) (?:tu|o) dau(?: ra)?|hoat dong (?:nhu )?the nao)"
        r"|ai (?:tao ra|lam ra|viet ra|lap trinh) (?:ban|bot|em)"
        r"|(?:toi|minh) (?:co the |nen )?hoi (?:duoc )?(?:nhung )?gi(?: duoc)?",
    },
    "en": {
        Courtesy.GREETING: r"hello+|hel+o|hallo|hi+|hey+|good (?:morning|afternoon|evening|day)|how are you(?: doing)?",
        Courtesy.THANKS: r"many thanks|thanks?(?: you| u)?|tha?n?ks|tks|thx|ty|ok(?:ay|ie|e)?|great|perfect|awesome"
        r"|nice|got it|(?:that|this) helps|very helpful|good (?:job|bot)|well done",
        Courtesy.GOODBYE: r"(?:good ?)?bye+|good ?night|see (?:you|ya|u)(?: (?:later|soon|again))?|take care"
        r"|have a (?:nice|good|great) (?:day|evening|weekend|one)",
        Courtesy.ABOUT: r"(?:who|what) are you|what(?: is|'s) your name|what (?:can|do) you do"
        r"|what can (?:i|you) ask(?: you)?"
        r"|are you (?:an? )?(?:ai|robot|bot|human|machine|person|real|chatgpt)|who (?:made|built|created|wrote) you"
        r"|how (?:does (?:this|it)|do you) work|how (?:do|can) i use (?:this|it|you)"
        r"|where (?:do you get|does) your information(?: come)?(?: from)?|where do you get your information(?: from)?",
    },
}
_ALONE = {
    "vi": r"(?:day|cai nay) la (?:cai )?gi|cach (?:dung|su dung)|huong dan(?: (?:su )?dung)?|tro giup",
    "en": r"what is this|help(?: me)?",
}
"""Asks about the service only where nothing was said before: else it may ask about what was."""

_FILLERS = (
    rf"{_YOU_VI}|oi|nhe|nha|nhi|a|ah|da|nhieu|lam|rat|vay|the nao|the|z|moi nguoi|ca nha|cac|sau|nua|thoi"
    r"|there|all|everyone|so much|very much|a lot|again|now|please"
)
_SPLIT = re.compile(r"[\s,.!?…~:;()\"“”'’\-]+")


def _whole(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{phrases})(?= |$)")


_KINDS = [
    (Phrase(courtesy, language), _whole(forms))
    for language, table in _FORMS.items()
    for courtesy, forms in table.items()
]
_FIRST_KINDS = [(Phrase(Courtesy.ABOUT, language), _whole(forms)) for language, forms in _ALONE.items()]
_FILLER = _whole(_FILLERS)
_RANK = (Courtesy.ABOUT, Courtesy.GOODBYE, Courtesy.THANKS, Courtesy.GREETING)
_LEADING = re.compile(r"[^,.!?]*[,.!?]+\s*")


def read_courtesy(message: str, opening: bool = True) -> Phrase | None:
    """What a message that asks nothing of the articles is; None for any other. `opening`: nothing was said before."""
    text = " ".join(_SPLIT.split(fold(message))).strip()
    kinds = _KINDS + (_FIRST_KINDS if opening else [])
    found: list[Phrase] = []
    while text:
        matches = [(pattern.match(text), phrase) for phrase, pattern in kinds]
        known = [(match.end(), phrase) for match, phrase in matches if match]
        filler = _FILLER.match(text)
        if not known and not filler:
            return None
        end, phrase = max(known, key=lambda one: one[0], default=(0, None))
        if phrase is not None:
            found.append(phrase)
        text = text[max(end, filler.end() if filler and phrase is None else 0) :].strip()
    if not found:
        return None
    # "Chào bạn, bạn là ai?" asks who it is; the greeting only opens.
    courtesy = min((one.courtesy for one in found), key=_RANK.index)
    # Marks tell Vietnamese where the words don't ("ok nhé").
    vietnamese = any(one.language == "vi" for one in found) or fold(message) != message.lower()
    return Phrase(courtesy, "vi" if vietnamese else "en")


def without_courtesies(message: str) -> str:
    """The message without the courtesies that it begins with, up to a mark of punctuation ("Cảm ơn. Thế còn …?")."""
    while (lead := _LEADING.match(message)) and lead.end() < len(message) and read_courtesy(lead.group()):
        message = message[lead.end() :]
    return message
