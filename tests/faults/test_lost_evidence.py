"""What is told of a zone in which somebody stands while the camera freezes, while its clock jumps,
stands still or lies. Six cameras behind one Trigo, to all of which it happens at once."""

import time
from dataclasses import dataclass

import pytest

from camera import Camera, start_all
from proxy import Leap, Proxy, Stamps
from trigo_server import wait_until
from watching import DESK, Onlooker, events_of, kinds_of, somebody_stands, write_config

pytestmark = pytest.mark.alone

HOUR_S = 3600
HOLD_S = 1.5         # Less than the shortest gap limit, more than a stream may lag.
MEASURE_S = 8        # Of media time against the clock.
ARRIVAL_SECONDS = 30  # Until a camera's stamps are found out.


@dataclass
class Scene:
    server: object
    onlooker: Onlooker
    began: float             # When it happened, time.monotonic().
    stalled: dict = None     # What was told of the frozen camera once it was stalled, …
    stalled_after: float = 0  # … seconds after it froze, …
    unknown: dict = None     # … and of its zone, once it was unknown.
    unknown_after: float = 0
    passed: dict = None      # By stream: media time over wall time, at the end.
    behind: dict = None      # By stream: packets discarded as behind meanwhile.


def zone_of(server, stream):
    told, = server.json(f"/api/v1/presence?stream={stream}")["streams"]
    zone, = told["zones"]
    return zone


def is_occupied(server, stream):
    return zone_of(server, stream)["state"] == "occupied"


def measure(server, streams):
    """How media time passes, and what is discarded as behind, of each stream."""
    def reading(name):
        tracks = server.json(f"/api/v1/streams/{name}/tracks")
        behind = server.stream(name)["ledger"]["discarded"]["behind"]
        return time.monotonic(), tracks["media_time"], tracks["epoch"], behind
    first = {name: reading(name) for name in streams}
    time.sleep(MEASURE_S)
    last = {name: reading(name) for name in streams}
    passed, behind = {}, {}
    for name in streams:
        wall, media, epoch, dropped = (new - old for new, old in zip(last[name], first[name]))
        passed[name] = media / wall if epoch == 0 else None
        behind[name] = dropped
    return passed, behind


def freeze_until_noticed(scene, camera):
    begin = time.monotonic()

    def notice():
        if scene.unknown is None and (zone := zone_of(scene.server, "frozen"))["state"] == (
                "unknown"):
            scene.unknown, scene.unknown_after = zone, time.monotonic() - begin
        if scene.stalled is None and (told := scene.server.stream("frozen"))["state"] == "stalled":
            scene.stalled, scene.stalled_after = told, time.monotonic() - begin
        return scene.unknown and scene.stalled

    camera.freeze()
    try:
        wait_until(notice, 15, f"stalled and unknown, {scene.server.stream('frozen')}")
    finally:
        camera.thaw()


