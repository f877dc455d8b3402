"""The record of events under what happens to programs and disks: kill -9 at any moment, a disk that
is full, a flood of events."""

import random
import resource
import signal
import time

import pytest

from busy_zones import LiveEvents, assert_pairs_up, exported, write_config
from trigo_server import wait_until

KILLS = 100


@pytest.mark.timeout(400)
def test_a_hundred_kills_lose_nothing_that_was_told(serve, release_binary, clips, tmp_path):
    arguments = write_config(tmp_path, clips, streams=4, zones=8, restless=True)
    moments = random.Random(8)
    told = []
    for _ in range(KILLS):
        server = serve(*arguments, program=release_binary)
        live = LiveEvents(server, after=told[-1]["id"] if told else 0)
        time.sleep(moments.uniform(0, 0.6))  # Not to wait for anything: to be anywhere.
        server.child.send_signal(signal.SIGKILL)
        server.child.wait()
        server.stopped = True
        told += live.wait_for_the_end()
    server = serve(*arguments, program=release_binary)
    started = told[-1]["id"]
    events = exported(server)
    assert [event["id"] for event in told] == list(range(1, started + 1)), "a hole, or a double"
    assert events[:started] == told
    assert all(event["type"] != "gap" for event in events)
    inside = assert_pairs_up(events)
    persons_since = {event["person"] for event in events[started:] if event["type"] == "entered"}
    assert {person for _, _, person in inside} <= persons_since, "open since an earlier start"
    interrupted = sum(event.get("cause") == "interrupted" for event in events)
    assert interrupted > 0 and started > 20 * KILLS
    print(f"{KILLS} kills, {started} events told and compared, {len(events)} on record, "
          f"{interrupted} interrupted")


def test_while_the_disk_is_full_all_else_goes_on(serve, clips, tmp_path):
    server = serve(*write_config(tmp_path, clips, streams=1, zones=2))
    pid = server.child.pid
    wait_until(lambda: server.metrics()["trigo_events_kept_total"] >= 8, 30, "events")
    told = exported(server)
    # No file may grow any more: what a full disk is like, without one.
    unlimited = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, unlimited[1]))
    unready = wait_until(lambda: (found := server.get("/readyz")).status == 503 and found, 30,
                         "an answer that it is not ready")
    assert "events.sqlite" in unready.json()["detail"]
    detected = server.stream("s0")["ledger"]["detected"]
    server.wait_for_detections("s0", detected + 30)
    assert server.get("/healthz").status == 200
    kept = server.metrics()["trigo_events_kept_total"]
    assert exported(server)[:len(told)] == told, "what is there can still be read"
    resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)
    wait_until(lambda: server.get("/readyz").status == 200, 30, "readiness")
    wait_until(lambda: server.metrics()["trigo_events_kept_total"] > kept, 30, "more events")
    metrics = server.metrics()
    assert metrics["trigo_events_lost_total"] == 0
    events = exported(server)
    assert events[:len(told)] == told
    assert_pairs_up(events)


def ages_of(server, streams):
    return max(server.stream(f"s{number}")["age_ms"]["p95"] for number in range(streams))


def flood(serve, release_binary, clips, folder, seconds):
    streams, zones, wanted = 12, 48, 500
    quiet = serve(*write_config(folder, clips, streams, 0), program=release_binary)
    time.sleep(seconds)
    quiet_ms = ages_of(quiet, streams)
    quiet.stop()
    server = serve(*write_config(folder, clips, streams, zones), program=release_binary)
    wait_until(lambda: server.metrics()["trigo_events_kept_total"] > 0, 30, "events")
    begin = time.monotonic()
    before = server.metrics()["trigo_events_kept_total"]
    time.sleep(seconds)
    metrics = server.metrics()
    rate = (metrics["trigo_events_kept_total"] - before) / (time.monotonic() - begin)
    busy_ms = ages_of(server, streams)
    print(f"{rate:.0f} events/s for {seconds} s; age p95 {quiet_ms:.0f} ms without, "
          f"{busy_ms:.0f} ms with them; lost {metrics['trigo_events_lost_total']:.0f}")
    assert metrics["trigo_events_lost_total"] == 0 and metrics["trigo_events_up"] == 1
    assert rate >= wanted
    assert busy_ms <= 1.1 * quiet_ms + 20
    server.stop()
    again = serve(*write_config(folder, clips, streams, zones), program=release_binary)
    events = exported(again)
    assert len(events) >= wanted * seconds
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert_pairs_up(events)


@pytest.mark.alone
def test_a_flood_of_events_loses_none_and_delays_no_picture(serve, release_binary, clips, tmp_path):
    flood(serve, release_binary, clips, tmp_path, seconds=6)


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_a_minute_of_flood(serve, release_binary, clips, tmp_path):
    flood(serve, release_binary, clips, tmp_path, seconds=60)
