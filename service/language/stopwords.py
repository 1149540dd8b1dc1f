"""Stop words, which tell little of what a text is about: the only lists of them. Data.

There are two sets, since a question is made of other words than news. `STOPWORDS` are of statements and articles: what
facts are told with ("said", "according"), but neither "first", "only" nor "most", which state something.
`QUESTION_STOPWORDS` are of questions: what asks ("name", "kind", "đâu"), folded, since they are often typed so.
"""

from __future__ import annotations

from ingest.analysis import fold

_BOTH = {
    "vi": """
        và của là các những được trong tại với cho khi đã đang sẽ có một từ đến về theo như bởi vì mà thì vào trên dưới
        bị năm ngày tháng hơn nhiều mỗi vậy nào gì ai người vị báo
        """,
    "en": """
        the a an of and in to was were is are be been by for on at with from that this it its they their he she his her
        as has have had will would also which who whom than then into about or but between during other more such these
        those there when where over under not so do does did can could may should some any after before
        """,
}
_TOLD = {
    "vi": """
        này đó để ở cũng do nên ra giữa cùng rằng việc sự cuộc nhằm qua lại đồng thời bên cạnh ngoài hai ba bốn ông bà
        họ vẫn rất còn nhau cả đều đây diễn gồm thêm bài viết tin nêu nói biết
        """,
    "en": """
        both two each article said says according while no one very all nobody nothing none everyone three four five
        six seven eight nine ten million billion thousand percent
        """,
}
_ASKED_FOR = "what which how many much why kind type name used called only"
_ASKED = {
    "vi": "đâu sao không tên cái điều giờ mấy lúc làm rồi hay nhất trước sau ít",
    "en": f"{_ASKED_FOR} being whose them we you i most shall might if first last known",
}

STOPWORDS = {language: frozenset(f"{words} {_TOLD[language]}".split()) for language, words in _BOTH.items()}
"""Of statements and articles, by language; Vietnamese ones with their diacritics."""

QUESTION_STOPWORDS = {
    language: frozenset(fold(f"{words} {_ASKED[language]}").split()) for language, words in _BOTH.items()
}
"""Of questions, by language; folded."""

UNTRANSLATED = STOPWORDS["en"] | frozenset(f"{_ASKED_FOR} sort names".split())
"""English words that aren't looked for in Vietnamese: "sort" and "name" say what is asked for, and stand nowhere."""

_COMMONEST = {
    "vi": """
        và của là các những được trong tại với cho này đó khi đã đang sẽ có từ đến về để ở theo cũng như không
        """,
    "en": "the of and in to was were is are be by for on at with from that this it they as has have will not",
}
COMMONEST = {language: frozenset(words.split()) for language, words in _COMMONEST.items()}
"""By which a text's language is told: the rarer ones look like words of the other language too ("may", "so", "can")."""
