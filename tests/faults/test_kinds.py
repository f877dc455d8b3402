"""Every kind of source that is promised, and every answer that is none, behind one Trigo."""

import pytest

import http_sender
from camera import Camera, start_all
from dead_ends import RefusingCamera
from proxy import Proxy
from trigo_server import wait_until
from watching import write_config

PASSWORD = "p@ss:w/rd#1%?"

RUNNING = {  # With codec and picture.
    "rtsp-h264": "h264", "rtsp-h265": "hevc", "rtsp-mjpeg": "mjpeg", "rtsp-udp-only": "h264",
    "rtsp-digest": "h264", "rtsp-basic": "h264", "http-mjpeg": "mjpeg", "http-ts": "h264",
    "http-redirected": "h264", "hls-live": "h264",
}
SLOW = ("rtsp-slow-h264", "rtsp-slow-h265", "rtsp-slow-mjpeg")  # A picture a second.
REFUSED = {  # By the state in which it stays; the reason says …
    "rtsp-wrong-password": ("waiting", "401"), "rtsp-no-password": ("waiting", "401"),
    "rtsp-forbidden": ("waiting", "403"), "rtsp-wrong-path": ("waiting", "404"),
    "http-wrong-password": ("waiting", "401"), "http-forbidden": ("waiting", "403"),
    "http-wrong-path": ("waiting", "404"), "http-page": ("error", "not a video"),
    "http-to-a-file": ("waiting", ""), "http-silent": ("waiting", "no answer within"),
    "rtsp-silent": ("waiting", "no answer within"),
}


def sources(kept, clips, folder):
    """URLs by name."""
    h264 = clips.elementary()
    plain = {name: kept(Camera(clips.elementary(name))) for name in ("h264", "h265", "mjpeg")}
    slow = {name: kept(Camera(camera.look.clip, rate=1)) for name, camera in plain.items()}
    locked = kept(Camera(h264, user="view er", password=PASSWORD))
    basic = kept(Camera(h264, user="viewer", password=PASSWORD, scheme="basic"))
    udp = kept(Camera(h264, udp_only=True))
    start_all([*plain.values(), *slow.values(), locked, basic, udp])
    silent = kept(Proxy(udp.port))
    silent.is_a_black_hole()
    hls = http_sender.Hls(folder, clips.recording())
    sender = kept(http_sender.Sender({
        "/camera.mjpeg": http_sender.mjpeg(clips.elementary("mjpeg"), 10),
        "/camera.ts": http_sender.live_ts(clips.recording()),
        "/moved": http_sender.redirect("/camera.ts"),
        "/film.mp4": http_sender.file(clips.recording()),
        "/locked": http_sender.status(401), "/forbidden": http_sender.status(403),
        "/page": http_sender.page(), "/silent": http_sender.swallow,
        "/to-a-file": http_sender.redirect(f"file://{clips.recording()}"), **hls.answers()}))
    return {
        **{f"rtsp-{name}": camera.url() for name, camera in plain.items()},
        **{f"rtsp-slow-{name}": camera.url() for name, camera in slow.items()},
        "rtsp-udp-only": udp.url(), "rtsp-digest": locked.url(), "rtsp-basic": basic.url(),
        "rtsp-wrong-password": locked.url(password="wrong"),
        "rtsp-no-password": basic.url(user=""), "rtsp-wrong-path": locked.url(path="/garden"),
        "rtsp-forbidden": locked.url(port=kept(RefusingCamera("403 Forbidden")).port),
        "rtsp-silent": udp.url(port=silent.port),
        "http-mjpeg": sender.url("/camera.mjpeg"), "http-ts": sender.url("/camera.ts"),
        "http-redirected": sender.url("/moved"), "hls-live": sender.url("/live.m3u8"),
        "hls-on-demand": sender.url("/on-demand.m3u8"), "http-file": sender.url("/film.mp4"),
        "http-wrong-password": sender.url("/locked"), "http-forbidden": sender.url("/forbidden"),
        "http-wrong-path": sender.url("/nothing"), "http-page": sender.url("/page"),
        "http-to-a-file": sender.url("/to-a-file"), "http-silent": sender.url("/silent"),
    }


@pytest.fixture(scope="module")
def shared(serve_all, kept, clips, no_model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    return serve_all(*write_config(folder, sources(kept, clips, folder),
                                   input={"timeout": "6s", "max_pause": "2s"}), *no_model)


@pytest.mark.parametrize("name", RUNNING)
def test_it_runs(server, name):
    stream = server.wait_for_state(name, "running")
    assert (stream["codec"], stream["width"], stream["height"]) == (RUNNING[name], 320, 240)
    frames = stream["ledger"]["frames"]
    stream = server.wait_for_detections(name, stream["ledger"]["detected"] + 20, 10)
    assert stream["ledger"]["frames"] >= frames + 19  # One may have been with a lane.
    assert stream["incidents"] == 0, stream["history"]


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_camera_is_neither_given_up_nor_stalled(server, name):
    """Even if its codec declares ten pictures a second, as these do."""
    stream = server.wait_for_state(name, "running", 15)
    stream = server.wait_for_detections(name, stream["ledger"]["detected"] + 4, 10)
    assert stream["incidents"] == 0, stream["history"]


def test_a_camera_that_changes_its_codec_is_opened_anew(serve, owned, clips, tmp_path, no_model):
    """Though its packets go on to come, and are left out by choice: no key frame is among them."""
    sender = owned(http_sender.Sender({"/camera.ts": http_sender.another_codec(
        clips.transport("libx264"), clips.transport("libx265"), 6)}))
    camera = {"url": sender.url("/camera.ts"), "decode": "keyframes"}
    config = write_config(tmp_path, {"camera": camera}, input={"max_pause": "1s"})
    server = serve(*config, *no_model)
    assert server.wait_for_state("camera", "running")["codec"] == "h264"
    server.wait_for_state("camera", "stalled", 30)
    stream = wait_until(lambda: (now := server.stream("camera"))["codec"] == "hevc" and now, 30,
                        "the new codec")
    assert stream["epoch"] > 1 and stream["incidents"] == 1
    server.wait_for_detections("camera", stream["ledger"]["detected"] + 3, 10)


@pytest.mark.parametrize("name", ["hls-on-demand", "http-file"])
def test_what_has_an_end_is_played_to_it_once(server, name):
    stream = server.wait_for_state(name, "ended")
    assert stream["ledger"]["frames"] == 60
    assert stream["incidents"] == 0, stream["history"]


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_said_why_not(server, name):
    state, why = REFUSED[name]
    stream = server.wait_for_state(name, state)
    assert why in stream["reason"], stream
    assert stream["ledger"]["frames"] == 0


def test_no_password_is_ever_shown(server):
    for text in (server.said(), server.get("/api/v1/streams").body.decode()):
        for secret in (PASSWORD, "p%40ss", "wrong@"):
            assert secret not in text
