"""Eight cameras behind one Trigo, to which one fault after the other happens: each shows a picture
within seconds of its return, and the others do not notice."""

import itertools
import statistics
import time
from dataclasses import dataclass

import pytest

from camera import Camera, start_all
from proxy import Corrupt, Lose, Proxy, duplicate, untouched
from trigo_server import wait_until
from watching import (Ages, Held, Onlooker, foreign_cpu_percent, judge_ages, write_config)

pytestmark = pytest.mark.alone

PICTURE_SECONDS = 5  # From the moment at which the camera's server listens again.
QUIET_SECONDS = 8
SETTLE_SECONDS = 20  # For threads and descriptors to go.
SPARED = ("spared-h264", "spared-h265")  # To these nothing happens.
GROWTH = 0.02        # Of the memory, from the middle to the end of the long form.
PASSWORD = "s3cret/of:the@yard"


@dataclass
class Wall:
    """The cameras by the ids of their streams; the proxy before one of them."""

    cameras: dict
    proxy: Proxy
    clips: object
    server: object


def cameras_of(clips):
    h264, h265 = clips.elementary(), clips.elementary("h265")
    return {
        **{name: Camera(h264) for name in ("spared-h264", "shut", "codec", "proxied")},
        "spared-h265": Camera(h265), "killed": Camera(h265),
        "jpeg": Camera(clips.elementary("mjpeg")),
        "locked": Camera(h264, user="viewer", password=PASSWORD),
    }


@pytest.fixture
def wall(serve, release_binary, owned, clips, tmp_path, no_model):
    cameras = {name: owned(camera) for name, camera in cameras_of(clips).items()}
    start_all(cameras.values())
    proxy = owned(Proxy(cameras["proxied"].port))
    urls = {name: camera.url() for name, camera in cameras.items()}
    urls["proxied"] = cameras["proxied"].url(port=proxy.port)
    arguments = write_config(tmp_path, urls, input={"max_pause": "2s"})
    server = serve(*arguments, *no_model, program=release_binary)
    for name in urls:
        server.wait_for_state(name, "running")
    return Wall(cameras, proxy, clips, server)


# --- faults: each does its work and returns when the camera listens again -------------------------


def shut_down(wall, name="shut"):
    wall.cameras[name].stop()
    time.sleep(1)
    wall.cameras[name].start()


def lose_power(wall, name="killed"):
    wall.cameras[name].kill()
    time.sleep(1)
    wall.cameras[name].start()


def freeze(wall, name="jpeg", seconds=3):
    wall.cameras[name].freeze()
    time.sleep(seconds)
    wall.cameras[name].thaw()


def freeze_until_given_up(wall):
    """So long that it is opened anew meanwhile, by somebody who gets no answer."""
    freeze(wall, "killed", seconds=7)


def change_size(wall, name="shut"):
    sizes = {"320x240": "384x288", "384x288": "320x240"}
    size = next(size for size in sizes if size in wall.cameras[name].look.clip.name)
    wall.cameras[name].restart(clip=wall.clips.elementary(size=sizes[size]))


def change_codec(wall, name="codec"):
    codec = {".h264": "h265", ".h265": "mjpeg", ".mjpeg": "h264"}
    wall.cameras[name].restart(
        clip=wall.clips.elementary(codec[wall.cameras[name].look.clip.suffix]))


def change_password(wall, name="locked"):
    """Somebody sets another one, and back when Trigo was turned away."""
    wall.cameras[name].restart(password="another")
    wait_until(lambda: (seen := wall.server.stream(name))["state"] == "waiting"
               and "401" in seen["reason"], 10, f"being turned away: {wall.server.stream(name)}")
    wall.cameras[name].restart(password=PASSWORD)


def cut(wall):
    wall.proxy.cut()


def reset(wall):
    wall.proxy.cut(reset=True)


def swallow(wall):
    wall.proxy.drops()
    time.sleep(3)
    wall.proxy.passes()


def delay(wall):
    """As a network that is slow for a while: everything comes, but late."""
    wall.proxy.delays(1.2)
    time.sleep(3)
    wall.proxy.passes()


def for_a_while(packets):
    def fault(wall):
        wall.proxy.packets = packets
        time.sleep(2)
        wall.proxy.packets = untouched
    return fault


FAULTS = {
    "shut down": (shut_down, "shut"), "loses power": (lose_power, "killed"),
    "cut": (cut, "proxied"), "frozen": (freeze, "jpeg"), "another size": (change_size, "shut"),
    "swallowed": (swallow, "proxied"), "another codec": (change_codec, "codec"),
    "corrupt": (for_a_while(Corrupt(0.5)), "proxied"),
    "another password": (change_password, "locked"),
    "duplicated": (for_a_while(duplicate), "proxied"),
    "frozen for long": (freeze_until_given_up, "killed"), "reset": (reset, "proxied"),
    "delayed": (delay, "proxied"), "loses packets": (for_a_while(Lose(0.2)), "proxied"),
}


