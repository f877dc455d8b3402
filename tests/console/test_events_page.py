"""The page of events: who was where and when, found, zoomed, opened, followed."""

import csv
import io
import re
import time
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from trigo_server import wait_until

SCENE = """
data: {data}
detect: {{every: 2}}
streams:
  room:
    title: The room
    url: {clip}
    loop: true
    zones:
      desk: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]], exit: 200ms}}
      shelf: {{polygon: [[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1]]}}
"""


def write_scene(folder, clips):
    """Somebody stands at the desk for 0.8 s, is gone for 1.2 s, and comes again; nobody is ever at
    the shelf. Returns the arguments for `trigo run`."""
    config, boxes = folder / "trigo.yaml", folder / "boxes.txt"
    config.write_text(SCENE.format(data=folder / "record", clip=clips.grey(seconds=2)))
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(5, 25)))
    return ["--config", config, "--detections", boxes]


@pytest.fixture(scope="module")
def room(serve_all, release_binary, clips, tmp_path_factory):
    server = serve_all(*write_scene(tmp_path_factory.mktemp("room"), clips),
                       program=release_binary)
    wait_until(lambda: len(server.json("/api/v1/events?type=left")["events"]) >= 2, 30, "two stays")
    return server


def rows(page):
    """Texts of the events on the screen, one line each."""
    return [" ".join(text.split()) for text in page.locator(".event").all_inner_texts()]


def ids(page):
    return page.eval_on_selector_all("[data-event]", "all => all.map(li => +li.dataset.event)")


def query_of(page):
    """What the address asks for."""
    return {name: value for name, (value,) in
            parse_qs(urlsplit(page.url).fragment.partition("?")[2]).items()}


def moments(page):
    query = query_of(page)
    return [datetime.fromisoformat(query[name]).timestamp() for name in ("from", "to")]


def wait_for_bands(page, kind="mean"):
    page.wait_for_selector(f".zone-row path.band-{kind}[d*=M]", state="attached")


def test_who_came_is_listed_with_a_picture_and_how_long_they_stayed(open_page, room):
    page = open_page(room, "#/events?last=15m&type=people")
    page.wait_for_selector(".event:has-text('stayed') img")
    stayed = [row for row in rows(page) if "stayed" in row]
    assert any(re.fullmatch(r"[\d:]+ desk The room → Entered was there when first seen #\d{1,3} "
                            r"stayed [\d.]+ s", row) for row in stayed), stayed
    assert any("← Left #" in row for row in stayed), stayed
    picture = page.locator(".event:has-text('stayed') img").first
    wait_until(lambda: picture.evaluate("image => image.naturalWidth") > 0, 10, "a snapshot")

    row = page.locator(".event:has-text('Entered'):has-text('stayed')").first
    row.click()
    dialog = page.get_by_role("dialog")
    assert "The room" in dialog.inner_text() and "stayed " in dialog.inner_text()
    assert dialog.locator("img").evaluate("image => image.naturalWidth") > 0
    first = dialog.inner_text()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: dialog.inner_text() != first, 5, "an older event")
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: dialog.inner_text() == first, 5, "the same event again")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    focused = page.locator(".event:focus")
    focused.wait_for()
    assert "Entered" in focused.inner_text()


def test_keys_lead_through_the_list(open_page, room):
    now = datetime.now().astimezone()  # What is over stays as it is.
    page = open_page(room, "#/events?" + urlencode(
        {"from": (now - timedelta(minutes=15)).isoformat("T", "seconds"),
         "to": now.isoformat("T", "seconds")}))
    page.locator(".event").nth(1).focus()
    page.wait_for_selector("[aria-posinset='2'] .event:focus")
    page.keyboard.press("Home")
    page.wait_for_selector("[aria-posinset='1'] .event:focus")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[aria-posinset='2'] .event:focus")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()


