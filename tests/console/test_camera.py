"""A camera's page: its picture, who is where in it, and how it is doing."""

import pytest

from faults.camera import Camera
from looks import ink
from trigo_server import wait_until


@pytest.fixture(scope="module")
def shared(serve_all, release_binary, clips, tmp_path_factory):
    """Four streams of 320x240 with one person who stands in the zone: one with a larger stream, one
    whose larger stream is away, one with masks and lines, and a plain one."""
    folder = tmp_path_factory.mktemp("camera")
    boxes = folder / "standing.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(1, 101)))
    config = folder / "trigo.yaml"
    clip = clips.grey()
    config.write_text(f"""
live: {{every: 5}}
detect: {{every: 5}}
streams:
  away: {{url: {clip}, loop: true, live_url: "rtsp://viewer:hush@127.0.0.1:1/stream1"}}
  hall:
    title: Entrance hall
    url: {clip}
    loop: true
    zones:
      desk: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]]}}
      shelf: {{polygon: [[0.85, 0.1], [0.95, 0.1], [0.95, 0.9]]}}
    lines: {{door: {{from: [0.1, 0.2], to: [0.1, 0.9]}}}}
    masks: {{lamp: {{polygon: [[0.3, 0.02], [0.7, 0.02], [0.7, 0.2], [0.3, 0.2]]}}}}
  plain: {{url: {clip}, loop: true}}
  yard: {{url: {clip}, loop: true, live_url: {clips.pattern(seconds=4, size="640x480", rate=10)}}}
""")
    server = serve_all("--config", config, "--detections", boxes, program=release_binary)
    server.wait_for_detections("hall", 3)
    return server


def test_who_is_where_is_on_the_picture_and_beside_it(open_page, server):
    page = open_page(server, "#/camera/hall")
    page.wait_for_selector("h1:text('Entrance hall')")
    desk = page.locator("tr[data-zone=desk]")
    desk.locator("td:has-text('Occupied since ')").wait_for()
    # A loop's end lets go of the person, whom the next round finds again.
    wait_until(lambda: desk.locator("td").nth(1).inner_text() == "1", 10, "one person")
    wait_until(lambda: desk.locator(".who").inner_text().startswith("#"), 10, "who it is")
    page.wait_for_selector("tr[data-zone=shelf] td:has-text('Vacant since ')")
    assert page.inner_text("tr[data-line=door]").split() == ["door", "0", "0"]
    assert page.locator(".overlay-legend li").count() == 9
    wait_until(lambda: ink(page, "occupied")["count"] > 300, 10, "the zone on the picture")
    wait_until(lambda: ink(page, "person")["count"] > 100, 10, "the person on the picture")


def test_masks_are_drawn_here_and_not_on_the_wall(open_page, server):
    page = open_page(server)
    # All its zones are known: nothing else is grey.
    wait_until(lambda: "Unknown" not in page.text_content(".tile[data-stream=hall] .zones"), 10,
               "zones that are known")
    wait_until(lambda: ink(page, "occupied", "[data-stream=hall] canvas")["count"] > 100, 10,
               "the zone on the picture")
    assert ink(page, "unknown", "[data-stream=hall] canvas")["count"] == 0
    page.goto(page.url + "#/camera/hall")
    wait_until(lambda: ink(page, "unknown", ".camera canvas")["count"] > 100, 10, "the mask")


def test_the_larger_picture_is_shown_and_its_boxes_are_called_approximate(open_page, server):
    page = open_page(server, "#/camera/yard")
    page.wait_for_selector("figcaption :text('Large picture, 640 × 480')")
    page.wait_for_selector("figcaption .warning:has-text('approximate')")
    # By the server's own measure: what is shown is not old.
    page.wait_for_selector("figcaption .age:has-text(' ms old')")


def test_why_the_larger_picture_is_not_shown_is_said(open_page, server):
    page = open_page(server, "#/camera/away")
    page.wait_for_selector("figcaption .warning:has-text('The small picture is shown: ')")
    page.wait_for_selector("figcaption .warning:has-text('connection refused')")
    assert "Picture 320 × 240" in page.inner_text("figcaption")
    assert "hush" not in page.content()


