"""The page in a real browser: twelve tiles, all of them alive."""

import os
import shutil
import time

import pytest

from trigo_server import wait_until

TILES = 12
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# A number for each canvas (or image) on the page that changes with what it shows.
SUMS = """() => [...document.querySelectorAll('canvas')].map(canvas => {
  const {width, height} = canvas;
  if (width < 100 || height < 60) return null;  // A sparkline.
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 52) sum = (sum * 31 + pixels[at]) % 1000003;
  return sum;
}).filter(sum => sum !== null)"""


@pytest.fixture
def page():
    browser_file = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_file is None:
        if os.environ.get("TRIGO_NEEDS_BROWSER"):
            pytest.fail("no Chromium here; run ./dev test", pytrace=False)
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_file, headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"])
        page = browser.new_page(viewport={"width": 1600, "height": 1000})
        page.set_default_timeout(20_000)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        yield page
        browser.close()


def test_twelve_tiles_move_and_stats_keep_answering(page, serve, release_binary, clips):
    sources = [clips.street(seconds=6, begin=5 * number) for number in range(TILES)]
    server = serve("--loop", *sources, program=release_binary)
    page.goto(f"http://127.0.0.1:{server.port}/")
    wait_until(lambda: len(page.evaluate(SUMS)) == TILES, 20, f"{TILES} tiles")

    seen = [set() for _ in range(TILES)]

    def all_moved():
        for sums, now in zip(seen, page.evaluate(SUMS)):
            sums.add(now)
        return all(len(sums) >= 4 for sums in seen)
    wait_until(all_moved, 20, "movement in every tile")

    # While twelve pictures stream, a request on the same host must not wait for a connection.
    for _ in range(4):
        begin = time.monotonic()
        stats = page.evaluate("() => fetch('/api/stats').then(answer => answer.json())")
        assert time.monotonic() - begin < 2
        assert stats["active_streams"] == TILES
        page.wait_for_timeout(250)
    assert page.problems == []


def test_a_stream_in_error_shows_its_reason(page, serve, release_binary, clips, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_text("no video " * 1000)
    server = serve("--loop", clips.street(), broken, program=release_binary)
    server.wait_for_state("broken", "error")
    page.goto(f"http://127.0.0.1:{server.port}/")
    wait_until(lambda: "broken" in page.inner_text("body"), 10, "the broken stream on the page")
    wait_until(lambda: "error" in page.inner_text("body").lower(), 10, "its state on the page")
    assert page.problems == []


# How many pixels of the first tile have one of the inks of ui/overlay.js, and how far right.
INKED = """() => {
  const canvas = document.querySelector('canvas');
  if (canvas === null || canvas.width === 0) return {count: 0, right: 0};
  const {width, height} = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const inks = [[0x7b, 0xd8, 0x8f], [0xff, 0x8f, 0xc7], [0xf2, 0xe5, 0x5c], [0x6c, 0xb6, 0xff],
                [0xff, 0xab, 0x4a], [0xb7, 0x9b, 0xff]];
  let count = 0, right = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (!inks.some(ink => ink.every((value, i) => Math.abs(value - pixels[at + i]) < 3))) continue;
    ++count;
    right = Math.max(right, at / 4 % width / width);
  }
  return {count, right};
}"""


def test_who_walks_is_drawn_and_counted(page, serve, release_binary, clips, tmp_path):
    boxes = tmp_path / "walker.txt"
    boxes.write_text("".join(f"{n},-1,{n},60,40,120,0.9\n" for n in range(1, 151)))
    server = serve("--loop", "--detections", boxes, clips.grey(seconds=6), program=release_binary)
    page.goto(f"http://127.0.0.1:{server.port}/")
    begin = wait_until(lambda: (ink := page.evaluate(INKED))["count"] > 500 and ink, 20, "a box")
    wait_until(lambda: abs(page.evaluate(INKED)["right"] - begin["right"]) > 0.15, 20,
               "a box that moves on")
    wait_until(lambda: "1 person" in page.inner_text("#summary"), 20, "one person")
    wait_until(lambda: "1 person" in page.inner_text(".tile"), 20, "one person in the tile")
    assert page.problems == []


def test_a_count_that_is_not_known_is_not_shown(page, serve, release_binary, no_model, clips):
    server = serve("--loop", *no_model, clips.pattern(), program=release_binary)
    page.route("**/api/v1/streams", lambda route: route.fulfill(
        json=[{**stream, "people": None} for stream in route.fetch().json()]))
    page.goto(f"http://127.0.0.1:{server.port}/")
    wait_until(lambda: page.inner_text("#summary") == "1/1 live", 20, "a summary without people")
    assert page.inner_text(".tile .people") == ""
    assert page.problems == []


# How many pixels of the first tile have the ink of zones that are occupied, and that are unknown.
ZONE_INKS = """() => {
  const canvas = document.querySelector('canvas');
  if (canvas === null || canvas.width === 0) return {occupied: 0, unknown: 0};
  const {width, height} = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  const inks = {occupied: [0x2f, 0xe6, 0xc8], unknown: [0x8a, 0x8f, 0x94]};
  const counts = {occupied: 0, unknown: 0};
  for (let at = 0; at < pixels.length; at += 4)
    for (const [state, ink] of Object.entries(inks))
      if (ink.every((value, i) => Math.abs(value - pixels[at + i]) < 3)) ++counts[state];
  return counts;
}"""


def test_a_zone_is_drawn_by_its_state_and_hatched_once_it_is_not_known(page, serve, release_binary,
                                                                       clips, tmp_path):
    config = tmp_path / "trigo.yaml"
    config.write_text(f"""
streams:
  room:
    url: {clips.grey(seconds=6)}
    zones: {{desk: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]]}}}}
""")
    boxes = tmp_path / "standing.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(1, 151)))
    server = serve("--config", config, "--detections", boxes, program=release_binary)
    page.goto(f"http://127.0.0.1:{server.port}/")
    wait_until(lambda: page.evaluate(ZONE_INKS)["occupied"] > 300, 20, "an occupied zone")
    wait_until(lambda: "desk 1" in page.text_content(".zones"), 5, "its count")
    wait_until(lambda: page.evaluate(ZONE_INKS)["unknown"] > 300, 20, "a hatched zone")
    assert page.evaluate(ZONE_INKS)["occupied"] == 0
    wait_until(lambda: "desk ?" in page.text_content(".zones"), 5, "no count any more")
    assert page.problems == []
