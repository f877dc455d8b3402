"""Two of four streams are sick, as sick as can be: the other two do not notice."""

import threading
import time

import pytest

import http_sender
from camera import Camera, start_all
from proxy import Proxy
from trigo_server import wait_until
from watching import Ages, Held, foreign_cpu_percent, judge_ages, write_config

pytestmark = pytest.mark.alone

GOOD = ("good-1", "good-2")
PHASE_SECONDS = 15
GROWTH_MB = 40  # Of a program that is fed as much garbage as it takes.


class Dying:
    """Cuts the connections of a proxy twice a second, until close()."""

    def __init__(self, proxy):
        self._proxy = proxy
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        while not self._end.wait(0.5):
            self._proxy.cut(reset=True)

    def close(self):
        self._end.set()
        self._thread.join()


@pytest.mark.timeout(150)
def test_garbage_and_deaths_change_nothing_for_the_others(serve, release_binary, owned, clips,
                                                          tmp_path, no_model):
    cameras = [owned(Camera(clips.elementary())) for _ in range(3)]
    start_all(cameras)
    proxy = owned(Proxy(cameras[2].port))
    sender = owned(http_sender.Sender({"/camera.ts": http_sender.live_ts(clips.recording())}))
    server = serve(*write_config(tmp_path, {
        "good-1": cameras[0].url(), "good-2": cameras[1].url(),
        "dying": cameras[2].url(port=proxy.port), "garbled": sender.url("/camera.ts"),
    }, input={"max_pause": "1s"}), *no_model, program=release_binary)
    for name in (*GOOD, "dying", "garbled"):
        server.wait_for_state(name, "running")
    quiet = Ages(server, GOOD)
    time.sleep(PHASE_SECONDS)
    quiet_ms, quiet_percent, held = quiet.p95_ms(), foreign_cpu_percent(server), Held.by(server)

    sender.answers["/camera.ts"] = http_sender.garbage
    sender.cut()
    owned(Dying(proxy))
    wait_until(lambda: server.stream("garbled")["state"] != "running"
               and server.stream("dying")["state"] != "running", 20, "both sick")
    asked, troubled = sender.asked, Ages(server, GOOD)
    time.sleep(PHASE_SECONDS)
    assert sender.asked > asked + 3, "garbage is asked for again and again"
    for name in GOOD:
        assert server.stream(name)["incidents"] == 0, server.stream(name)["history"]
    assert Held.by(server).rss_mb < held.rss_mb + GROWTH_MB
    judge_ages(quiet_ms, troubled.p95_ms(), foreign_cpu_percent(server), quiet_percent)
