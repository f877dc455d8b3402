"""The routes of docs/reference/http.md: what they answer, and how they say no."""

import http.client
import itertools
import socket

import pytest

from jpeg import jpeg_size
from trigo_server import wait_until

STATS = {
    "inference_time_ms", "inference_avg_ms", "inferences_per_sec", "current_fps", "frame_time_ms",
    "queue_size", "batch_size", "batch_size_avg", "active_streams", "detection_skip",
    "total_detections", "frames_processed", "cpu_percent", "cpu_process_percent", "gpu_percent",
    "gpu_temperature", "gpu_name", "gpu_available", "ram_used_mb", "ram_percent", "history",
    "streams", "device", "batch_latency_ms", "lanes", "processed_per_sec", "trouble"}

HISTORY = {
    "fps", "frame_time_ms", "processed_per_sec", "active_streams", "inference",
    "inference_time_ms", "inference_avg_ms", "batch_size", "queue_size", "detection_skip", "cpu",
    "cpu_process", "gpu", "gpu_temperature", "ram"}


@pytest.fixture(scope="module")
def shared(serve_all, clips):
    server = serve_all("--loop", clips.street())
    server.wait_for_detections("street-0-4", 3)
    return server


def assert_problem(answer, status):
    assert answer.status == status, answer
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]


def test_what_is_wrong_is_answered_as_a_problem(server):
    port = server.port
    assert_problem(server.get("/nowhere"), 404)
    assert_problem(server.get("/api/v1/streams/nobody"), 404)
    assert_problem(server.get("/api/v1/streams/nobody/frame.jpg"), 404)
    assert_problem(server.get("/api/v1/streams/nobody/tracks"), 404)
    for method in ("POST", "DELETE", "PUT"):
        answer = server.get("/api/v1/streams", method)
        assert_problem(answer, 405)
        assert "GET" in answer.headers["allow"]
    assert_problem(server.get("/api/stats", headers={"Host": "evil.example"}), 403)
    assert_problem(server.get("/", headers={"Host": f"evil.example:{port}"}), 403)
    assert_problem(server.get("/api/stats", headers={"Origin": "http://evil.example"}), 403)
    assert_problem(server.get("/api/v1/streams/street-0-4/frame.jpg?width=wide"), 400)
    assert_problem(server.get("/api/v1/streams/street-0-4/frame.jpg?quality=0"), 400)
    assert_problem(server.get("/api/v1/streams/street-0-4/frame.jpg?width=-1"), 400)
    assert_problem(server.get("/api/v1/streams/street-0-4/%00/..%2f..%2fetc/passwd"), 404)


def test_its_own_hosts_and_origins_are_let_in(server):
    for host in ("127.0.0.1", "localhost"):
        answer = server.get("/api/stats", headers={
            "Host": f"{host}:{server.port}", "Origin": f"http://{host}:{server.port}"})
        assert answer.status == 200, host


def test_head_answers_like_get_without_a_body(server):
    for path in ("/", "/healthz", "/api/stats"):
        answer = server.get(path, "HEAD")
        assert answer.status == 200, path
        assert answer.body == b""
        assert answer.headers["content-type"] == server.get(path).headers["content-type"]


def test_the_page_is_served(server):
    page = server.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert b"Trigo" in page.body
    assert "http" not in page.headers.get("location", "")


def test_a_picture_has_the_size_that_was_asked_for(server):
    base = "/api/v1/streams/street-0-4/frame.jpg"
    whole = server.get(base)
    assert whole.headers["content-type"] == "image/jpeg"
    assert jpeg_size(whole.body) == (768, 576)
    assert jpeg_size(server.get(base + "?width=320").body) == (320, 240)
    assert jpeg_size(server.get(base + "?width=4000").body) == (768, 576)
    small = server.get(base + "?width=320&quality=20").body
    large = server.get(base + "?width=320&quality=95").body
    assert len(small) * 2 < len(large)
    assert jpeg_size(server.get(base + "?width=320&overlay=1").body) == (320, 240)


def media_times(response):
    """The X-Media-Time of each part of an MJPEG answer, as they come."""
    while line := response.fp.readline():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        elif name.lower() == b"x-media-time":
            yield float(value)
            response.fp.readline()
            response.fp.read(length)


def test_a_viewer_that_did_not_read_for_a_while_is_at_most_three_pictures_behind(serve, clips):
    server = serve("--loop", "--every", "1", clips.street())
    server.wait_for_detections("street-0-4", 1)
    with socket.socket() as connection:
        # What a viewer's own machine buffers is its own; here little, for the pictures are small.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(b"GET /api/v1/streams/street-0-4/video.mjpeg?quality=95 HTTP/1.1\r\n"
                           b"Host: 127.0.0.1\r\n\r\n")
        connection.settimeout(20)
        response = http.client.HTTPResponse(connection)
        times = media_times(response)
        before = next(times)
        newest = server.get("/api/v1/streams/street-0-4").json()["ledger"]["frames"]
        wait_until(lambda: server.get("/api/v1/streams/street-0-4").json()["ledger"]["frames"]
                   > newest + 60, 30, "sixty more pictures")
        steps = [after - last for last, after in itertools.pairwise(
            itertools.chain([before], itertools.islice(times, 6)))]
    jump = max(range(6), key=lambda n: abs(steps[n]))
    assert jump <= 3, f"old pictures before the jump to the newest: {steps}"
    assert abs(steps[jump]) > 1, steps


