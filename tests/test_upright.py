"""Pictures that a file says to turn or to mirror: whatever shows them shows them upright, with
boxes where people are."""

import json
import struct
import subprocess
from collections import namedtuple

import pytest
from websockets.sync.client import connect

from pixels import Shown
from trigo_server import wait_until

WIDTH, HEIGHT = 320, 240
# A person: a yellow head on a red body, at the right of a grey picture, standing.
LEFT, TOP, RIGHT, BOTTOM = 200, 60, 260, 180
NECK = 84
ZONES = ("zones: {feet: {polygon: [[0.66, 0.7], [0.78, 0.7], [0.78, 0.8], [0.66, 0.8]]}, "
         "elsewhere: {polygon: [[0.05, 0.05], [0.6, 0.05], [0.6, 0.95], [0.05, 0.95]]}}")

# How the pixels lie in the file, and the matrix by which a player turns them back: (p, q) is shown
# at (a p + c q, b p + d q), y downwards.
Turn = namedtuple("Turn", "filters a b c d")
TURNS = {
    "plain": Turn("null", 1, 0, 0, 1),
    "quarter": Turn("transpose=cclock", 0, 1, -1, 0),
    "half": Turn("hflip,vflip", -1, 0, 0, -1),
    "three-quarters": Turn("transpose=clock", 0, -1, 1, 0),
    "mirrored": Turn("hflip", -1, 0, 0, 1),
    "flipped": Turn("vflip", 1, 0, 0, -1),
    "mirrored-quarter": Turn("hflip,transpose=cclock", 0, 1, 1, 0),
    "mirrored-three-quarters": Turn("hflip,transpose=clock", 0, -1, -1, 0),
}


def write_matrix(path, turn):
    """Into the header of the one track of an MP4, whose version is 0."""
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 4
    assert content[at] == 0, "version of the track header"
    one = 1 << 16
    struct.pack_into(">9i", content, at + 40, turn.a * one, turn.b * one, 0, turn.c * one,
                     turn.d * one, 0, 0, 0, 1 << 30)
    path.write_bytes(content)


@pytest.fixture(scope="module")
def turned(tmp_path_factory):
    """Clips of 2 s, 10 pictures a second, by the names of TURNS, and the boxes in them."""
    folder = tmp_path_factory.mktemp("turned")
    paths = {}
    for name, turn in TURNS.items():
        paths[name] = folder / f"{name}.mp4"
        body = f"drawbox={LEFT}:{NECK}:{RIGHT - LEFT}:{BOTTOM - NECK}:red:fill"
        head = f"drawbox={LEFT}:{TOP}:{RIGHT - LEFT}:{NECK - TOP}:yellow:fill"
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
             f"color=gray:size={WIDTH}x{HEIGHT}:rate=10:duration=2", "-vf",
             f"format=yuv444p,{body},{head},{turn.filters},format=yuv420p", "-c:v", "libx264",
             "-preset", "ultrafast", "-qp", "8", paths[name]], check=True, timeout=60)
        write_matrix(paths[name], turn)
    boxes = folder / "boxes.txt"
    boxes.write_text("".join(
        f"{n},-1,{LEFT},{TOP},{RIGHT - LEFT},{BOTTOM - TOP},0.9\n" for n in range(1, 21)))
    return paths, boxes


def color_at(shown, x, y):
    red, green, blue = shown.at(x, y)
    if red > 150 and green < 90 and blue < 90:
        return "red"
    if red > 150 and green > 150 and blue < 110:
        return "yellow"
    return "grey" if max(abs(red - 128), abs(green - 128), abs(blue - 128)) < 12 else "other"


def assert_upright(shown, has_boxes):
    """The person stands where it was drawn; a box, if any, is on its edge."""
    assert (shown.width, shown.height) == (WIDTH, HEIGHT)
    middle = (LEFT + RIGHT) / 2
    seen = {place: color_at(shown, *place) for place in (
        (middle, (TOP + NECK) / 2), (middle, 130), (middle, BOTTOM + 20), (40, 130))}
    assert list(seen.values()) == ["yellow", "red", "grey", "grey"], seen
    edges = [color_at(shown, x, 140) for x in (LEFT, RIGHT)] + [color_at(shown, middle, BOTTOM - 1)]
    if has_boxes:
        assert edges == ["other"] * 3, edges
    else:
        assert "other" not in [color_at(shown, x, 140) for x in (LEFT - 6, LEFT + 6, RIGHT + 6)]


