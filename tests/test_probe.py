"""Trying a source before it becomes a stream."""

import base64
import contextlib
import http.server
import socket
import subprocess
import threading
import time

import pytest

from jpeg import jpeg_size
from trigo_server import wait_until

SECRET = "hun/t@er2"  # A password that nobody escaped.


class CameraHandler(http.server.BaseHTTPRequestHandler):
    """/live.mjpeg gives a picture so many times a second; everything else is not there."""

    picture = b""
    pictures_a_second = 12.5

    def do_GET(self):
        if self.path.partition("?")[0] != "/live.mjpeg":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=p")
        self.end_headers()
        begin = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for number in range(1000):
                time.sleep(max(0, begin + number / self.pictures_a_second - time.monotonic()))
                head = f"--p\r\nContent-Type: image/jpeg\r\nContent-Length: {len(self.picture)}"
                self.wfile.write(f"{head}\r\n\r\n".encode() + self.picture + b"\r\n")

    def log_message(self, *_):
        pass


@pytest.fixture
def camera(shared, clips):
    """The address of a server on this machine."""
    probed = shared.send("POST", "/api/v1/probe", {"url": str(clips.pattern())}).json()
    CameraHandler.picture = picture_of(probed)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), CameraHandler) as camera:
        camera.daemon_threads = True
        threading.Thread(target=camera.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{camera.server_address[1]}"
        camera.shutdown()


@pytest.fixture
def silent():
    """The URL of a camera that accepts and then says nothing."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(64)
        yield f"rtsp://viewer:hunter2@127.0.0.1:{held.getsockname()[1]}/silent"


@pytest.fixture(scope="module")
def shared(serve_all, no_model, clips):
    return serve_all("--loop", *no_model, clips.pattern(seconds=3))


def probe(server, url, **more):
    answer = server.send("POST", "/api/v1/probe", {"url": str(url), **more})
    assert answer.status == 200, answer
    return answer.json()


def picture_of(probed):
    kind, _, picture = probed["picture"].partition(",")
    assert kind == "data:image/jpeg;base64"
    return base64.b64decode(picture, validate=True)


def test_a_file_is_described_with_its_first_picture(server, clips):
    before = server.stream(clips.pattern(seconds=3).stem)
    probed = probe(server, clips.street())
    assert probed["reachable"] is True
    assert probed["url"] == str(clips.street()) and probed["kind"] == "file"
    assert (probed["codec"], probed["width"], probed["height"]) == ("h264", 768, 576)
    assert probed["declared_fps"] == 10
    assert probed["measured_fps"] == pytest.approx(10, rel=0.1)
    assert probed["duration_s"] == pytest.approx(4, abs=0.2)
    assert jpeg_size(picture_of(probed)) == (640, 480)
    small = probe(server, clips.pattern())
    assert jpeg_size(picture_of(small)) == (320, 240)
    assert small["measured_fps"] == pytest.approx(25, rel=0.1)
    # It is no stream, and counts nowhere.
    assert [stream["id"] for stream in server.streams()] == [before["id"]]
    assert server.stream(before["id"])["failures"] == before["failures"]


def test_a_turned_picture_is_described_upright(server, clips, tmp_path):
    turned = tmp_path / "turned.mp4"
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", clips.street(), "-c", "copy",
                    "-metadata:s:v:0", "rotate=90", turned], check=True, timeout=60)
    probed = probe(server, turned)
    assert (probed["width"], probed["height"]) == (576, 768)


def test_a_camera_is_measured_by_what_comes(server, camera):
    probed = probe(server, camera + "/live.mjpeg")
    assert probed["reachable"] is True, probed
    assert probed["kind"] == "http" and probed["codec"] == "mjpeg"
    assert (probed["width"], probed["height"]) == (320, 240)
    assert probed["measured_fps"] == pytest.approx(CameraHandler.pictures_a_second, rel=0.2)
    assert probed["duration_s"] is None


def test_what_gives_no_picture_says_why(server, camera, clips, tmp_path):
    text = tmp_path / "text.mp4"
    text.write_text("no video at all " * 100)
    with socket.socket() as held:  # Bound, but not listening: connections are refused.
        held.bind(("127.0.0.1", 0))
        for url, why in [(camera + "/nothing.mp4", "404"), (text, "not a video file"),
                         (clips.sound_only(), "audio only"),
                         (clips.unknown_codec(), "no decoder for codec"),
                         (f"rtsp://127.0.0.1:{held.getsockname()[1]}/a", "connection refused")]:
            probed = probe(server, url)
            assert set(probed) == {"reachable", "url", "reason"}
            assert probed["reachable"] is False and probed["url"] == str(url)
            assert why in probed["reason"] and "\n" not in probed["reason"]


def test_what_is_no_source_is_refused(server, tmp_path):
    for body, why in [({"url": str(tmp_path / "none.mp4")}, "none.mp4: no such file"),
                      ({"url": "concat:a|b"}, "is no kind of source"),
                      ({"url": str(tmp_path)}, "is a directory"),
                      ({"url": ""}, "1:9: probe.url is empty"),
                      ({}, "1:1: probe has no 'url'"),
                      ({"url": "a.mp4", "loop": True}, "1:18: unknown key 'loop'"),
                      ("yes", "1:1: not JSON")]:
        answer = server.send("POST", "/api/v1/probe", body)
        assert answer.status == 400, answer
        assert why in answer.json()["detail"]
    assert server.get("/api/v1/probe", "POST", body='{"url": "a.mp4"}').status == 415
    refused = server.get("/api/v1/probe")
    assert refused.status == 405 and refused.headers["allow"] == "POST"


def test_a_playlist_opens_nothing_else(server, clips, tmp_path):
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{clips.pattern()}\n"
                        "#EXT-X-ENDLIST\n")
    probed = probe(server, playlist)
    assert probed["reachable"] is False and "playlists are not" in probed["reason"]


def test_no_answer_shows_a_password(server, camera):
    said = ""
    for url in (camera.replace("//", f"//viewer:{SECRET}@") + "/live.mjpeg",
                camera.replace("//", "//viewer:hunter2@") + "/live.mjpeg?pwd=hun3",
                camera.replace("//", "//viewer:hunter2@") + "/nothing",
                camera.replace("http:", "ftp:").replace("//", f"//viewer:{SECRET}@")):
        said += server.send("POST", "/api/v1/probe", {"url": url}).body.decode()
    said += server.said()
    assert '"reachable":true' in said, said
    assert "404" in said and "viewer:***@" in said, said
    for part in ("hun/t", "er2@", "hunter2", "hun3"):
        assert part not in said


def test_a_silent_camera_is_given_up(server, silent):
    for timeout, seconds in (("1s", 1), ("60s", 10)):
        begin = time.monotonic()
        probed = probe(server, silent, input={"timeout": timeout})
        assert probed["reachable"] is False
        assert f"no answer within {seconds} s" in probed["reason"]
        assert "hunter2" not in str(probed)
        assert seconds - 1 < time.monotonic() - begin < seconds + 4


def test_four_are_tried_at_once_and_none_holds_up_the_end(serve, no_model, clips, silent):
    server = serve("--loop", *no_model, clips.pattern())
    answers = []

    def ask():
        answers.append(server.send("POST", "/api/v1/probe", {"url": silent}))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(answers) == 2, 10, "two to be refused")
    assert "4 sources are being tried" in answers[0].json()["detail"]
    assert server.get("/healthz", seconds=2).status == 200
    server.stop()
    for thread in threads:
        thread.join(timeout=10)
    assert [answer.status for answer in answers] == [503] * 6
    assert "the program is stopping" in answers[-1].json()["detail"]
