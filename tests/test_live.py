"""The WebSocket of docs/reference/live.md: pictures with who is in them."""

import json
import struct

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from jpeg import jpeg_size
from trigo_server import wait_until

STREAM = "street-0-4"
WINDOW = 2  # Unacknowledged pictures of a stream that may be on the way.


@pytest.fixture(scope="module")
def shared(serve_all, clips):
    server = serve_all("--loop", clips.street(), clips.pattern())
    server.wait_for_detections(STREAM, 2)
    return server


def open_live(server, subprotocols=("trigo.live.v1",), **options):
    return connect(f"ws://127.0.0.1:{server.port}/api/v1/live", subprotocols=subprotocols,
                   compression=None, open_timeout=10, close_timeout=5, **options)


def say(socket, message):
    socket.send(json.dumps(message))


def hear_picture(socket, seconds=10):
    """The header and the JPEG of the next message."""
    message = socket.recv(timeout=seconds)
    assert isinstance(message, bytes), message
    length = struct.unpack_from("<I", message)[0]
    return json.loads(message[4:4 + length]), message[4 + length:]


def acknowledge(socket, header):
    say(socket, {"ack": {key: header[key] for key in ("stream", "epoch", "seq")}})


def test_a_picture_comes_with_its_boxes(server):
    with open_live(server) as socket:
        assert socket.subprotocol == "trigo.live.v1"
        say(socket, {"watch": [{"stream": STREAM, "width": 320, "quality": 60}]})
        people = detected = 0
        last = (-1, -1, False)
        for _ in range(8):
            header, picture = hear_picture(socket)
            acknowledge(socket, header)
            assert header["v"] == 1 and header["stream"] == STREAM
            assert (header["width"], header["height"]) == (320, 240) == jpeg_size(picture)
            assert header["picture"] == {"width": 768, "height": 576}
            # One that was shown before its boxes were known comes a second time with them.
            place = (header["epoch"], header["seq"], header["detected"])
            assert last < place
            last = place
            assert 0 <= header["media_time"] <= 4.1
            assert 0 <= header["age_ms"] < 5000
            detected += header["detected"]
            for box in header["boxes"]:
                assert box["class"] == 0 and 0.4 <= box["score"] <= 1
                assert 8 < box["w"] < 250 and 16 < box["h"] < 350
                assert -40 < box["x"] < 768 and -40 < box["y"] < 576
                people += 1
            assert header["detected"] or not header["boxes"]
        assert detected >= 4
        assert people >= 8


@pytest.fixture
def walker(serve, clips, tmp_path):
    """A server that plays, without end, one person who walks 4 pixels a picture for 40 pictures at
    ten a second; every fourth picture is looked at, every one is shown."""
    boxes = tmp_path / "walker.txt"
    boxes.write_text("".join(f"{n},-1,{4 * n},60,40,120,0.9\n" for n in range(1, 41)))
    config = tmp_path / "walker.yaml"
    config.write_text(f"""
live: {{every: 1}}
streams:
  yard: {{url: {clips.pattern(seconds=4, rate=10)}, loop: true}}
""")
    return serve("--config", config, "--detections", boxes)


def test_a_person_keeps_the_id_and_walks_on_between_looks(walker):
    predicted = []
    with open_live(walker) as socket:
        say(socket, {"watch": [{"stream": "yard", "width": 160}]})
        ids_of = {}  # By epoch: each round of a file is one.
        for _ in range(90):
            header, _ = hear_picture(socket)
            acknowledge(socket, header)
            assert len(header["tracks"]) <= 1
            for track in header["tracks"]:
                assert track["seen"] <= header["detected"]
                ids_of.setdefault(header["epoch"], set()).add(track["id"])
                if track["confirmed"]:
                    assert abs(track["x"] - 4 * (header["seq"] + 1)) < 8, header
                    assert abs(track["trail"][-1][0] - track["x"] - 20) < 24, track
                if track["confirmed"] and not track["seen"]:
                    predicted.append(track)
    assert len(ids_of) >= 2
    assert all(len(ids) == 1 for ids in ids_of.values()), ids_of
    assert len(set.union(*ids_of.values())) == len(ids_of), "another round, another id"
    assert max(set.union(*ids_of.values())) > 1_000_000_000, "unique across restarts"
    assert len(predicted) > 20


