"""The page of events with a hundred thousand of them on record."""

import pytest

from busy_zones import write_config
from test_record_size import fill
from trigo_server import wait_until

pytestmark = pytest.mark.alone

STAYS = 25_000  # Four events each.

# When the first event is there, and how long the page was ever busy: milliseconds.
WATCH = """
window.firstEvent = null; window.longest = 0;
new PerformanceObserver(list => {
  for (const {duration} of list.getEntries()) window.longest = Math.max(window.longest, duration);
}).observe({type: 'longtask', buffered: true});
new MutationObserver((_, observer) => {
  if (!document.querySelector('.event')) return;
  window.firstEvent = performance.now();
  observer.disconnect();
}).observe(document, {childList: true, subtree: true});
"""
SCROLLER = "document.querySelector('.event-list')"


@pytest.fixture
def open_busy(open_page, busy):
    """Opens pages of it. Some of those who were there when the program ended have no picture."""
    opened = []

    def start(*arguments):
        opened.append(open_page(busy, *arguments))
        return opened[-1]

    yield start
    for page in opened:
        page.problems[:] = [problem for problem in page.problems if "404" not in problem]


@pytest.fixture(scope="module")
def busy(serve_all, release_binary, clips, tmp_path_factory):
    """A stream with two zones of which much is told, and a month of eight streams."""
    folder = tmp_path_factory.mktemp("many")
    arguments = write_config(folder, clips, 1, 2)
    serve_all(*arguments, program=release_binary).stop()
    fill(folder / "record" / "events.sqlite", STAYS)
    return serve_all(*arguments, program=release_binary)


def held(page):
    return page.evaluate("document.querySelectorAll('#events *').length")


def first_row(page):
    """The row at the top of the list's part that is on the screen: its event and where it is. None
    while there is none."""
    return page.evaluate("""() => {
      const list = document.querySelector('.event-list');
      const top = list.getBoundingClientRect().top + list.clientTop;
      const row = [...document.querySelectorAll('[data-event]')].find(
        row => row.getBoundingClientRect().bottom > top + 1);
      return row && [+row.dataset.event, Math.round(row.getBoundingClientRect().top - top)];
    }""")


def scroll_down(page, rows):
    """So far that so many rows are above. The most that were in the document at once."""
    most = 0
    def is_far_enough():
        nonlocal most
        page.evaluate(f"{SCROLLER}.scrollTop = {SCROLLER}.scrollHeight")
        most = max(most, page.locator(".event").count())
        return page.evaluate(f"{SCROLLER}.scrollTop") > rows * 68
    wait_until(is_far_enough, 30, f"{rows} rows")
    return most


def test_a_hundred_thousand_events_are_soon_there_and_scroll_smoothly(open_busy, busy):
    page = open_busy("healthz")
    page.add_init_script(WATCH)
    # Again if the machine was busy with something else.
    for _ in range(2):
        page.goto(f"http://127.0.0.1:{busy.port}/#/events?last=60d&type=all")
        page.wait_for_selector(".event")
        first = page.evaluate("window.firstEvent")
        # The newest of them are let go.
        most = scroll_down(page, 22_000)
        longest = page.evaluate("window.longest")
        print(f"first event after {first:.0f} ms; at most {most} rows in the document of "
              f"{held(page)} elements, longest task {longest:.0f} ms")
        assert 10 < most < 200 and held(page) < 2500
        newest = busy.json("/api/v1/events?order=desc&limit=1")["events"][0]["id"]
        page.evaluate(f"{SCROLLER}.scrollTop = 0")
        wait_until(lambda: (row := first_row(page)) and row[0] > newest - 50, 20, "the newest")
        if first < 1000 and longest < 200:
            return
        page.goto(f"http://127.0.0.1:{busy.port}/healthz")
    pytest.fail(f"the first event came after {first:.0f} ms, the longest task took {longest:.0f}")


def test_what_comes_does_not_move_what_one_reads(open_busy, busy):
    page = open_busy("#/events?last=60d")
    page.wait_for_selector(".event")
    page.evaluate(f"{SCROLLER}.scrollTop = 3000")
    page.locator("[aria-posinset='1']").wait_for(state="detached")
    before = first_row(page)
    button = page.locator(".newer")
    button.wait_for()
    assert first_row(page) == before
    newest = max(event["id"] for event in busy.json("/api/v1/events?order=desc&limit=9")["events"])
    button.click()
    wait_until(lambda: first_row(page)[1] == 0 and first_row(page)[0] >= newest - 9, 10,
               "the newest on top")
    wait_until(lambda: page.evaluate(f"{SCROLLER}.scrollTop") == 0, 5, "the top")
