"""The main job: several streams of real footage, every frame on time and accounted for."""

import subprocess
import time

import pytest

from trigo_server import assert_ledger_adds_up

SHORT_SECONDS = 15
LONG_SECONDS = 60
TOLERANCE = 0.02
AGE_P95_MS = 150
BUSY_PERCENT = 30  # Of all cores, by other programs: figures taken then say nothing about ours.
PICTURES_PER_SECOND = 10  # Of the sample footage.

# What the five streams are asked for, and the detections a second that this means.
CADENCES = {"yard": ("every: 4", 2.5), "gate": ("every: 4", 2.5), "lane": ("every: 2", 5),
            "shop": ("rate: 5", 5), "door": ("every: 1", 10)}


@pytest.fixture
def five_streams(serve, release_binary, tmp_path, footage):
    streams = "".join(f"  {name}: {{url: '{footage}', loop: true, detect: {{{cadence}}}}}\n"
                      for name, (cadence, _) in CADENCES.items())
    config = tmp_path / "trigo.yaml"
    config.write_text(f"server: {{listen: '127.0.0.1:0'}}\nstreams:\n{streams}")
    server = serve("--config", config, listen=False, program=release_binary)
    for name in CADENCES:
        server.wait_for_detections(name, 4)
    return server


def detected_and_when(server, name):
    """The detections of a stream so far, and the middle of the time in which that was true."""
    before = time.monotonic()
    ledger = server.stream(name)["ledger"]
    return ledger["detected"], (before + time.monotonic()) / 2


def cpu_of_others(server, seconds):
    """Waits so long; returns the mean share of the machine that other programs took meanwhile."""
    shares = []
    for _ in range(seconds):
        time.sleep(1)
        stats = server.json("/api/stats")
        shares.append(stats["cpu_percent"] - stats["cpu_process_percent"])
    return sum(shares) / len(shares)


def check_rates(server, seconds):
    begin = {name: detected_and_when(server, name) for name in CADENCES}
    others = cpu_of_others(server, seconds)
    wrong = []
    for name, (_, per_second) in CADENCES.items():
        count, instant = detected_and_when(server, name)
        due = per_second * (instant - begin[name][1])
        stream = server.stream(name)
        assert_ledger_adds_up(stream)
        assert stream["ledger"]["failed"] == stream["ledger"]["corrupt"] == 0
        # One more or less: the span begins and ends anywhere between two due times.
        if abs(count - begin[name][0] - due) > TOLERANCE * due + 1:
            wrong.append(f"{name}: {count - begin[name][0]} of {due:.1f} due detections")
        if stream["age_ms"]["p95"] >= AGE_P95_MS:
            wrong.append(f"{name}: age p95 {stream['age_ms']['p95']} ms")
    if wrong and others > BUSY_PERCENT:
        pytest.skip(f"other programs take {others:.0f} % of the machine, so no judgement: {wrong}")
    assert not wrong


@pytest.mark.alone
def test_five_streams_are_looked_at_as_often_as_their_schedules_say(five_streams):
    check_rates(five_streams, SHORT_SECONDS)


@pytest.mark.soak
@pytest.mark.timeout(180)
def test_five_streams_for_a_minute(five_streams):
    check_rates(five_streams, LONG_SECONDS)


def test_five_streams_under_sanitizers(serve, clips):
    """No figures: the program is several times slower. But it runs, adds up, ends and leaks not."""
    server = serve("--loop", clips.street(), clips.street(begin=10), clips.pattern(),
                   clips.pattern(size="240x320"), clips.pattern(size="160x90", rate=10))
    for stream in server.streams():
        server.wait_for_detections(stream["id"], 5)
    server.stop()


def test_a_file_keeps_to_its_own_clock_and_ends(serve, clips):
    clip = clips.street(seconds=4)
    server = serve(clip)
    begin = time.monotonic()
    stream = server.wait_for_state(clip.stem, "ended", 15)
    assert 2 < time.monotonic() - begin < 8
    assert stream["ledger"]["frames"] == 4 * PICTURES_PER_SECOND
    assert stream["ledger"]["packets"] == 4 * PICTURES_PER_SECOND
    assert stream["ledger"]["offered"] == PICTURES_PER_SECOND
    assert server.get("/healthz").status == 200
    assert server.json("/api/stats")["active_streams"] == 0


def test_a_looped_file_goes_on(serve, clips):
    clip = clips.pattern(seconds=2)
    server = serve("--loop", clip)
    stream = server.wait_for_detections(clip.stem, 20, 20)  # Every 4th of 50: 13 in one go.
    assert stream["state"] == "running"
    assert stream["ledger"]["frames"] > 50


def test_a_directory_of_files(serve, clips, tmp_path):
    folder = tmp_path / "footage"
    folder.mkdir()
    for name in ("Yard Côté.mp4", "b.mp4"):
        (folder / name).write_bytes(clips.pattern().read_bytes())
    (folder / "notes.txt").write_text("not a video")
    server = serve("--loop", folder)
    assert len(server.streams()) == 2
    for stream in server.streams():
        server.wait_for_state(stream["id"], "running")


def test_the_same_file_twice_gets_two_ids(serve, clips):
    clip = clips.pattern()
    server = serve("--loop", clip, clip)
    assert len({stream["id"] for stream in server.streams()}) == 2


@pytest.mark.parametrize("degrees, size", [(90, (240, 320)), (180, (320, 240))])
def test_pictures_are_upright(serve, clips, tmp_path, degrees, size):
    turned = tmp_path / "turned.mp4"
    clip = clips.pattern()
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", clip, "-c", "copy",
                    "-metadata:s:v:0", f"rotate={degrees}", turned], check=True, timeout=60)
    server = serve("--loop", turned)
    stream = server.wait_for_state("turned", "running")
    assert (stream["width"], stream["height"]) == size