@pytest.fixture(scope="module")
def scene(serve_all, kept, clips, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lost-evidence")
    clip = clips.elementary()
    cameras = {name: kept(Camera(clip)) for name in ("frozen", "leaping", "still", "held")}
    cameras["lying"] = kept(Camera(clip, rate=7))
    cameras["slow"] = kept(Camera(clips.elementary(rate=1, seconds=10), rate=1))
    start_all(cameras.values())
    proxies = {name: kept(Proxy(camera.port)) for name, camera in cameras.items()}
    proxies["lying"].packets = Stamps(10)
    server = serve_all(*write_config(folder, {
        name: {"url": camera.url(port=proxies[name].port), "zones": {"desk": DESK}}
        for name, camera in cameras.items()}), *somebody_stands(folder))
    for name in cameras:
        wait_until(lambda name=name: is_occupied(server, name), 30, f"somebody at {name}")
    scene = Scene(server, kept(Onlooker(server)), time.monotonic())
    proxies["leaping"].packets = Leap(HOUR_S)
    proxies["still"].packets = Stamps(None)
    proxies["held"].drops()
    time.sleep(HOLD_S)
    proxies["held"].passes()
    # As if no time had passed: what it sends now has the stamps of then.
    proxies["held"].packets = Leap(-HOLD_S)
    freeze_until_noticed(scene, cameras["frozen"])
    server.wait_for_state("frozen", "running", 10)
    wait_until(lambda: server.stream("lying")["clock"] == "arrival", ARRIVAL_SECONDS,
               f"the lying camera found out: {server.stream('lying')}")
    scene.passed, scene.behind = measure(server, cameras)
    return scene


def test_a_frozen_camera_is_stalled_within_its_gap_limit(scene):
    assert 0 < scene.stalled["gap_limit_s"] <= 5
    assert scene.stalled_after <= scene.stalled["gap_limit_s"] + 1
    assert scene.stalled["reason"]


def test_a_slow_camera_may_be_silent_for_five_of_its_own_gaps(scene):
    """It sends one picture a second, and nothing happens to it."""
    told = scene.server.stream("slow")
    assert told["gap_limit_s"] == pytest.approx(5, abs=1), told
    states = {sample.state for sample in scene.onlooker.since("slow", scene.began)}
    assert states == {"running"}, scene.onlooker.told("slow", scene.began)
    assert told["incidents"] == 0, told["history"]
    assert_one_stay(scene.server, "slow")


def test_of_a_frozen_camera_nothing_is_known_once_the_evidence_is_too_old(scene):
    told, = scene.server.json("/api/v1/presence?stream=frozen")["streams"]
    assert scene.unknown_after <= told["evidence_limit"] + 1 <= 4
    assert (scene.unknown["count"], scene.unknown["people"]) == (None, None)
    kinds = [event["type"] for event in events_of(scene.server, "frozen")]
    assert [kind for kind in kinds if kind in ("known", "unknown")] == [
        "known", "unknown", "known"], kinds


def test_a_frozen_camera_is_lost_once_and_restored_once(scene):
    events = events_of(scene.server, "frozen")
    kinds = kinds_of(events)
    assert (kinds["stream_lost"], kinds["stream_restored"]) == (1, 1), events
    lost = next(event for event in events if event["type"] == "stream_lost")
    assert lost["reason"] and lost["stream"] == "frozen"
    stream = scene.server.stream("frozen")
    assert stream["incidents"] == 1
    states = [change["state"] for change in stream["history"]]
    assert states.count("stalled") == 1 and states[-1] == "running", stream["history"]


def test_whoever_stood_before_a_frozen_camera_stands_there_still(scene):
    assert_one_stay(scene.server, "frozen")


@pytest.mark.parametrize("stream", ["leaping", "still", "held", "lying"])
def test_a_clock_that_is_wrong_moves_nobody(scene, stream):
    assert_one_stay(scene.server, stream)
    told = scene.server.stream(stream)
    assert told["incidents"] == 0, told["history"]
    states = {sample.state for sample in scene.onlooker.since(stream, scene.began)}
    assert states == {"running"}, scene.onlooker.told(stream, scene.began)
    assert not kinds_of(events_of(scene.server, stream))["stream_lost"]


def assert_one_stay(server, stream):
    events = events_of(server, stream)
    entered = [event for event in events if event["type"] == "entered"]
    assert [event["cause"] for event in entered if event["cause"] != "resumed"] == ["appeared"], (
        events)
    assert not kinds_of(events)["left"], events
    zone = zone_of(server, stream)
    assert (zone["state"], zone["count"]) == ("occupied", 1), (zone, events)


@pytest.mark.parametrize("stream", ["leaping", "still", "held", "lying"])
def test_a_clock_that_is_wrong_does_not_let_a_stream_fall_behind(scene, stream):
    """What is too late may be left out for a moment, not for good."""
    assert scene.behind[stream] == 0, scene.server.stream(stream)


@pytest.mark.parametrize("stream", ["frozen", "leaping", "held", "lying"])
def test_media_time_passes_as_time_does(scene, stream):
    assert scene.passed[stream] == pytest.approx(1, abs=0.1), scene.server.stream(stream)


def test_a_camera_that_stamps_more_pictures_than_it_sends_is_followed_by_their_arrival(scene):
    """Until it is found out its stamps are believed."""
    assert scene.server.stream("lying")["clock"] == "arrival"
    for honest in ("frozen", "leaping", "held"):
        assert scene.server.stream(honest)["clock"] == "stream", honest
