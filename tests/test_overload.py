"""More streams than the machine can do: latency and memory stay bounded, and nobody starves."""

import os
import statistics
import time

import pytest

pytestmark = pytest.mark.alone

SETTLE_SECONDS = 15  # Until the governor has found its share.
LOOKS_A_SECOND = 0.4  # That every stream gets over any minute.
AGE_P95_S = 0.5
WORST_AGE_P95_S = 2  # Whatever else the machine does.
BUSY_PERCENT = 10  # Of all cores, by other programs: figures taken then say nothing about ours.
GROWTH = 0.02  # Of the memory, from the middle to the end, when every decoder's pool is full.


def streams_beyond_this_machine():
    """So many that to decode them all would take more than all cores."""
    return 16 * (os.cpu_count() or 2)


@pytest.fixture
def overloaded(serve, release_binary, clips):
    """A server that has been overloaded for a while."""
    clip = clips.busy_street()
    server = serve("--loop", *[clip] * streams_beyond_this_machine(), program=release_binary)
    for stream in server.streams():
        server.wait_for_state(stream["id"], "running", 60)
    time.sleep(SETTLE_SECONDS)
    return server


def age_buckets(metrics):
    """The results of all streams by the upper bounds of their ages, in seconds, added up."""
    buckets = {}
    for key, value in metrics.items():
        if key.startswith("trigo_stream_age_seconds_bucket"):
            bound = float(key.partition('le="')[2].partition('"')[0].replace("+Inf", "inf"))
            buckets[bound] = buckets.get(bound, 0) + value
    return buckets


def age_bound_s(before, after, part):
    """The least bound that such a part of the results between the two scrapes kept."""
    counts = {bound: after[bound] - before.get(bound, 0) for bound in after}
    return min(bound for bound, count in counts.items() if count >= part * counts[float("inf")])


def check_a_while(server, seconds):
    """Plays on; checks each stream's looks, ages, and the memory."""
    streams = server.streams()
    before = {stream["id"]: stream["ledger"]["detected"] for stream in streams}
    ages = age_buckets(server.metrics())
    memory, others = [], []
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        time.sleep(1)
        server.check_ledgers()
        memory.append(server.metrics()["process_resident_memory_bytes"])
        stats = server.json("/api/stats")
        others.append(stats["cpu_percent"] - stats["cpu_process_percent"])
    elapsed = time.monotonic() - begin
    streams = server.streams()
    starved = {stream["id"]: stream["ledger"]["detected"] - before[stream["id"]]
               for stream in streams
               if stream["ledger"]["detected"] - before[stream["id"]] < LOOKS_A_SECOND * elapsed}
    age_p95_s = age_bound_s(ages, age_buckets(server.metrics()), 0.95)
    assert sum(stream["ledger"]["failed"] for stream in streams) == 0
    assert all(stream["decode_cut"] for stream in streams), "and every stream's tile says so"
    assert server.json("/api/stats")["decode_share"] < 1
    middle, end = (statistics.median(part) for part in (
        memory[len(memory) // 2:len(memory) * 2 // 3], memory[len(memory) * 5 // 6:]))
    assert end < (1 + GROWTH) * middle, f"memory: {memory}"
    assert age_p95_s <= WORST_AGE_P95_S
    if statistics.mean(others) > BUSY_PERCENT and (starved or age_p95_s > AGE_P95_S):
        pytest.skip(f"other programs take {statistics.mean(others):.0f} % of the machine, so no "
                    f"judgement of {starved}, {age_p95_s}")
    assert not starved, f"looks in {elapsed:.0f} s: {starved}"
    assert age_p95_s <= AGE_P95_S


@pytest.mark.timeout(180)
def test_for_a_minute(overloaded):
    check_a_while(overloaded, 60)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_for_ten_minutes(overloaded):
    check_a_while(overloaded, 600)
