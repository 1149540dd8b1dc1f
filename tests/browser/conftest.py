"""Chromium over a live service: the five seeds, and articles that try everything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.embedding.base import Embedder
from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import LLMSettings, ServiceSettings
from tests.conftest import SEEDS
from tests.servers import live

CHROMIUM = os.environ.get("TRICHDAN_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
XSS = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
HOSTILE_ID = "x\"><script>document.title='pwned'</script>/..&#x27;"
TRICKY_TEXT = (
    "😀 Mở đầu bài về sao chổi Vàng Anh. Ca\u0323\u0323 t\u0331ê\u0301\u0331n 𝒜𝓑 là tổ hợp dấu.\n\n"
    "Dòng hai của đoạn sao chổi 👩‍👩‍👧 kể tiếp,\ndòng ba cũng thế.\n \n\u3000Kết thúc: sao chổi biến mất 🇻🇳"
)
MARKDOWN = """# Cầu Rạch Dừa

Cầu **Rạch Dừa** dài *120 mét*, nối hai xã
của huyện; xem [bản đồ](https://example.vn/a) và [lệnh](javascript:alert(1)).

## Số liệu 😀

- Khởi công: 2023
- Thông xe: **2024**

| Hạng mục | Dài |
|---|--:|
| Cầu chính | 90 mét |
| Đường dẫn | 30 mét |

> Người dân rất vui. <script>document.title='pwned'</script>
"""
PARAGRAPHS = [
    "Chợ Rạch Sỏi có 300 quầy hàng, mở cửa từ 4 giờ sáng và đón hàng nghìn lượt khách mỗi ngày.",
    "Ban quản lý chợ cho biết sẽ sửa mái che và làm lại lối đi trong năm 2025, với khoảng 12 tỷ đồng.",
]


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[str]:
    """A live service over the seeds."""
    data = tmp_path_factory.mktemp("site")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="session")
def hostile_site(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[str]:
    """A live service over articles whose text, title, URL and id are attacks, or hard to count in."""
    data = tmp_path_factory.mktemp("hostile")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    ingestor = Ingestor(settings, embedder)
    attack = f"Thành phố Quy Nhơn đón 5 triệu khách {XSS} trong năm 2024. Khách thích biển {{{{ 7*7 }}}} ở đó."
    ingestor.put(Article(HOSTILE_ID, attack, XSS, "2024", "javascript:document.title='pwned'", XSS))
    ingestor.put(Article("tricky", _nfc(TRICKY_TEXT), "Sao chổi", "2023-05", 'https://example.vn/a?b=c&d="e'))
    with live(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="session")
def locked_site(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[str]:
    """A live service over the seeds that wants a key."""
    data = tmp_path_factory.mktemp("locked")
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, api_keys="khóa-đúng")
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as url:
        yield url


@pytest.fixture
def open_corpus(
    tmp_path: Path, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[tuple[str, ServiceSettings]]:
    """A live service that may be written to, over two articles of its own, and its settings."""
    settings = ServiceSettings(_env_file=None, data=tmp_path, models=seeds_settings.models, admin_keys="quản-trị")
    ingestor = Ingestor(settings, embedder)
    ingestor.put(Article("cầu", "Cầu Rạch Dừa dài 120 mét.", "Cầu Rạch Dừa", "2024-06-27", None, "Báo Long An"))
    ingestor.put(Article("chợ", "Chợ Rạch Sỏi có 300 quầy hàng.", "Chợ Rạch Sỏi", "2023-08", None, "Báo Kiên Giang"))
    with live(create_app(settings)) as url:
        yield url, settings


@pytest.fixture(params=["open", "locked"])
def files_site(
    request: pytest.FixtureRequest, tmp_path: Path, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[str]:
    """A live service, with keys or without, over a Markdown file that tries everything and a PDF of long paragraphs."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "cầu.md").write_text(MARKDOWN, "utf-8")
    reason = "the PDF's packages are not installed"
    pytest.importorskip("reportlab", reason=reason)
    from tests.ingest.pdf_files import laid_out, styled

    (tmp_path / "news" / "chợ.pdf").write_bytes(laid_out([styled(one) for one in PARAGRAPHS], columns=2))
    keys = "khóa-đúng" if request.param == "locked" else ""
    settings = ServiceSettings(_env_file=None, data=tmp_path / "data", models=seeds_settings.models, api_keys=keys)
    assert not Ingestor(settings, embedder).run([tmp_path / "news"]).failed
    with live(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="session")
def report_site(tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings) -> Iterator[str]:
    """A live service with an evaluation report that tries to run a script."""
    data = tmp_path_factory.mktemp("report")
    report = data / "reports" / "report.html"
    report.parent.mkdir()
    report.write_text(
        "<!doctype html><title>r</title><style>h1 { color: rgb(1, 2, 3) }</style><h1>Report</h1>"
        "<p style='color: rgb(9, 9, 9)'>p</p><script>top.document.title = 'pwned'</script>"
    )
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models)
    with live(create_app(settings)) as url:
        yield url


@pytest.fixture(scope="session")
def llm_down_site(
    tmp_path_factory: pytest.TempPathFactory, seeds_settings: ServiceSettings, embedder: Embedder
) -> Iterator[str]:
    """A live service over the seeds whose LLM can't be reached."""
    data = tmp_path_factory.mktemp("llm")
    llm = LLMSettings(base_url="http://127.0.0.1:9/v1", model="none", max_retries=0)
    settings = ServiceSettings(_env_file=None, data=data, models=seeds_settings.models, llm=llm)
    Ingestor(settings, embedder).run([SEEDS])
    with live(create_app(settings)) as url:
        yield url


def _nfc(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, headless. Ends with its module: while it runs, no other test could use asyncio."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM or not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium on this machine: apt-get install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """A new page in a context of its own; afterwards, nothing may have failed or left the origin."""
    contexts = []
    noted: list[str] = []

    def make(url: str, **options: Any) -> Any:
        context = chromium.new_context(**{"locale": "vi-VN", "viewport": {"width": 1200, "height": 850}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: noted.append(f"script error: {error}"))
        page.on("console", lambda message: message.type == "error" and noted.append(f"console: {message.text}"))
        page.on(
            "request", lambda sent: sent.url.startswith((origin(url), "data:")) or noted.append(f"left: {sent.url}")
        )
        page.on("requestfailed", lambda sent: note_failure(sent, noted))
        page.noted = noted
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert noted == []


def note_failure(sent: Any, noted: list[str]) -> None:
    """Note a request that failed; one that was given up because the page was left is none."""
    if "ERR_ABORTED" not in (sent.failure or ""):
        noted.append(f"failed: {sent.url}")


def origin(url: str) -> str:
    return "/".join(url.split("/")[:3])
