"""Take the pictures in docs/images from the real page over the seeds: `python -m scripts.screenshots`.

Needs Chromium, the `playwright` package, and a font with every Vietnamese letter (Debian: fonts-noto-core).
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from ingest.pipeline import Ingestor
from service.app import create_app
from service.settings import ServiceSettings

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
QUESTION = "Ai đồng chủ trì hội nghị giữa Công an Lâm Đồng và Mondulkiri?"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1100, "height": 760}, "locale": "vi-VN"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "vi-VN",
}  # fmt: skip


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The service over the seeds, on a free port."""
    settings = ServiceSettings(_env_file=None, data=data)
    Ingestor(settings).run([ROOT / "seeds"])
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


def ask(page: Page, url: str) -> None:
    """Open the page and wait for an answer."""
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.wait_for_selector(".turn .details")
    page.evaluate("document.activeElement.blur()")


def take(browser: Browser, url: str) -> None:
    """Every picture of the documents."""
    page = browser.new_context(**DESKTOP).new_page()
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    page.screenshot(path=IMAGES / "start.png")
    ask(page, url)
    page.hover(".marker >> nth=0")
    page.wait_for_timeout(200)
    page.screenshot(path=IMAGES / "answer.png")
    page.click(".marker >> nth=0")
    page.wait_for_selector("#quoted")
    page.screenshot(path=IMAGES / "article.png")
    phone = browser.new_context(**PHONE).new_page()
    ask(phone, url)
    phone.screenshot(path=IMAGES / "phone.png")
    dark = browser.new_context(**DESKTOP, color_scheme="dark").new_page()
    ask(dark, url)
    dark.screenshot(path=IMAGES / "dark.png")


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
