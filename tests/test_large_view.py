"""The large view of docs/reference/live.md: a larger stream, open while somebody looks."""

import contextlib
import http.client
from pathlib import Path

import pytest

from jpeg import jpeg_size
from test_live import acknowledge, hear_picture, open_live, say
from trigo_server import wait_until

LINGER = 5  # Seconds it stays open after the last one has left.
IDLE = {"state": "idle", "reason": "", "width": None, "height": None, "fps": 0, "failures": 0}


@pytest.fixture(scope="module")
def shared(serve_all, clips, tmp_path_factory):
    """Four streams of 320x240 with one person who walks through them: one with a larger stream of
    the same shape, one of another, one whose larger stream is away, and one without."""
    folder = tmp_path_factory.mktemp("large")
    boxes = folder / "walker.txt"
    boxes.write_text("".join(f"{n},-1,{4 * n},60,40,120,0.9\n" for n in range(1, 41)))
    config = folder / "trigo.yaml"
    wall = clips.pattern(seconds=4, rate=10)
    large = clips.pattern(seconds=4, rate=10, size="640x480")
    wide = clips.pattern(seconds=4, rate=10, size="640x360")
    zones = "zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}"
    config.write_text(f"""
live: {{every: 1}}
detect: {{every: 2}}
streams:
  yard: {{url: {wall}, loop: true, live_url: {large}, {zones}}}
  shop: {{url: {wall}, loop: true, live_url: {wide}}}
  away: {{url: {wall}, loop: true, live_url: "rtsp://viewer:hush@127.0.0.1:1/stream1"}}
  plain: {{url: {wall}, loop: true}}
""")
    server = serve_all("--config", config, "--detections", boxes)
    for stream in ("yard", "shop", "away", "plain"):
        server.wait_for_detections(stream, 2)
    return server


def is_open(server, stream):
    """Whether it has a thread, or the file of the large view open."""
    process = Path(f"/proc/{server.child.pid}")
    names = [task.joinpath("comm").read_text().strip() for task in process.glob("task/*")]
    files = []
    for descriptor in process.glob("fd/*"):
        with contextlib.suppress(FileNotFoundError):
            files.append(descriptor.readlink().name)
    return f"l:{stream}" in names or any("640x" in name for name in files)


def watch(socket, stream, **more):
    say(socket, {"watch": [{"stream": stream, **more}]})


def headers(socket, count):
    for _ in range(count):
        header, picture = hear_picture(socket)
        acknowledge(socket, header)
        assert (header["width"], header["height"]) == jpeg_size(picture)
        yield header


def wait_until_closed(server, stream):
    wait_until(lambda: server.stream(stream)["large"]["state"] == "idle", LINGER + 10, "its end")
    wait_until(lambda: not is_open(server, stream), 5, "the end of its thread and its file")


def test_nothing_is_opened_for_the_wall(server):
    with open_live(server) as socket:
        watch(socket, "yard")
        for header in headers(socket, 20):
            assert header["view"] == "wall" and header["sync"] == "exact"
        assert not is_open(server, "yard")
    large = server.stream("yard")["large"]
    assert large.pop("url").endswith("640x480-10.mp4")
    assert large == IDLE


def test_who_looks_gets_the_large_stream_with_the_tracks_of_the_other(server):
    with open_live(server) as socket:
        watch(socket, "yard", view="large")
        compared = 0
        for header in headers(socket, 150):
            assert header["stream"] == "yard"
            if header["view"] == "wall":  # Until the other is open.
                assert header["sync"] == "exact" and header["picture"]["width"] == 320
                continue
            assert header["sync"] == "approximate"
            assert header["picture"] == {"width": 640, "height": 480}
            assert header["presence"]["zones"][0]["zone"] == "all"
            for track in header["tracks"]:
                if track["confirmed"] and track["seen"]:
                    assert track["h"] == pytest.approx(240, abs=20), track
                    assert track["y"] == pytest.approx(120, abs=20), track
                    assert track["trail"][-1][1] == pytest.approx(360, abs=30), track
                    compared += 1
            if compared > 10:
                break
        assert compared > 10
        told = server.stream("yard")["large"]
        assert (told["state"], told["width"], told["height"]) == ("running", 640, 480)
        assert told["reason"] == "" and 5 < told["fps"] < 20, told
        # The wall is what it was for all others.
        assert server.stream("yard")["width"] == 320
        assert jpeg_size(server.get("/api/v1/streams/yard/frame.jpg").body) == (320, 240)
    wait_until_closed(server, "yard")


