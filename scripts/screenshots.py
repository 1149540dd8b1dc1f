"""Take the pictures in docs/images from the real page: `python -m scripts.screenshots`.

Over the seeds and the invented news of `evals/news/rails`. With a folder (`python -m scripts.screenshots /tmp/looks`)
every scene in four looks, desktop and phone, light and dark, goes there instead. With an address
(`python -m scripts.screenshots http://127.0.0.1:8080`) an Open WebUI that runs there without accounts is asked, over a
service with the same articles. Needs Chromium, the `playwright` package, and a font with every Vietnamese letter
(Debian: fonts-noto-core).
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import uvicorn
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from ingest.models import Article
from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
ARTICLES = [ROOT / "seeds", ROOT / "evals" / "news" / "rails"]
ADMIN = "admin"
QUESTION = "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Mondulkiri?"
DIRECT = "Ai là Giám đốc Công an tỉnh Lâm Đồng?"
CONFLICT = "Bão số 6 làm bao nhiêu người chết ở Quảng Trị?"
REFUSED = "Ai là Giám đốc Công an tỉnh Cao Bằng?"
SUBJECT = "metro số 4 Cửa Lục"
CHAT = (DIRECT, "Ga Chợ Lách dự kiến đón khách ngày nào?")
PATIENCE_MS = 150_000
"""What another program's page may take."""

STORM = (
    Article(
        "bao-so-6", "Bão số 6 gây lũ ở nhiều nơi. Bão số 6 làm 3 người chết ở Quảng Trị, 2 người mất tích.",
        "Bão số 6: thiệt hại ban đầu", "2023-10-18", None, "Báo Gió Lào",
    ),
    Article(
        "sau-bao-so-6", "Sau bốn ngày, nước đã rút. Bão số 6 làm 5 người chết ở Quảng Trị, theo thống kê mới nhất.",
        "Quảng Trị thống kê thiệt hại sau bão số 6", "2023-10-22", None, "Báo Gió Lào",
    ),
)  # fmt: skip
"""Invented: what is known of a storm on two days."""

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1100, "height": 820}, "locale": "vi-VN"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "vi-VN",
}  # fmt: skip
LOOKS: dict[str, dict[str, Any]] = {
    "": DESKTOP,
    "-dark": DESKTOP | {"color_scheme": "dark"},
    "-phone": PHONE,
    "-phone-dark": PHONE | {"color_scheme": "dark"},
}
KEPT = ("", "-phone-dark")
"""Looks of which the documents show pictures of every scene."""


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The service over the articles, on a free port."""
    settings = ServiceSettings(
        _env_file=None, data=data, admin_keys=ADMIN, models=os.environ.get("TRICHDAN_TEST_MODELS")
    )
    ingestor = Ingestor(settings)
    ingestor.run(ARTICLES)
    for one in STORM:
        ingestor.put(one)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def opened(page: Page, url: str) -> None:
    """Open a page, and wait until its scripts have run."""
    page.goto(url)
    page.wait_for_selector("body[data-ready]")


def ask(page: Page, url: str, question: str = QUESTION) -> None:
    """Open the page and wait for an answer."""
    opened(page, url)
    page.fill("#question", question)
    page.press("#question", "Enter")
    page.wait_for_selector(".turn .details", timeout=60_000)
    page.evaluate("document.activeElement.blur()")


def direct(page: Page, url: str) -> None:
    """A direct answer, marked in its quote, with questions to go on with."""
    ask(page, url, DIRECT)
    page.wait_for_selector(".follow-ups")


def conflict(page: Page, url: str) -> None:
    """Two articles that give two figures, the newer one first."""
    ask(page, url, CONFLICT)


def refusal(page: Page, url: str) -> None:
    """A question that the articles don't answer."""
    ask(page, url, REFUSED)


def adding(page: Page, url: str) -> None:
    """Files that were added, with one that can't be read."""
    opened(page, f"{url}/articles")
    page.click("#add > summary")
    text = "Cảng Vĩnh Tân\n\nSáng 3/2, cảng Vĩnh Tân đón 12 tàu trong ngày đầu mở cửa."
    page.request.delete(f"{url}/v1/articles/cang-vinh-tan", headers={"Authorization": f"Bearer {ADMIN}"})
    files: list[FilePayload] = [
        {"name": "cang-vinh-tan.txt", "mimeType": "text/plain", "buffer": text.encode()},
        {"name": "so-lieu.xls", "mimeType": "application/vnd.ms-excel", "buffer": b"x"},
    ]
    page.set_input_files("#files", files)
    page.fill("#key-value", ADMIN)
    page.press("#key-value", "Enter")
    page.wait_for_selector(".notice", timeout=60_000)


def timeline(page: Page, url: str) -> None:
    """A subject in order of time."""
    opened(page, f"{url}/timeline?{urlencode({'q': SUBJECT})}")


SCENES = {"direct": direct, "conflict": conflict, "refusal": refusal, "adding": adding, "timeline": timeline}


def tour(browser: Browser, url: str) -> None:
    """The article that a number leads to."""
    page = browser.new_context(**DESKTOP).new_page()
    page.set_default_timeout(60_000)
    ask(page, url)
    page.click(".marker >> nth=0")
    page.wait_for_selector("#quoted")
    page.screenshot(path=IMAGES / "article.png")


def scenes(browser: Browser, url: str, to: Path, looks: Sequence[str]) -> None:
    """Every scene in each of these looks."""
    for name, show in SCENES.items():
        for look in looks:
            context = browser.new_context(**LOOKS[look])
            page = context.new_page()
            page.set_default_timeout(60_000)
            show(page, url)
            page.screenshot(path=to / f"{name}{look}.png")
            context.close()


def open_webui(browser: Browser, url: str) -> None:
    """Two questions in Open WebUI."""
    page = browser.new_context(viewport={"width": 1100, "height": 1060}, locale="en-US").new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url, wait_until="domcontentloaded")
    field = page.locator("#chat-input")
    field.wait_for()
    page.wait_for_timeout(4_000)  # its greeting comes some time after its page
    greeting = page.get_by_text("Okay, Let's Go!")
    if greeting.count():
        greeting.first.click()
    for number, question in enumerate(CHAT):
        field.click()
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        page.wait_for_function("n => document.body.innerText.split('Nguồn:').length > n", arg=number + 1)
    page.wait_for_timeout(5_000)  # until it has put its labels into the text
    page.screenshot(path=IMAGES / "open-webui.png")


def main() -> None:
    """Those of the documents; with a folder all scenes in all looks, to be looked at; with an address Open WebUI's."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if asked.startswith("http"):
        with sync_playwright() as playwright:
            open_webui(playwright.chromium.launch(executable_path=chromium, args=FLAGS), asked)
        return
    looked_at = Path(asked) if asked else None
    for folder in (IMAGES, *([looked_at] if looked_at else [])):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if looked_at:
            scenes(browser, url, looked_at, list(LOOKS))
        else:
            tour(browser, url)
            scenes(browser, url, IMAGES, KEPT)
        browser.close()


if __name__ == "__main__":
    main()