def test_mjpeg_is_one_jpeg_after_the_other(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/api/v1/streams/street-0-4/video.mjpeg?width=160")
    response = connection.getresponse()
    kind, _, boundary = response.getheader("Content-Type").partition(";")
    assert kind == "multipart/x-mixed-replace"
    boundary = boundary.partition("=")[2].strip('"').encode()
    pictures = []
    while len(pictures) < 4:
        line = response.readline().strip()
        if line != b"--" + boundary:
            assert line == b""
            continue
        length = 0
        while header := response.readline().strip():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        pictures.append(response.read(length))
    connection.close()
    assert all(jpeg_size(picture) == (160, 120) for picture in pictures)
    assert len(set(pictures)) > 1


def test_stats_have_every_key_with_honest_values(server):
    # The first seconds hold the time in which the model was made ready.
    stats = wait_until(
        lambda: (now := server.json("/api/stats"))["current_fps"] > 8
        and len(now["history"]["fps"]) >= 3 and now, 20, "the clip's 10 pictures a second")
    assert STATS <= set(stats), STATS - set(stats)
    stream = server.stream("street-0-4")
    assert stats["active_streams"] == 1
    assert 0 < stats["inference_time_ms"] < 5000
    assert 0 < stats["inference_avg_ms"] < 5000
    assert stats["current_fps"] < 12
    assert 1 < stats["inferences_per_sec"] < 4    # Every 4th: 2.5.
    assert 2 < stats["detection_skip"] < 8
    assert 0 < stats["frame_time_ms"] < 100
    assert stats["queue_size"] in (0, 1)
    assert stats["lanes"]["origin"] in ("measured", "cached")
    assert stats["lanes"]["batch"] == 1 and stats["lanes"]["wait_ms"] == 0
    load = stats["lanes"]["load"]
    assert len(load) == stats["lanes"]["count"] and 0 < max(load) <= 1 and min(load) >= 0
    assert abs(stats["processed_per_sec"] - stats["current_fps"]) < 0.1  # One stream.
    assert stats["trouble"] is None
    assert stats["lanes"]["count"] in [one["lanes"] for one in stats["lanes"]["candidates"]]
    assert stats["batch_size"] == 1 and stats["batch_size_avg"] == 1
    assert 0 < stats["total_detections"] <= stream["ledger"]["detected"]
    assert 0 < stats["frames_processed"] <= stream["ledger"]["frames"]
    assert 0 <= stats["cpu_process_percent"] <= 101
    assert 0 <= stats["cpu_percent"] <= 100
    assert 20 < stats["ram_used_mb"] < 8000
    assert 0 < stats["ram_percent"] < 100
    assert [found["id"] for found in stats["streams"]] == ["street-0-4"]
    assert set(stats["history"]) == HISTORY
    assert len({len(samples) for samples in stats["history"].values()}) == 1
    assert server.json("/api/v1/stats").keys() == stats.keys()


def test_a_stream_tells_what_it_is(server):
    stream = server.stream("street-0-4")
    assert stream["state"] == "running"
    assert (stream["codec"], stream["width"], stream["height"]) == ("h264", 768, 576)
    assert stream["declared_fps"] == 10
    assert stream["detections_due_per_sec"] == stream["detections_wanted_per_sec"] == 2.5
    assert 0 < stream["age_ms"]["p50"] <= stream["age_ms"]["p95"]
    assert stream["ledger"]["frames"] > 0
    assert server.streams()[0]["id"] == "street-0-4"


def test_who_is_there_is_null_while_it_is_not_known(serve, clips, no_model, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_text("no video " * 1000)
    clip = clips.pattern()
    server = serve("--loop", *no_model, clip, broken)
    server.wait_for_state("broken", "error")
    assert server.json("/api/v1/streams/broken/tracks") == {
        "stream": "broken", "epoch": None, "seq": None, "media_time": None, "tracks": None}
    assert server.stream("broken")["people"] is None
    server.wait_for_detections(clip.stem, 2)
    known = wait_until(
        lambda: (now := server.json(f"/api/v1/streams/{clip.stem}/tracks"))["seq"] is not None
        and now, 10, "a look")
    assert known["tracks"] == [] and known["epoch"] >= 0 and known["media_time"] >= 0
    assert server.stream(clip.stem)["people"] == 0


def test_the_gpu_is_read_without_a_process(serve, clips, binary, no_model):
    """A stand-in plays NVIDIA's library; there is no GPU in most machines."""
    found = sorted(binary.parent.glob("nvml_stand_in/libnvidia-ml.so.1"))
    if not found:
        pytest.skip("no stand-in for libnvidia-ml.so.1 beside the program under test")
    server = serve("--loop", *no_model, clips.pattern(),
                   environment={"LD_LIBRARY_PATH": str(found[0].parent)})
    stats = wait_until(lambda: (now := server.json("/api/stats"))["gpu_available"] and now, 10,
                       "a GPU")
    assert stats["gpu_name"] == "Stand-in GPU"
    assert stats["gpu_percent"] == 37
    assert stats["gpu_temperature"] == 54
    assert wait_until(lambda: 37 in server.json("/api/stats")["history"]["gpu"], 10, "its history")


def test_without_a_gpu_its_figures_are_null(server):
    stats = server.json("/api/stats")
    if stats["gpu_available"]:
        pytest.skip("this machine has a GPU")
    assert stats["gpu_percent"] is stats["gpu_temperature"] is stats["gpu_name"] is None
