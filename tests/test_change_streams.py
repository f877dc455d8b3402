"""Streams that come, change and go while the program runs."""

import http.client
import json
import os
import socket
import threading

import pytest

from busy_zones import assert_pairs_up, exported
from jpeg import jpeg_size
from trigo_server import wait_until

SECRET = "hun/t@er2"  # A password that nobody escaped.


@pytest.fixture
def boxes(tmp_path):
    """Somebody who stands for some seconds, as often as a clip is played."""
    path = tmp_path / "boxes.txt"
    path.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(10, 50)))
    return path


@pytest.fixture
def server(serve, tmp_path, boxes):
    """One without any stream."""
    config = tmp_path / "shop" / "trigo.yaml"
    config.parent.mkdir()
    config.write_text(f"data: {tmp_path / 'record'}\ndetect: {{every: 2}}\n")
    return serve("--config", config, "--detections", boxes)


def detail_of(answer, status):
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()["detail"]


def test_a_stream_comes_is_watched_and_goes(server, clips):
    assert "waits for streams" in server.said()
    assert server.streams() == []
    made = server.send("PUT", "/api/v1/streams/yard", {
        "url": str(clips.pattern()), "loop": True, "title": "Hof \U0001f600"})
    assert made.status == 201
    assert made.json()["id"] == "yard" and made.json()["title"] == "Hof \U0001f600"
    server.wait_for_detections("yard", 3)
    assert jpeg_size(server.get("/api/v1/streams/yard/frame.jpg").body) == (320, 240)
    assert [stream["id"] for stream in server.json("/api/stats")["streams"]] == ["yard"]
    server.check_ledgers()

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/api/v1/streams/yard/video.mjpeg")
    video = connection.getresponse()
    assert video.read(100)
    server.delete_stream("yard")
    video.read()  # To its end, which there is now.
    connection.close()
    assert server.streams() == []
    assert server.get("/api/v1/streams/yard").status == 404
    assert server.get("/api/v1/streams/yard/frame.jpg").status == 404
    assert "there is no stream" in detail_of(server.get("/api/v1/streams/yard", "DELETE"), 404)
    assert 'stream="yard"' not in server.get("/metrics").body.decode()


def test_a_stream_is_replaced_and_counts_anew(server, clips):
    server.put_stream("yard", url=str(clips.pattern()), loop=True)
    server.put_stream("shop", url=str(clips.pattern()), loop=True)
    server.wait_for_detections("yard", 10)
    again = server.send("PUT", "/api/v1/streams/yard", {
        "url": str(clips.grey()), "loop": True, "priority": 3})
    assert again.status == 200
    assert again.json()["ledger"]["packets"] < 10
    assert again.json()["url"] == str(clips.grey())
    server.wait_for_detections("yard", 3)
    assert sorted(stream["id"] for stream in server.streams()) == ["shop", "yard"]