def test_tracks_of_the_last_look_can_be_asked_for(walker):
    def confirmed():
        answer = walker.json("/api/v1/streams/yard/tracks")
        return answer if any(t["confirmed"] for t in answer["tracks"] or []) else None
    answer = wait_until(confirmed, 20, "a confirmed person")
    assert answer["stream"] == "yard" and answer["seq"] % 4 == 0
    assert answer["media_time"] == pytest.approx(answer["seq"] / 10, abs=0.02)
    assert answer["tracks"][0]["class"] == 0
    wait_until(lambda: walker.json("/api/v1/streams/yard")["people"] == 1, 20, "one person")


def test_nobody_knows_who_is_there_once_a_file_has_ended(serve, clips):
    server = serve(clips.pattern(seconds=2))
    name = clips.pattern(seconds=2).stem
    wait_until(lambda: server.json(f"/api/v1/streams/{name}")["state"] == "ended", 20, "its end")
    answer = server.json(f"/api/v1/streams/{name}/tracks")
    assert answer == {"stream": name, "epoch": None, "seq": None, "media_time": None,
                      "tracks": None}
    assert server.json(f"/api/v1/streams/{name}")["people"] is None


def test_at_most_two_pictures_are_under_way_until_they_are_acknowledged(server):
    with open_live(server) as socket:
        say(socket, {"watch": [{"stream": STREAM, "width": 160}]})
        first = [hear_picture(socket)[0] for _ in range(WINDOW)]
        with pytest.raises(TimeoutError):
            socket.recv(timeout=1.5)
        acknowledge(socket, first[0])
        third = hear_picture(socket)[0]
        # What was missed meanwhile is not made up: the next one is the newest.
        assert (third["epoch"], third["seq"]) > (first[1]["epoch"], first[1]["seq"] + 4)
        with pytest.raises(TimeoutError):
            socket.recv(timeout=1)


def test_streams_are_chosen_and_left_again(server, clips):
    other = clips.pattern().stem
    with open_live(server) as socket:
        say(socket, {"watch": [{"stream": STREAM, "width": 160}, {"stream": other, "width": 160}]})
        seen = set()
        for _ in range(20):
            header, _ = hear_picture(socket)
            acknowledge(socket, header)
            seen.add(header["stream"])
        assert seen == {STREAM, other}
        say(socket, {"watch": [{"stream": other, "width": 160}]})
        late = 0
        for _ in range(12):
            header, _ = hear_picture(socket)
            acknowledge(socket, header)
            late += header["stream"] != other
        assert late <= WINDOW


def test_nonsense_is_answered_and_the_socket_lives_on(server):
    with open_live(server) as socket:
        for message in ("no json", "[]", "{}", '{"watch": 7}', '{"watch": [{"width": 100}]}',
                        json.dumps({"watch": [{"stream": STREAM, "width": "wide"}]}),
                        '{"ack": {}}', '{"watch": [{"stream": "nobody"}]}'):
            socket.send(message)
            answer = json.loads(socket.recv(timeout=5))
            assert answer["error"]["detail"], message
        assert answer["error"]["stream"] == "nobody"
        say(socket, {"watch": [{"stream": STREAM, "width": 160}]})
        assert hear_picture(socket)[0]["stream"] == STREAM


@pytest.mark.parametrize("options, status", [
    ({"subprotocols": None}, 400),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "null"}, 403),
])
def test_strangers_are_refused(server, options, status):
    with pytest.raises(InvalidStatus) as refusal:
        open_live(server, **options)
    assert refusal.value.response.status_code == status


def test_a_viewer_that_reads_nothing_holds_up_nobody(server):
    with open_live(server) as silent, open_live(server) as reader:
        for socket in (silent, reader):
            say(socket, {"watch": [{"stream": STREAM}]})
        for _ in range(6):
            header, _ = hear_picture(reader, 5)
            acknowledge(reader, header)
