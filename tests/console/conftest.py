"""The console in a real browser: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(scope="session")
def browser():
    browser_file = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_file is None:
        if os.environ.get("TRIGO_NEEDS_BROWSER"):
            pytest.fail("no Chromium here; run ./dev test", pytrace=False)
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_file, headless=True,
                                             args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, serve):  # `serve`: its servers have to outlive the pages.
    """Opens pages of their own: `open_page(server, "#/events", width=390, …)`. At the end none of
    them may have had a problem; a test that provokes some says so in `page.provokes`, a part of
    what they say."""
    opened = []

    def start(server, address="", width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height},
                                      **{"locale": "en-GB", **options})
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.problems, page.provokes = [], None
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        opened.append((context, page))
        page.goto(f"http://127.0.0.1:{server.port}/{address}")
        return page

    yield start
    for context, _ in opened:
        context.close()
    problems = [problem for _, page in opened for problem in page.problems
                if page.provokes is None or page.provokes not in problem]
    assert not problems
