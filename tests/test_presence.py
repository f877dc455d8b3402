"""Who is in which zone, since when: of files, of live streams, and of streams that are lost."""

import csv
import json
import signal
import socket
import subprocess

import pytest

from trigo_server import wait_until

ZONES = """
zones:
  left: {polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], dwell: 1.5s}
  right: {polygon: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]}
lines:
  middle: {from: [0.5, 0], to: [0.5, 1]}
"""


@pytest.fixture
def zones(tmp_path):
    file = tmp_path / "zones.yaml"
    file.write_text(ZONES)
    return file


@pytest.fixture
def walk(tmp_path):
    """Detections of somebody who comes into view after 2 s, stands in the left of a picture of
    320x240 for 2 s, goes to its right within 2 s, stands there for 2 s and is gone: 10 a second."""
    def left_of(frame):
        if frame <= 40:
            return 60
        return min(60 + (frame - 40) * 8, 220)
    lines = [f"{n},-1,{left_of(n)},100,30,90,0.9\n" for n in range(21, 81)]
    file = tmp_path / "walk.txt"
    file.write_text("".join(lines))
    return file


@pytest.fixture
def analyzed(trigo, clips, zones, walk, tmp_path):
    """Analyzes ten seconds; returns the rows of the CSV, the events, and both as bytes."""
    def run(*options):
        presence, events = tmp_path / "presence.csv", tmp_path / "events.jsonl"
        done = trigo("analyze", clips.pattern(seconds=10, rate=10), "--detections", walk,
                     "--no-appearance", "--zones", zones, "--presence", presence, "--events",
                     events, *options)
        assert done.returncode == 0, done.stderr
        with open(presence, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        told = [json.loads(line) for line in events.read_text().splitlines()]
        return rows, told, (presence.read_bytes(), events.read_bytes())
    return run


def runs_of(rows, zone):
    """[state, count, first frame, last frame] of the rows of a zone, as long as nothing changes."""
    runs = []
    for row in rows:
        if row["zone"] != zone:
            continue
        if runs and runs[-1][:2] == [row["state"], row["count"]]:
            runs[-1][3] = int(row["frame"])
        else:
            runs.append([row["state"], row["count"], int(row["frame"]), int(row["frame"])])
    return runs


@pytest.mark.parametrize("every", [1, 2])
def test_a_file_has_a_state_in_each_look_of_each_zone(analyzed, every):
    rows, _, _ = analyzed("--every", every)
    assert list(rows[0]) == ["frame", "time_s", "zone", "state", "count"]
    frames = list(range(1, 101, every))
    assert [int(row["frame"]) for row in rows if row["zone"] == "left"] == frames
    for row in rows:
        assert float(row["time_s"]) == pytest.approx((int(row["frame"]) - 1) / 10, abs=1e-3)
    left, right = runs_of(rows, "left"), runs_of(rows, "right")
    assert [run[:2] for run in left] == [["vacant", "0"], ["occupied", "1"], ["vacant", "0"]]
    assert [run[:2] for run in right] == [["vacant", "0"], ["occupied", "1"], ["vacant", "0"]]
    # In view from picture 21 on; over the middle, 160, some pictures after 40; to picture 80.
    assert abs(left[1][2] - 21) <= every
    assert abs(left[2][2] - 51) <= 2 + every
    assert abs(right[1][2] - left[2][2]) <= every
    assert abs(right[1][3] - 80) <= every


def test_a_file_has_its_events_in_their_order(analyzed):
    _, events, _ = analyzed("--every", 1)
    told = [(event["type"], event.get("zone") or event["line"], event.get("cause"),
             event.get("direction") or event.get("state")) for event in events]
    assert told == [
        ("known", "left", None, "vacant"),
        ("known", "right", None, "vacant"),
        ("entered", "left", "appeared", None),
        ("occupied", "left", None, "occupied"),
        ("dwell", "left", None, None),
        ("crossed", "middle", None, "right_to_left"),
        ("entered", "right", "crossed", None),
        ("occupied", "right", None, "occupied"),
        ("left", "left", "seen", None),
        ("vacated", "left", None, "vacant"),
        ("left", "right", "seen", None),
        ("vacated", "right", None, "vacant"),
        ("unknown", "left", None, "unknown"),
        ("unknown", "right", None, "unknown"),
    ]
    times = [event["time_s"] for event in events]
    assert times == sorted(times)
    assert {event["person"] for event in events if "person" in event} == {1}
    entered, dwell = events[2], events[4]
    assert entered["time_s"] == entered["since_s"] == 2.0 and entered["frame"] == 21
    assert dwell["time_s"] - dwell["since_s"] == pytest.approx(1.5, abs=0.11)


def test_the_same_input_gives_the_same_bytes(analyzed):
    assert analyzed("--every", 2)[2] == analyzed("--every", 2)[2]


def test_what_is_masked_is_neither_counted_nor_followed(trigo, clips, walk, tmp_path):
    zones = tmp_path / "masked.yaml"
    zones.write_text(ZONES + "masks: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}\n")
    tracks, events = tmp_path / "tracks.txt", tmp_path / "events.jsonl"
    done = trigo("analyze", clips.pattern(seconds=10, rate=10), "--detections", walk, "--zones",
                 zones, "--tracks", tracks, "--events", events, "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["boxes"], summary["people"]) == (0, 0)
    assert tracks.read_text() == ""
    kinds = {json.loads(line)["type"] for line in events.read_text().splitlines()}
    assert kinds == {"known", "unknown"}


def test_what_is_asked_wrongly_is_refused_and_leaves_no_file(trigo, clips, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("zones:\n  a: {polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}\n")
    clip = clips.pattern(seconds=10, rate=10)
    cases = [(["--presence", tmp_path / "p.csv"], "--zones"),
             (["--events", tmp_path / "e.jsonl"], "--zones"),
             (["--zones", tmp_path / "none.yaml", "--events", tmp_path / "e.jsonl"],
              "none.yaml: no such file"),
             (["--zones", bad, "--events", tmp_path / "e.jsonl"],
              "bad.yaml:2:16: zones.a.polygon crosses or touches itself")]
    for options, why in cases:
        done = trigo("analyze", clip, *options)
        assert done.returncode == 2, (options, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stderr.startswith("trigo: ") and why in done.stderr, done.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


class Camera:
    """Sends an empty picture, ten times a second, as MPEG-TS over HTTP to whoever asks."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/camera.ts"
        self.start()

    def start(self):
        self.child = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i",
             "color=gray:size=320x240:rate=10", "-t", "100", "-c:v", "libx264", "-preset",
             "ultrafast", "-tune", "zerolatency", "-g", "5", "-pix_fmt", "yuv420p", "-f", "mpegts",
             "-flush_packets", "1", "-listen", "1", self.url], stderr=subprocess.DEVNULL)

    def freeze(self):
        self.child.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.child.send_signal(signal.SIGCONT)

    def die(self):
        self.child.kill()
        self.child.wait()


@pytest.fixture
def camera():
    made = Camera()
    yield made
    made.die()


@pytest.fixture
def desk(serve, camera, tmp_path):
    """A server that watches the camera, in whose picture somebody stands in a zone."""
    config = tmp_path / "trigo.yaml"
    config.write_text(f"""
detect: {{every: 1}}
streams:
  office:
    url: "{camera.url}"
    zones:
      desk: {{polygon: [[0.25, 0.5], [0.5, 0.5], [0.5, 1], [0.25, 1]]}}
      door: {{polygon: [[0.7, 0.5], [1, 0.5], [1, 1], [0.7, 1]]}}
""")
    boxes = tmp_path / "boxes.txt"
    boxes.write_text("".join(f"{n},-1,100,100,40,90,0.9\n" for n in range(1, 1001)))
    return serve("--config", config, "--detections", boxes)


def zones_of(server):
    """What /presence says of the one stream: itself, and its zones by name."""
    stream, = server.json("/api/v1/presence")["streams"]
    return stream, {zone["zone"]: zone for zone in stream["zones"]}


def wait_for_states(server, desk, door, seconds=30):
    def reached():
        stream, zones = zones_of(server)
        states = (zones["desk"]["state"], zones["door"]["state"])
        return (stream, zones) if states == (desk, door) else None
    return wait_until(reached, seconds, f"the states {desk} and {door}, of {zones_of(server)}")


def told(metrics, name, **labels):
    text = ",".join(f'{key}="{value}"' for key, value in labels.items())
    return metrics.get(f"trigo_zone_{name}{{stream=\"office\",zone=\"desk\"{text and ',' + text}}}")


def assert_known(server):
    _, zones = zones_of(server)
    assert zones["desk"]["count"] == 1 and len(zones["desk"]["people"]) == 1
    assert zones["desk"]["since"].endswith("Z")
    assert (zones["door"]["count"], zones["door"]["people"]) == (0, [])
    metrics = server.metrics()
    assert (told(metrics, "people"), told(metrics, "occupied"), told(metrics, "known")) == (1, 1, 1)


def assert_unknown(server):
    """Neither a number nor anybody who left."""
    stream, zones = wait_for_states(server, "unknown", "unknown", 10)
    assert stream["evidence_age"] > stream["evidence_limit"] == 2
    for zone in zones.values():
        assert (zone["count"], zone["people"]) == (None, None)
    metrics = server.metrics()
    assert (told(metrics, "people"), told(metrics, "occupied"), told(metrics, "known")) == (
        None, None, 0)
    assert sum(told(metrics, "left_total", cause=cause) for cause in ("seen", "unobserved")) == 0
    # What was known when it was lost was known for the limit, not longer: the clock sees to that.
    assert stream["evidence_age"] < 3.5
    for zone in server.stream("office")["presence"]["zones"]:
        assert (zone["state"], zone["count"]) == ("unknown", None)


def test_a_camera_that_freezes_or_dies_counts_nobody_and_comes_back(desk, camera):
    since = wait_for_states(desk, "occupied", "vacant")[1]["desk"]["people"][0]["since"]
    assert_known(desk)
    for resumed, (lose, restore) in enumerate([(camera.freeze, camera.thaw),
                                               (camera.die, camera.start)], 1):
        lose()
        assert_unknown(desk)
        restore()
        _, zones = wait_for_states(desk, "occupied", "vacant")
        assert_known(desk)
        assert zones["desk"]["people"][0]["since"] == since, "the stay goes on"
        metrics = desk.metrics()
        assert told(metrics, "entered_total", cause="resumed") == resumed
        assert told(metrics, "entered_total", cause="appeared") == 1
        assert told(metrics, "left_total", cause="unobserved") == 0


def test_before_the_first_look_nothing_is_known(serve, tmp_path, no_model):
    config = tmp_path / "trigo.yaml"
    config.write_text("streams: {gone: {url: http://127.0.0.1:1/x.ts, zones: {yard: {polygon: "
                      "[[0, 0], [1, 0], [1, 1]]}}}}")
    server = serve("--config", config, *no_model)
    stream, = server.json("/api/v1/presence?stream=gone")["streams"]
    zone, = stream["zones"]
    assert (zone["state"], zone["count"], zone["since"]) == ("unknown", None, None)
    assert stream["evidence_age"] is None
    assert server.get("/api/v1/presence?stream=yard").status == 404
    scene = server.stream("gone")["scene"]
    assert scene == {"zones": [{"zone": "yard", "polygon": [[0, 0], [1, 0], [1, 1]]}], "lines": [],
                     "masks": []}