def test_streams_of_the_command_line_and_of_the_config_change_too(serve, clips, no_model, tmp_path):
    server = serve("--loop", *no_model, clips.pattern())
    name = clips.pattern().stem
    server.wait_for_state(name, "running")
    server.delete_stream(name)
    # Nothing that it was started with is left, and still it waits.
    zones = {"all": {"polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}}
    server.put_stream("yard", url=str(clips.grey(seconds=2)), zones=zones)
    wait_until(lambda: server.json("/api/v1/presence")["streams"][0]["zones"][0]["state"] ==
               "vacant", 20, "presence without a record")
    assert server.stream("yard")["state"] == "running"  # Of --loop.
    assert "without --config" in detail_of(server.get("/api/v1/events"), 503)

    config = tmp_path / "one.yaml"
    config.write_text(f"streams:\n  yard: {{url: {clips.pattern()}, loop: true}}\n")
    server = serve("--config", config, *no_model)
    assert server.send("PUT", "/api/v1/streams/yard", {"url": str(clips.grey())}).status == 200
    server.delete_stream("yard")


@pytest.mark.parametrize("body, expected", [
    ('{"url": "a.mp4", "lop": true}',
     "1:18: unknown key 'lop' in 'streams.yard'; did you mean 'loop'?"),
    ('{"url": "a.mp4", "priority": 1e400}',
     "1:1: not JSON that can be read; is a number in it too large?"),
    ('{"url": "a.mp4"}\0\\ud83d\\u', "1:17: not JSON; a zero byte is no part of it"),
    ('{"url": "a.mp4",\n "priority": 11}', "2:14: streams.yard.priority is 11; it must be 1 … 10"),
    ('{"loop": true}', "1:1: streams.yard has no 'url'; say where its pictures come from"),
    ('{"url": "a.mp4", "enabled": false}',
     "1:18: streams.yard has 'enabled: false'; delete the stream instead"),
    ('{"url": "a.mp4"', "1:16: not JSON; check quotes, commas and brackets"),
    ("url: a.mp4", "1:1: not JSON; check quotes, commas and brackets"),
    ("[]", "1:1: this is no JSON object"),
    ("", "1:1: not JSON"),
])
def test_a_wrong_body_changes_nothing(server, clips, body, expected):
    server.put_stream("yard", url=str(clips.pattern()), loop=True)
    server.wait_for_detections("yard", 5)
    said = detail_of(server.send("PUT", "/api/v1/streams/yard", body), 400)
    assert said.startswith(expected)
    assert server.stream("yard")["ledger"]["detected"] >= 5


def test_a_wrong_name_is_refused(server):
    for name in ("Yard", "%41", "a" * 65):
        said = detail_of(server.send("PUT", f"/api/v1/streams/{name}", {"url": "a.mp4"}), 400)
        assert "is not made of 1 to 64 of a-z" in said
    assert server.streams() == []


def test_what_is_no_json_or_comes_from_elsewhere_is_refused(server, clips):
    server.put_stream("yard", url=str(clips.pattern()), loop=True)
    path, body = "/api/v1/streams/yard", json.dumps({"url": "a.mp4"})
    assert server.get(path, "PUT", body=body).status == 415
    assert server.send("PUT", path, body, {"Content-Type": "text/plain"}).status == 415
    assert server.send("PUT", path, "x" * 1_100_000).status == 413
    for origin in ("http://evil.example", "null", "http://127.0.0.1"):
        foreign = {"Origin": origin}
        assert server.send("PUT", path, body, foreign).status == 403
        assert server.get(path, "DELETE", foreign).status == 403
        assert server.send("POST", "/api/v1/probe", body, foreign).status == 403
    assert server.get(path, "DELETE", {"Host": "evil.example"}).status == 403
    assert server.stream("yard")["url"] == str(clips.pattern())
    refused = server.get(path, "PATCH")
    assert refused.status == 405 and refused.headers["allow"] == "GET, HEAD, PUT, DELETE"


def test_nobody_reads_the_environment_through_it(server):
    home = os.environ["HOME"]
    stream = server.put_stream("yard", url="${HOME}/a.mp4", title="${HOME}")
    assert stream["title"] == "${HOME}"
    failed = server.wait_for_state("yard", "error")
    assert "${HOME}/a.mp4" in failed["url"] and "${HOME}" in failed["reason"]
    assert f"{home}/a.mp4" not in server.get("/api/v1/streams").body.decode()


def test_a_relative_file_lies_beside_the_config(server, clips, tmp_path):
    (tmp_path / "shop" / "a.mp4").write_bytes(clips.pattern().read_bytes())
    stream = server.put_stream("yard", url="a.mp4", loop=True)
    assert stream["url"] == str(tmp_path / "shop" / "a.mp4")
    server.wait_for_state("yard", "running")


def test_no_answer_shows_a_password(server):
    with socket.socket() as held:  # Bound, but not listening: connections are refused.
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        said = ""
        for scheme in ("rtsp", "http"):
            url = f"{scheme}://viewer:{SECRET}@127.0.0.1:{port}/cam?token=hun7"
            for value in ({"url": url}, {"url": url, "lop": 1}, {"url": url + "\t"}, {"url": [url]},
                          {"uri": url}, {"url": url, "loop": True}, f'{{"url": "{url}',
                          f'{{"url": "{url}" "a"}}'):
                for method, path in (("PUT", "/api/v1/streams/yard"), ("POST", "/api/v1/probe")):
                    said += server.send(method, path, value).body.decode()
            server.put_stream("yard", url=url)
            failed = wait_until(lambda: (now := server.stream("yard"))["reason"] and now, 30,
                                "a failure")
            said += json.dumps(failed) + server.get("/metrics").body.decode()
        said += server.said()
    assert "viewer" in said
    assert "hun/t" not in said and "er2" not in said and "hun7" not in said


def test_zones_of_a_stream_that_came_later_give_events_and_snapshots(server, clips):
    zones = {"desk": {"polygon": [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]]}}
    stream = {"url": str(clips.grey(seconds=4)), "loop": True, "zones": zones}

    def entered(count):
        return wait_until(lambda: len(found := server.json(
            "/api/v1/events?type=entered")["events"]) >= count and found, 30, f"{count} to enter")

    server.put_stream("shop", **stream, snapshots=False)
    first = entered(1)
    assert first[0]["stream"] == "shop" and "snapshot" not in first[0]
    server.put_stream("shop", **stream)
    last = entered(len(first) + 1)[-1]
    picture = wait_until(
        lambda: (got := server.get(f"/api/v1/events/{last['id']}/snapshot.jpg")).status == 200
        and got, 10, "a snapshot")
    assert picture.headers["content-type"] == "image/jpeg"
    entered(len(entered(1)) + 1)
    server.delete_stream("shop")  # While somebody is there.
    # Who was there is not there for ever: the record says how it ended.
    wait_until(lambda: not assert_pairs_up(exported(server)), 10, "all to have left")
    assert exported(server, "&type=left")[-1]["cause"] == "interrupted"
    assert server.json("/api/v1/presence")["streams"] == []


def test_the_web_answers_while_a_stream_is_slow_to_go_and_the_end_comes_soon(server):
    """A camera that accepts and then says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/silent"
        answers = []

        def change(number):
            try:
                answers.append(server.send("PUT", f"/api/v1/streams/s{number % 3}",
                                           {"url": url}).status)
            except (ConnectionError, http.client.HTTPException):
                answers.append(None)

        threads = [threading.Thread(target=change, args=(n,)) for n in range(40)]
        for thread in threads:
            thread.start()
        wait_until(lambda: server.streams(), 10, "a first stream")
        assert server.get("/healthz", seconds=2).status == 200
        for stream in server.streams():
            assert stream["state"] == "connecting"
        server.stop()
        for thread in threads:
            thread.join()
        assert len(answers) == 40 and set(answers) <= {200, 201, 503}, answers
        assert 503 in answers, answers


def figures(server):
    stats = server.json("/api/stats")
    return stats["threads"], stats["descriptors"]


def settled_figures(server):
    """Not those of a second ago, when something was still starting or ending."""
    kernels = f"/proc/{server.child.pid}"
    return wait_until(
        lambda: (told := figures(server)) == (
            len(os.listdir(f"{kernels}/task")), len(os.listdir(f"{kernels}/fd"))) and told,
        10, "figures of now")


def resident_kb(server):
    with open(f"/proc/{server.child.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def come_and_go(serve, clips, release_binary, tmp_path, times):
    """Puts and deletes a stream with zones so often, and sees what it leaves behind."""
    config = tmp_path / "trigo.yaml"
    config.write_text(f"data: {tmp_path / 'record'}\n")
    boxes = tmp_path / "some.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(1, 50)))
    server = serve("--config", config, "--detections", boxes, program=release_binary)
    zones = {"all": {"polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}}
    url, path = str(clips.grey()), "/api/v1/streams/yard"

    def turn():
        server.put_stream("yard", url=url, loop=True, zones=zones)
        server.wait_for_detections("yard", 1)
        assert server.get(path + "/frame.jpg?width=64").status in (200, 503)
        server.delete_stream("yard")

    for _ in range(20):  # So that all is started that ever will be, and memory is warm.
        turn()
    at_first = settled_figures(server)
    before = resident_kb(server)
    for _ in range(times):
        turn()
    grown = resident_kb(server) - before
    wait_until(lambda: figures(server) == at_first, 10,
               f"{at_first} threads and descriptors as at first, not {figures(server)},")
    print(f"{times} times: {grown} KB more than {before} KB")
    assert grown < 5_000, f"{times} streams left {grown} KB behind"


def test_a_stream_that_came_and_went_leaves_nothing(serve, clips, release_binary, tmp_path):
    come_and_go(serve, clips, release_binary, tmp_path, 100)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_thousand_streams_that_came_and_went_leave_nothing(serve, clips, release_binary,
                                                             tmp_path):
    come_and_go(serve, clips, release_binary, tmp_path, 1000)