def mjpeg_parts(server, path):
    """The head and the picture of each part, up to the end or 10 s of silence."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        response = connection.getresponse()
        assert response.status == 200
        while True:
            head = {}
            while line := response.readline().strip().decode():
                name, _, value = line.partition(": ")
                head[name] = value
            yield head, response.read(int(head["Content-Length"]))
            response.readline()


def test_mjpeg_shows_it_large_and_says_so(server):
    parts = mjpeg_parts(server, "/api/v1/streams/yard/video.mjpeg?view=large&overlay=1")
    with contextlib.closing(parts):
        sizes = {}
        for head, picture in parts:
            sizes[head["X-View"]] = jpeg_size(picture)
            if head["X-View"] == "large":
                break
        assert sizes.pop("large") == (640, 480)
        assert sizes in ({}, {"wall": (320, 240)})
    wait_until_closed(server, "yard")


def test_a_single_picture_is_waited_for_and_is_a_look(server):
    answer = server.get("/api/v1/streams/yard/frame.jpg?view=large")
    assert answer.status == 200 and answer.headers["x-view"] == "large"
    assert jpeg_size(answer.body) == (640, 480)
    assert is_open(server, "yard")
    wait_until_closed(server, "yard")


def test_another_shape_is_refused_and_the_wall_is_shown(server):
    with open_live(server) as socket:
        watch(socket, "shop", view="large")
        for header in headers(socket, 30):
            assert header["view"] == "wall" and header["picture"]["width"] == 320
        large = wait_until(lambda: (now := server.stream("shop")["large"])["failures"] and now, 20,
                           "a refusal")
    assert large["state"] == "error" and large["failures"] == 1, large
    assert large["reason"] == ("live_url: its pictures are 640x360 (16:9), those of url 320x240 "
                               "(4:3); give a stream of the same shape")
    assert large["width"] is None


def test_one_that_is_away_is_tried_again_and_the_wall_is_shown(server):
    with open_live(server) as socket:
        watch(socket, "away", view="large")
        for header in headers(socket, 30):
            assert header["view"] == "wall"
        large = wait_until(lambda: (now := server.stream("away")["large"])["failures"] and now, 20,
                           "a failure")
    assert large["url"] == "rtsp://viewer:***@127.0.0.1:1/stream1"
    assert large["state"] in ("waiting", "connecting"), large
    assert "connection refused" in large["reason"]
    assert 1 <= large["failures"] <= 5, large
    assert "hush" not in str(server.streams()) + server.said()


def test_a_stream_without_one_shows_the_wall_and_other_views_are_refused(server):
    assert server.stream("plain")["large"] is None
    answer = server.get("/api/v1/streams/plain/frame.jpg?view=large")
    assert answer.status == 200 and answer.headers["x-view"] == "wall"
    refusal = server.get("/api/v1/streams/plain/video.mjpeg?view=huge")
    assert refusal.status == 400
    assert refusal.json()["detail"] == "view=huge: it is wall or large"


def test_a_server_with_somebody_looking_ends_in_time(serve, clips, tmp_path, no_model):
    config = tmp_path / "trigo.yaml"
    config.write_text(f"""
streams:
  yard: {{url: {clips.pattern()}, loop: true, live_url: {clips.pattern(size="640x480")}}}
""")
    server = serve("--config", config, *no_model)
    with open_live(server) as socket:
        watch(socket, "yard", view="large")
        wait_until(lambda: hear_acknowledged(socket)["view"] == "large", 20, "a large picture")
        server.stop()


def test_a_stream_put_over_the_web_has_one_too(serve, clips, no_model):
    server = serve("--loop", clips.pattern(), *no_model)
    made = server.send("PUT", "/api/v1/streams/yard", {
        "url": str(clips.pattern()), "live_url": str(clips.pattern(size="640x480"))})
    assert made.status == 201, made
    answer = server.get("/api/v1/streams/yard/frame.jpg?view=large")
    assert answer.status == 200 and answer.headers["x-view"] == "large"
    server.delete_stream("yard")
    wait_until(lambda: not is_open(server, "yard"), 5, "the end of its thread and its file")


def hear_acknowledged(socket):
    return next(headers(socket, 1))


def test_check_refuses_a_live_url_that_cannot_be_one(trigo, tmp_path):
    config = tmp_path / "trigo.yaml"
    config.write_text("streams:\n  yard: {url: a.mp4, live_url: 'ftp://u:hush@10.0.0.7/a'}\n")
    done = trigo("check", config)
    assert done.returncode == 2
    assert "streams.yard.live_url is 'ftp://u:***@10.0.0.7/a'; it must be" in done.stderr
