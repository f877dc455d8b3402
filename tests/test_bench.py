"""`trigo bench`: figures that agree with each other, a ledger that adds up, an end at once."""

import contextlib
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from test_bad_input import assert_refused
from trigo_server import wait_until

pytestmark = pytest.mark.alone

STREAMS = 2
EVERY = 5
SECONDS = 3
FATES = ("detected", "replaced", "expired", "failed", "cancelled")


@pytest.fixture
def bench(trigo, no_model, clips):
    def run(*options):
        done = trigo("bench", "--json", "--seconds", SECONDS, "--warm-up", 0.5, "--every", EVERY,
                     *no_model, *options, clips.pattern(seconds=10), seconds=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def thread_names(process):
    names = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):  # It has ended meanwhile.
            names.append(task.joinpath("comm").read_text())
    return names


def assert_ages_rise(age):
    assert 0 < age["p50"] <= age["p95"] <= age["p99"] < 10_000, age


@pytest.mark.parametrize("kind", ["websocket", "mjpeg"])
def test_the_figures_agree_with_each_other(bench, kind):
    figures = bench("--streams", STREAMS, "--viewers", 2, "--viewer-kind", kind, "--width", 160)
    assert figures["streams"] == STREAMS
    seconds = figures["seconds"]
    assert SECONDS <= seconds < SECONDS + 2

    inferences, ledger = figures["inferences"], figures["ledger"]
    assert inferences["due_per_s"] == STREAMS * 25 / EVERY
    due = inferences["due_per_s"] * seconds
    # What the schedules counted, whether it was done or not; each stream may be one off.
    assert abs(ledger["offered"] + ledger["missed_due_times"] - due) <= 0.1 * due + STREAMS
    done = inferences["done_per_s"] * seconds
    assert abs(ledger["detected"] - done) <= STREAMS and done > 0.5 * due
    assert abs(ledger["offered"] - sum(ledger[fate] for fate in FATES)) <= 2 * STREAMS
    assert (inferences["stream_min_percent"] <= inferences["percent_of_due"]
            <= inferences["stream_max_percent"])
    assert_ages_rise(figures["age_ms"])

    cpu = figures["cpu"]
    stages = cpu["ms_per_stream_second"]
    assert sum(stages.values()) * STREAMS == pytest.approx(cpu["process_ms_per_s"], rel=0.02)
    assert abs(cpu["remainder_percent"]) <= 10, stages
    assert min(stages[name] for name in ("decode", "analysis", "jpeg", "web", "viewers")) > 0
    assert 0 < cpu["process_percent"] <= cpu["machine_percent"] + 2
    assert 0 < figures["rss_mb"]["begin"] <= figures["rss_mb"]["peak"]

    viewers = figures["viewers"]
    assert viewers["count"] == 2 * STREAMS
    # Encoded once for both viewers of a stream.
    assert viewers["pictures"] == pytest.approx(2 * figures["jpegs_encoded"], rel=0.2, abs=4)
    assert viewers["bytes"] > 500 * viewers["pictures"] > 0
    assert_ages_rise(viewers["age_ms"])


def test_nothing_is_encoded_when_nobody_watches(bench):
    figures = bench()
    assert figures["jpegs_encoded"] == figures["viewers"]["pictures"] == 0
    assert figures["cpu"]["ms_per_stream_second"]["jpeg"] < 0.5


def test_what_never_holds_is_found_out_in_one_try(bench):
    figures = bench("--find-max", "--streams", 1, "--age-p95", "0.001ms")
    assert figures["largest"] == 0
    assert [(probe["streams"], probe["holds"]) for probe in figures["probes"]] == [(1, False)]


@pytest.mark.parametrize("arguments, named", [
    (["--streams", 0], "--streams"), (["--seconds", 0], "--seconds"),
    (["--every", 2, "--rate", 3], "--rate"), (["--age-p95", 300], "--find-max"),
    (["--streams", 16, "--viewers", 33], "--viewers"), (["nowhere.mp4"], "nowhere.mp4"),
    (["rtsp://127.0.0.1/cam"], "rtsp://127.0.0.1/cam"), ([Path(__file__)], "test_bench.py")])
def test_bad_input(trigo, no_model, clips, arguments, named):
    assert_refused(trigo("bench", *no_model, clips.pattern(), *arguments), 2, named)


def test_no_clip(trigo):
    assert_refused(trigo("bench"), 2, "clip")


def test_a_signal_ends_it_at_once(binary, no_model, clips):
    child = subprocess.Popen([str(binary), "bench", *map(str, no_model), str(clips.pattern())],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: "s:c1\n" in thread_names(child.pid), 30, "a stream")
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=10) == -signal.SIGINT
        assert time.monotonic() - begin < 1
        assert child.stdout.read() == b""
    finally:
        child.kill()
        child.wait()
