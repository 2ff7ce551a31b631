"""A real Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, or the one that SHIXUN_CHROMIUM names.

    While it is open, nothing else in this thread can use asyncio.
    """
    program = os.environ.get("SHIXUN_CHROMIUM") or shutil.which("chromium")
    program = program or shutil.which("chromium-browser")
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