@pytest.fixture(scope="module")
def shared(serve_all, turned, tmp_path_factory):
    """All of them at once, repeated without end."""
    paths, boxes = turned
    folder = tmp_path_factory.mktemp("record")
    config = folder / "turned.yaml"
    streams = "".join(f"  {name}: {{url: {path}, loop: true, {ZONES}}}\n"
                      for name, path in paths.items())
    config.write_text(f"data: {folder / 'data'}\nlive: {{every: 1}}\nstreams:\n{streams}")
    return serve_all("--config", config, "--detections", boxes)


def live_picture(server, stream):
    """The header with boxes and the JPEG of a picture that was looked at."""
    address = f"ws://127.0.0.1:{server.port}/api/v1/live"
    with connect(address, subprotocols=["trigo.live.v1"], compression=None) as socket:
        socket.send(json.dumps({"watch": [{"stream": stream, "width": WIDTH, "quality": 90}]}))
        for _ in range(60):
            message = socket.recv(timeout=10)
            length = struct.unpack_from("<I", message)[0]
            header = json.loads(message[4:4 + length])
            if header["boxes"]:
                return header, message[4 + length:]
            socket.send(json.dumps(
                {"ack": {key: header[key] for key in ("stream", "epoch", "seq")}}))
    raise AssertionError(f"no picture of {stream} with a box")


@pytest.mark.parametrize("name", TURNS)
def test_a_live_picture_is_upright_with_its_box_on_the_person(server, name):
    header, jpeg = live_picture(server, name)
    assert header["picture"] == {"width": WIDTH, "height": HEIGHT}
    for box in header["boxes"]:
        assert (box["x"], box["y"], box["w"], box["h"]) == pytest.approx(
            (LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP), abs=1)
    assert_upright(Shown(jpeg), has_boxes=False)

    def drawn():
        jpeg = server.get(f"/api/v1/streams/{name}/frame.jpg?overlay=1&quality=95").body
        shown = Shown(jpeg)
        return shown if color_at(shown, LEFT, 140) == "other" else None
    assert_upright(wait_until(drawn, 20, "a box in frame.jpg"), has_boxes=True)


@pytest.mark.parametrize("name", ["quarter", "mirrored-three-quarters"])
def test_zones_and_snapshots_are_of_the_upright_picture(server, name):
    def entered():
        return server.json(f"/api/v1/events?stream={name}&type=entered")["events"]
    events = wait_until(entered, 20, "somebody in a zone")
    assert {event["zone"] for event in events} == {"feet"}
    address = events[0]["snapshot"]
    picture = wait_until(lambda: (got := server.get(address)).status == 200 and got, 20,
                         "a snapshot")
    shown = Shown(picture.body)
    # The box with a margin of 12 % of its height.
    assert shown.height > 1.3 * shown.width
    assert color_at(shown, shown.width / 2, 0.2 * shown.height) == "yellow"
    assert color_at(shown, shown.width / 2, 0.6 * shown.height) == "red"


@pytest.mark.parametrize("name", ["quarter", "half", "three-quarters", "mirrored"])
def test_an_analysed_video_is_upright_and_its_zones_too(trigo, turned, tmp_path, name):
    paths, boxes = turned
    zones, events = tmp_path / "zones.yaml", tmp_path / "events.jsonl"
    zones.write_text(ZONES)
    video, tracks = tmp_path / "marked.mp4", tmp_path / "tracks.txt"
    done = trigo("analyze", paths[name], "--detections", boxes, "--every", 1, "--video", video,
                 "--tracks", tracks, "--zones", zones, "--events", events)
    assert done.returncode == 0, done.stderr
    for row in tracks.read_text().splitlines():
        assert [float(field) for field in row.split(",")[2:6]] == pytest.approx(
            [LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP], abs=1)
    entered = [event["zone"] for event in map(json.loads, events.read_text().splitlines())
               if event["type"] == "entered"]
    assert entered == ["feet"]
    assert_upright(Shown(video, 15), has_boxes=True)
    probed = subprocess.run(["ffprobe", "-v", "error", "-show_streams", video],
                            capture_output=True, check=True, text=True).stdout
    assert "rotation" not in probed, "upright pixels need no matrix"