def run_faults(wall, onlooker, names, pause_s):
    """One fault after the other; returns what went wrong."""
    wrong, begun = [], []
    for name in names:
        fault, stream = FAULTS[name]
        begin = time.monotonic()
        fault(wall)
        begun.append((name, stream, begin, time.monotonic()))
        time.sleep(max(0, pause_s - (time.monotonic() - begin)))
    wait_until(lambda: all(
        onlooker.seconds_to_a_picture(stream, back) is not None
        or time.monotonic() > back + PICTURE_SECONDS for _, stream, _, back in begun),
        2 * PICTURE_SECONDS, "the last pictures")
    for name, stream, begin, back in begun:
        took = onlooker.seconds_to_a_picture(stream, back)
        print(f"{name:18} {stream:8} a picture {took and round(took, 1)} s after its return")
        if took is None or took > PICTURE_SECONDS:
            wrong.append(f"{name}: a picture of {stream} {took} s after its return at "
                         f"{back - begin:.2f} s:\n{onlooker.told(stream, begin)}")
    return wrong


def check_spared(onlooker, since):
    for name in SPARED:
        states = {sample.state for sample in onlooker.since(name, since)}
        assert states == {"running"}, f"{name}: {onlooker.told(name, since)}"


def check_shapes(wall):
    """Whoever changed is shown as what it is now."""
    codecs = {".h264": "h264", ".h265": "hevc", ".mjpeg": "mjpeg"}
    for name, camera in wall.cameras.items():
        stream, clip = wall.server.stream(name), camera.look.clip
        assert stream["codec"] == codecs[clip.suffix], (name, stream)
        assert f"-{stream['width']}x{stream['height']}-" in clip.name, (name, stream)


def check_held(wall, before):
    """Nothing of all that is left behind."""
    def back():
        held = Held.by(wall.server)
        return held.threads <= before.threads and held.descriptors <= before.descriptors
    wait_until(back, SETTLE_SECONDS,
               f"as many threads and descriptors as {before}, now {Held.by(wall.server)}")


def warm_up(wall):
    """Threads that are started once, and descriptors that are then kept, are there already."""
    wall.server.check_ledgers()
    time.sleep(1)
    return Held.by(wall.server)


@pytest.mark.timeout(150)
def test_each_fault_once(wall, request):
    before = warm_up(wall)
    onlooker = Onlooker(wall.server)
    request.addfinalizer(onlooker.close)
    quiet = Ages(wall.server, SPARED)
    time.sleep(QUIET_SECONDS)
    quiet_ms, quiet_percent = quiet.p95_ms(), foreign_cpu_percent(wall.server)
    begin, troubled = time.monotonic(), Ages(wall.server, SPARED)
    wrong = run_faults(wall, onlooker, FAULTS, pause_s=3)
    assert not wrong, "\n".join(wrong)
    check_shapes(wall)
    check_spared(onlooker, begin)
    check_held(wall, before)
    judge_ages(quiet_ms, troubled.p95_ms(), foreign_cpu_percent(wall.server), quiet_percent)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_fault_every_ten_seconds_for_ten_minutes(wall, request):
    before = warm_up(wall)
    onlooker = Onlooker(wall.server)
    request.addfinalizer(onlooker.close)
    quiet = Ages(wall.server, SPARED)
    time.sleep(30)
    quiet_ms, quiet_percent = quiet.p95_ms(), foreign_cpu_percent(wall.server)
    begin, troubled = time.monotonic(), Ages(wall.server, SPARED)
    wrong, rss_mb, names = [], [], itertools.cycle(FAULTS)
    while time.monotonic() - begin < 600:
        wrong += run_faults(wall, onlooker, [next(names)], pause_s=10)
        rss_mb.append(Held.by(wall.server).rss_mb)
    assert not wrong, "\n".join(wrong)
    check_shapes(wall)
    check_spared(onlooker, begin)
    check_held(wall, before)
    third = len(rss_mb) // 3
    middle, end = statistics.median(rss_mb[third:2 * third]), statistics.median(rss_mb[2 * third:])
    assert end < (1 + GROWTH) * middle + 1, f"memory: {rss_mb}"
    judge_ages(quiet_ms, troubled.p95_ms(), foreign_cpu_percent(wall.server), quiet_percent)
