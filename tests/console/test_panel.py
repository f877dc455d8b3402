"""The performance panel: each figure is the server's, with its last minute at once."""

import math
import re

import pytest

from trigo_server import wait_until

HISTORY_SECONDS = 4

PANEL = """() => Object.fromEntries(
  [...document.querySelectorAll('.panel .figure')].map(figure => [
    figure.dataset.figure,
    (figure.querySelector('.value') ?? figure.querySelector('.none')).textContent]))"""

LINES = """() => Object.fromEntries(
  [...document.querySelectorAll('.panel .figure')].filter(figure => figure.querySelector('svg'))
    .map(figure => [figure.dataset.figure, {
      path: figure.querySelector('path').getAttribute('d'),
      said: figure.querySelector('svg').getAttribute('aria-label')}]))"""

# Where everything in the panel stands.
PLACES = """() => [...document.querySelectorAll('.panel, .panel .figure, .panel svg, .panel .bar')]
  .map(part => part.getBoundingClientRect()).map(box => [box.x, box.y, box.width, box.height])"""


@pytest.fixture(scope="module")
def shared(serve_all, release_binary, no_model, clips):
    server = serve_all("--loop", *no_model, clips.pattern(), program=release_binary)
    server.wait_for_detections("pattern-2-320x240-25")
    return server


def open_panel(open_page, server, change=lambda stats: stats, **options):
    """A page with the panel, and the answers of /api/stats that it gets, the newest last."""
    page = open_page(server, "#/system", **options)
    answers = []

    def answer(route):
        answers.append(change(route.fetch().json()))
        route.fulfill(json=answers[-1])
    page.route("**/api/stats", answer)
    page.reload()  # Now it is loaded with the route.
    page.wait_for_selector(".panel .chip")
    return page, answers


def shown(stats):
    """What the panel has to say of such an answer."""
    def number(value, digits, unit=""):
        return "–" if value is None else f"{value:,.{digits}f}{unit}"
    return {
        "time": number(stats["inference_time_ms"], 1, " ms"),
        "average": number(stats["inference_avg_ms"], 1, " ms"),
        "looks": number(stats["inferences_per_sec"], 1, " /s"),
        "fps": number(stats["current_fps"], 1),
        "frameTime": number(stats["frame_time_ms"], 2, " ms"),
        "processed": number(stats["frames_processed"], 0),
        "detections": number(stats["total_detections"], 0),
        "cpu": number(stats["cpu_percent"], 0, " %"),
        "gpu": "no GPU",
        "ram": number(stats["ram_used_mb"], 0, " MB"),
        "batch": number(stats["batch_size"], 0),
        "queue": number(stats["queue_size"], 0),
        "streams": number(stats["active_streams"], 0),
        "skip": f"1/{number(stats['detection_skip'], 1)}",
    }


def without_gpu(stats):
    return {**stats, "gpu_available": False, "gpu_name": None, "gpu_percent": None,
            "gpu_temperature": None}


def close(one, other):
    """Alike, but for how halves are rounded."""
    numbers = [float(re.sub(r"[^\d.]", "", text.removeprefix("1/")) or "nan")
               for text in (one, other)]
    return one == other or (re.sub(r"\d", "", one) == re.sub(r"\d", "", other)
                            and abs(numbers[0] - numbers[1]) <= 1)


def test_every_figure_is_the_servers(server, open_page):
    page, answers = open_panel(open_page, server, without_gpu)

    def agrees():
        now, expected = page.evaluate(PANEL), shown(answers[-1])
        return now.keys() == expected.keys() and all(
            close(now[key], expected[key]) for key in expected)
    wait_until(agrees, 10, "figures as the server has them")
    assert page.inner_text(".panel .chip") == answers[-1]["device"]


def test_the_last_minute_is_there_at_once(server, open_page):
    wait_until(lambda: len(server.json("/api/stats")["history"]["fps"]) > HISTORY_SECONDS, 20,
               "some history")
    page, answers = open_panel(open_page, server, without_gpu)
    lines = page.evaluate(LINES)
    assert len(answers) < HISTORY_SECONDS, "the page has not gathered them itself"
    assert len(lines) == 13, "all but that of the GPU"
    for figure, line in lines.items():
        if figure not in ("time", "average", "batch", "frameTime", "skip"):  # May have gaps.
            assert len(re.findall("[ML]", line["path"])) > HISTORY_SECONDS, figure


def test_a_line_says_its_least_and_its_most(server, open_page):
    page, answers = open_panel(open_page, server)

    def whole(value):
        return f"{math.floor(value + 0.5):,}"  # Python rounds 320.5 to 320, browsers to 321.

    def agrees():
        said, values = page.evaluate(LINES)["ram"]["said"], answers[-1]["history"]["ram"]
        return said == f"Last minute: {whole(min(values))} to {whole(max(values))} MB"
    wait_until(agrees, 10, "the least and the most in words")


def test_a_gpu_is_shown_with_its_name_and_temperature(server, open_page):
    page, _ = open_panel(open_page, server, lambda stats: {
        **stats, "gpu_available": True, "gpu_name": "Fast GPU", "gpu_percent": 37.2,
        "gpu_temperature": None})
    assert page.evaluate(PANEL)["gpu"] == "37 %"
    assert page.evaluate(PANEL)["temperature"] == "– °C", "not known is no number"
    assert page.inner_text("[data-figure=gpu] .note") == "Fast GPU"


def test_nothing_moves_when_digits_change(server, open_page):
    large = []

    def change(stats):
        stats = without_gpu(stats)
        if large:
            stats.update(inference_time_ms=1234.5, current_fps=119.9, frames_processed=987654321,
                         cpu_percent=100, cpu_process_percent=100, ram_used_mb=65432)
        else:
            stats.update(inference_time_ms=1.1, current_fps=1.1, frames_processed=1,
                         cpu_percent=1, cpu_process_percent=1, ram_used_mb=1)
        return stats
    page, _ = open_panel(open_page, server, change, width=390)
    page.wait_for_selector(".advice .calm")
    assert page.evaluate(PANEL)["time"] == "1.1 ms"
    before = page.evaluate(PLACES)
    large.append(True)
    wait_until(lambda: page.evaluate(PANEL)["time"] == "1,234.5 ms", 10, "large figures")
    assert page.evaluate(PLACES) == before


def test_lines_can_be_had_larger_and_stay_so(server, open_page):
    page, _ = open_panel(open_page, server)

    def height():
        return page.locator("[data-figure=fps] svg").bounding_box()["height"]
    small = height()
    page.get_by_role("button", name="Larger lines").press("Enter")
    assert height() > 2 * small
    page.reload()
    page.wait_for_selector(".larger[aria-pressed=true]")
    assert height() > 2 * small


def test_a_page_that_is_hidden_asks_for_nothing(server, open_page):
    page, answers = open_panel(open_page, server)
    page.evaluate("""() => {
      Object.defineProperty(document, 'hidden', {value: true, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    page.wait_for_timeout(300)  # What is under way arrives.
    asked = len(answers)
    page.wait_for_timeout(1800)  # Longer than between two of them.
    assert len(answers) == asked
    page.evaluate("""() => {
      delete document.hidden;
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    with page.expect_response("**/api/stats"):
        pass
