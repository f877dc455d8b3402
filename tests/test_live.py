"""The WebSocket of docs/reference/live.md: pictures with the boxes that belong to them."""

import json
import struct

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from jpeg import jpeg_size

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
        assert detected >= 4
        assert people >= 8


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
