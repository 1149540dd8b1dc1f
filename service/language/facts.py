"""Kinds of facts that a question asks for by name, and what a text that gives one must hold. Pure."""

from __future__ import annotations

import re

from service.language.text import UPPER

_FACTS = (
    (
        re.compile(
            r"bao nhiêu (?:km|ki-?lô-?mét|cây số)|dài bao nhiêu(?! (?:ngày|tháng|năm|giờ|phút|tuần))|bao xa"
            r"|how (?:long is|far)",
            re.IGNORECASE,
        ),
        re.compile(r"\d\s*(?:km|ki ?lô|m\b|mét|dặm|hải lý)|\b(?:km|mét|dặm)\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"sinh (?:năm|ngày) (?:nào|bao)|(?:bao nhiêu|mấy) tuổi|how old (?:is|was)|(?:when|what year) .*\bborn",
            re.IGNORECASE,
        ),
        re.compile(r"\bsinh (?:năm|ngày|ra)|\btuổi\b|\bsn\b|\bchào đời", re.IGNORECASE),
    ),
    (
        re.compile(r"khách sạn nào|\b(?:which|what) hotel", re.IGNORECASE),
        re.compile(r"khách sạn|\bhotel", re.IGNORECASE),
    ),
    (re.compile(r"phần trăm|\bpercent", re.IGNORECASE), re.compile(r"%|phần trăm", re.IGNORECASE)),
    (
        re.compile(r"số (?:điện thoại|máy|đường dây nóng)|\b(?:phone|telephone|hotline) number", re.IGNORECASE),
        re.compile(r"\d{3}[ .-]?\d{3}|\b\d{3,4}\b(?= *(?:\)|là số))"),
    ),
    (re.compile(r"\be-?mail\b|thư điện tử", re.IGNORECASE), re.compile(r"@|\be-?mail\b|thư điện tử", re.IGNORECASE)),
    (
        re.compile(r"quê (?:ở|quán|gốc)|\bhometown\b", re.IGNORECASE),
        re.compile(r"\bquê\b|\bsinh (?:ra )?(?:tại|ở)|\bngười gốc|\btrú\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"(?:bổ nhiệm|nhậm chức|làm giám đốc|giữ chức)[^?]*(?:khi nào|bao giờ|(?:năm|ngày|tháng) nào)"
            r"|\b(?:when|what year)\b.*\bappointed",
            re.IGNORECASE,
        ),
        re.compile(r"bổ nhiệm|nhậm chức|tiếp nhận chức|giữ chức|từ (?:ngày|tháng|năm)", re.IGNORECASE),
    ),
    (
        re.compile(r"(?:đường|phố) nào\b|địa chỉ|\b(?:which|what) street\b|\baddress\b", re.IGNORECASE),
        re.compile(rf"\b(?i:đường|phố|quốc lộ)\s+[{UPPER}\d]|\bsố \d+|(?i:địa chỉ)"),
    ),
    (
        re.compile(r"(?<!của )thành phố nào|\b(?:which|what) city\b", re.IGNORECASE),
        re.compile(rf"(?i:thành phố|thị xã|thủ đô|\bcity\b)|\bTP|\b(?:tại|ở|đến|từ|về) [{UPPER}]\w+[ -][{UPPER}]\w+"),
    ),
    (
        re.compile(r"(?:hãng|nhãn hiệu|thương hiệu) (?:nào|gì)|\b(?:which|what) (?:brand|make)\b", re.IGNORECASE),
        re.compile(r"\b(?:hãng|hiệu|thương hiệu|nhãn hiệu)\b", re.IGNORECASE),
    ),
)


def lacks_fact(question: str, text: str) -> bool:
    """Whether the question asks for a kind of fact of which the text holds none."""
    return any(asked.search(question) and not held.search(text) for asked, held in _FACTS)
