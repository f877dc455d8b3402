"""Most cameras are gone, and the name of one is unknown: the one that is left runs all the same."""

import time

import pytest

from camera import Camera
from dead_ends import SwallowingPort
from watching import write_config

pytestmark = pytest.mark.alone

DEAD = 28
FIRST_SECONDS = 10  # Two of them are what it takes to tell a camera's picture rate.


def test_one_of_thirty_runs_at_once_and_the_end_waits_for_none(serve, owned, clips, tmp_path,
                                                               no_model):
    swallowing = owned(SwallowingPort())
    camera = owned(Camera(clips.elementary())).start()
    server = serve(*write_config(tmp_path, {
        **{f"dead-{n}": f"rtsp://127.0.0.1:{swallowing.port}/camera" for n in range(DEAD)},
        "nameless": "rtsp://nosuch.invalid/camera", "good": camera.url()}), *no_model)
    begin = time.monotonic()
    good = server.wait_for_state("good", "running", FIRST_SECONDS)
    print(f"the good one ran after {time.monotonic() - begin:.1f} s")
    server.wait_for_detections("good", good["ledger"]["detected"] + 10, 5)
    states = {stream["id"]: stream["state"] for stream in server.streams()}
    assert {state for name, state in states.items() if name.startswith("dead")} <= {
        "connecting", "waiting"}, states
    nameless = server.wait_for_state("nameless", "waiting", 30)
    assert "host name cannot be resolved" in nameless["reason"]
    camera.freeze()  # It cannot be told that we leave, either.
    try:
        server.stop()  # Which checks that it takes less than 3 s.
    finally:
        camera.thaw()