def test_a_newcomer_finds_who_was_at_the_desk_in_some_minutes(open_page, room):
    page = open_page(room, "#/events")
    page.get_by_role("combobox", name="Where").select_option(label="The room – desk (zone)")
    now = datetime.now()
    for name, moment in ("From", now - timedelta(minutes=5)), ("To", now + timedelta(minutes=5)):
        page.get_by_label(name, exact=True).fill(f"{moment:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector(".event:has-text('stayed')")
    query = query_of(page)
    assert (query["stream"], query["zone"]) == ("room", "desk")
    begin, end = moments(page)
    assert end - begin == 600 and begin % 60 == 0
    assert all("desk The room" in row for row in rows(page))
    assert page.locator(".zone-row").count() == 1
    summary = page.locator(".summary")
    assert re.match(r"\d+ (person|people) came · up to 1 person · longest stay [\d.]+ s · ",
                    summary.inner_text())

    def view():
        return [page.url, page.locator(".below h2").inner_text(), page.locator(".zone-row").count(),
                *(field.input_value() for field in page.locator(".filters .field").all())]
    before = view()
    page.reload()
    page.wait_for_selector(".event:has-text('stayed')")
    assert view() == before
    page.go_back()
    page.go_back()
    wait_until(lambda: page.locator(".zone-row").count() == 2, 5, "both zones again")


def test_dragging_over_the_time_line_shows_that_span(open_page, room):
    page = open_page(room, "#/events?last=15m")
    wait_for_bands(page)
    plot = page.get_by_role("slider", name="The room – desk")
    box = plot.bounding_box()
    right, y = box["x"] + box["width"] - 1, box["y"] + box["height"] / 2
    page.mouse.move(right, y)
    wait_until(lambda: re.match(r"The room – desk · .+ – .+: \w+", page.inner_text(".reading")), 5,
               "a reading")
    page.mouse.down()
    page.mouse.move(right - 60, y, steps=4)
    assert page.locator(".marked").count() == 1
    assert page.inner_text(".reading").startswith("Marked: ")
    page.mouse.up()
    page.wait_for_url("**from=**")
    begin, end = moments(page)
    assert 20 <= end - begin <= 200 and abs(end - time.time()) < 15
    page.get_by_label("Zoom out").click()
    page.wait_for_url(lambda url: "last=" in url or moments(page)[1] - moments(page)[0] > 40)
    page.go_back()
    wait_until(lambda: "from" in query_of(page) and moments(page) == [begin, end], 5,
               "the way back")


def test_the_time_line_follows_the_clock(open_page, room):
    page = open_page(room, "#/events?last=15m")
    wait_for_bands(page)
    bands = page.get_by_role("slider", name="The room – desk").locator("path.band-mean")
    before = bands.get_attribute("d")
    wait_until(lambda: bands.get_attribute("d") != before, 15, "another moment")


def test_a_finger_zooms_and_a_double_click_goes_back(open_page, room):
    page = open_page(room, "#/events?last=15m", width=390, height=844, has_touch=True)
    wait_for_bands(page)
    plot = page.get_by_role("slider", name="The room – desk")
    box = plot.bounding_box()
    session = page.context.new_cdp_session(page)
    def touch(kind, x=None):
        points = [] if x is None else [{"x": x, "y": box["y"] + 10}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch("touchStart", box["x"] + 100)
    for x in range(120, 241, 20):
        touch("touchMove", box["x"] + x)
    touch("touchEnd")
    page.wait_for_url("**from=**")
    begin, end = moments(page)
    assert end - begin < 600
    plot.dblclick()
    page.wait_for_url(lambda url: moments(page)[1] - moments(page)[0] > end - begin)


def test_the_time_line_is_read_and_zoomed_by_keys(open_page, room):
    page = open_page(room, "#/events?last=15m")
    wait_for_bands(page)
    desk, shelf = (page.get_by_role("slider", name=f"The room – {zone}") for zone in
                   ("desk", "shelf"))
    desk.focus()
    page.keyboard.press("End")
    said = wait_until(lambda: "–" in (text := desk.get_attribute("aria-valuetext"))
                      and text in page.inner_text(".reading") and text, 5, "a reading")
    assert re.fullmatch(r".+ – .+: (not known|(occupied [\d.]+ s|vacant)(, up to \d person)?"
                        r"(, unknown [\d.]+ s)?)", said)
    page.keyboard.press("ArrowDown")
    wait_until(lambda: shelf.evaluate("one => one === document.activeElement"), 5, "the next row")
    assert re.search(r": (vacant|not known)", shelf.get_attribute("aria-valuetext"))
    for _ in range(3):
        page.keyboard.press("Shift+PageDown")
    assert page.locator(".marked").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**from=**")
    begin, end = moments(page)
    assert 30 < end - begin < 300
    # The zone of which nobody said anything, as a table.
    page.get_by_text("As a table").click()
    cells = page.locator(".zone-table tbody tr:has-text('shelf') td")
    cells.first.wait_for()
    assert cells.nth(0).inner_text() == "0 s" and cells.nth(4).inner_text() == "0"


def test_what_is_asked_for_comes_as_csv(open_page, room):
    page = open_page(room, "#/events?stream=room&zone=desk&type=left&last=1h")
    link = page.get_by_role("link", name="Events as CSV").get_attribute("href")
    answer = room.get("/" + link)
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    assert table and {(row["zone"], row["type"]) for row in table} == {("desk", "left")}
    link = page.get_by_role("link", name="Time line as CSV").get_attribute("href")
    past = list(csv.DictReader(io.StringIO(room.get("/" + link).body.decode(), newline="")))
    assert 60 <= len(past) <= 61
    assert sum(float(row["occupied_s"]) for row in past[-2:]) > 0


def test_filters_hold_only_what_is_chosen(open_page, room):
    page = open_page(room, "#/events?type=zones&last=15m")
    page.wait_for_selector(".event")
    kinds = {"Occupied", "Vacated", "Unknown", "Known again"}
    assert all(kinds & set(re.findall("|".join(kinds), row)) for row in rows(page))
    page.get_by_role("combobox", name="What").select_option(label="Entered")
    page.wait_for_url("**type=entered**")
    page.wait_for_selector(".event:has-text('Entered')")
    wait_until(lambda: all("Entered" in row for row in rows(page)), 5, "nothing else")
    page.get_by_role("combobox", name="Where").select_option(label="The room – shelf (zone)")
    page.get_by_text("Nothing happened in this time.").wait_for()
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_selector(".event:has-text('Known again Vacant')")


def test_in_french_everything_is_french(open_page, room):
    page = open_page(room, "#/events?last=15m&type=people", locale="fr-FR")
    page.wait_for_selector(".event:has-text('resté')")
    entered, = page.locator(".event:has-text('resté'):has-text('Entrée')").all_inner_texts()[:1]
    assert re.search(r"était là dès la première image\s+#\d+\s+resté [\d,]+ s", entered)
    assert page.get_by_role("combobox", name="Où").locator("option").first.inner_text() == "Partout"
    assert page.get_by_role("button", name="Semaine").count() == 1


def test_without_a_record_the_page_says_what_to_do(
        serve, release_binary, no_model, clips, open_page):
    server = serve(*no_model, clips.pattern(), program=release_binary)
    page = open_page(server, "#/events")
    page.get_by_role("heading", name="Events cannot be read").wait_for()
    assert "no event is kept: Trigo runs without --config" in page.inner_text("main")
    assert "trigo run --config" in page.inner_text("pre")
    assert all("503" in problem for problem in page.problems)
    page.problems.clear()


def test_without_zones_the_page_says_how_to_draw_them(
        serve, release_binary, no_model, clips, tmp_path, open_page):
    config = tmp_path / "trigo.yaml"
    config.write_text(f"data: {tmp_path}\nstreams: {{room: {{url: {clips.pattern()}}}}}\n")
    server = serve("--config", config, *no_model, program=release_binary)
    page = open_page(server, "#/events")
    page.get_by_role("heading", name="No zone yet").wait_for()
    assert "polygon" in page.inner_text("pre")


def test_after_the_server_was_gone_nothing_is_missing_and_nothing_twice(
        serve, release_binary, clips, tmp_path, open_page):
    arguments = write_scene(tmp_path, clips)
    server = serve(*arguments, program=release_binary)
    page = open_page(server, "#/events?type=all&last=1h", height=2400)
    wait_until(lambda: len(ids(page)) >= 4, 20, "some events")
    server.stop()
    again = serve(*arguments, "--listen", f"127.0.0.1:{server.port}", program=release_binary,
                  listen=False)
    known = wait_until(lambda: len(found := again.json("/api/v1/events?limit=1000")["events"])
                       > len(ids(page)) + 3 and found, 20, "more events")
    wait_until(lambda: max(ids(page)) >= known[-1]["id"], 20, "the newest on the page")
    assert sorted(ids(page)) == list(range(1, max(ids(page)) + 1))
    page.problems.clear()