def test_its_figures_are_those_of_the_server(open_page, server):
    page = open_page(server, "#/camera/plain")
    page.wait_for_selector(".stream-figures")
    figures = page.locator(".stream-figures")
    told = server.stream("plain")
    wait_until(lambda: server.stream("plain")["decode"]["reason"] in figures.inner_text(), 5, "why")
    wait_until(lambda: " of 5.0 /s" in figures.inner_text(), 5, "looks wanted")
    text = figures.inner_text()
    assert told["url"] in text and "h264" in text and "320 × 240" in text
    assert "None configured" in text and "Connecting" in text  # Large picture; history.


def test_cameras_are_walked_through_by_buttons_and_keys(open_page, server):
    page = open_page(server, "#/camera/plain")
    page.click(".camera-bar a[title='Next camera: yard']")
    page.wait_for_selector("h1:text('yard')")
    page.keyboard.press("ArrowRight")  # Round and round.
    page.wait_for_selector("h1:text('away')")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("h1:text('plain')")
    page.click(".camera-bar a:text('Events')")
    assert page.url.endswith("#/events?stream=plain")


def test_the_picture_fills_the_screen_by_a_key(open_page, server):
    page = open_page(server, "#/camera/plain")
    page.wait_for_selector(".camera-picture")
    page.keyboard.press("f")
    wait_until(lambda: page.evaluate("document.fullscreenElement?.className") == "camera-picture",
               5, "the picture alone")
    page.keyboard.press("Escape")  # Of two steps back the first.
    wait_until(lambda: page.evaluate("document.fullscreenElement === null"), 5, "the page again")
    assert page.locator(".camera").is_visible()


def test_a_camera_that_is_not_there_is_said_to_be_none(open_page, server):
    page = open_page(server, "#/camera/nowhere")
    page.wait_for_selector("h1:text('There is no camera “nowhere”')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#wall")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(open_page, server, width):
    page = open_page(server, "#/camera/hall", width=width, height=800)
    page.wait_for_selector("tr[data-zone=desk]")
    assert page.evaluate("document.querySelector('main').scrollWidth") <= width
    picture = page.locator(".live-picture").bounding_box()
    side = page.locator(".camera-side").bounding_box()
    if width == 390:
        assert picture["width"] > 360 and side["y"] > picture["y"] + picture["height"]
    else:
        assert side["x"] > picture["x"] + picture["width"] and picture["height"] > 300


def test_a_camera_that_falls_silent_is_not_taken_for_live(open_page, serve, release_binary, clips,
                                                          no_model, tmp_path):
    camera = Camera(clips.elementary())
    try:
        camera.start()
        config = tmp_path / "trigo.yaml"
        config.write_text(f"""
live: {{every: 1}}
input: {{min_gap: 500ms}}
streams:
  gate: {{url: "{camera.url()}", zones: {{all: {{polygon: [[0, 0], [1, 0], [1, 1]]}}}}}}
""")
        server = serve("--config", config, *no_model, program=release_binary)
        server.wait_for_state("gate", "running")
        page = open_page(server, "#/camera/gate")
        page.wait_for_selector("figcaption .age:has-text(' ms old')")
        page.wait_for_selector(".picture-notice", state="detached")
        camera.freeze()
        notice = page.locator(".picture-notice")
        notice.locator("strong:text('Stalled')").wait_for()
        assert server.stream("gate")["reason"] in notice.inner_text()
        assert "since " in notice.inner_text()
        wait_until(lambda: "Not known: all" in notice.inner_text(), 10, "a zone that is not known")
        opacity = "(canvas) => Number(getComputedStyle(canvas).opacity)"
        assert page.locator(".live-picture").evaluate(opacity) < 0.5
        page.wait_for_selector("figcaption .age.warning:has-text(' s old')")
        camera.thaw()
        notice.wait_for(state="detached")
        assert page.locator(".live-picture").evaluate(opacity) == 1
    finally:
        camera.close()
