"""Questions about a record of many events: how long they take, and how large it may become."""

import random
import sqlite3
import statistics
import time

import pytest

from busy_zones import exported, write_config
from trigo_server import wait_until

STREAMS, ZONES = 8, 4
DAYS = 30
US = 1_000_000


def rows_of(stays, begin_us, step_us):
    """Events, stays and states of so many stays, each of a person in a zone: four events each, one
    after the other as they would have been recorded."""
    moments = random.Random(5)
    for number in range(stays):
        stream, zone = f"s{moments.randrange(STREAMS)}", f"z{moments.randrange(ZONES)}"
        since = begin_us + number * step_us
        until = since + moments.randrange(1, 60) * US
        person = 1000 + number
        cause = moments.choice(["crossed", "appeared"])
        dwelt = ("dwell", "") if number % 10 == 0 else ("left", "seen")
        events = [
            (since, stream, zone, "entered", cause, person, since, "", since),
            (since, stream, zone, "occupied", "", 0, 0, "occupied", since),
            (since, stream, zone, *dwelt, person, since, "", since),
            (since, stream, zone, "vacated", "", 0, 0, "vacant", since),
        ]
        yield (events, (stream, zone, person, since, until),
               [(stream, zone, since, "occupied"), (stream, zone, until, "vacant")])


def fill(file, stays):
    """Puts four events a stay into a record that the program has made."""
    end_us = int(time.time() * US) - 3600 * US
    step_us = DAYS * 86_400 * US // stays
    with sqlite3.connect(file, isolation_level=None) as record:
        record.execute("PRAGMA synchronous = OFF")
        record.execute("BEGIN")
        for events, stay, states in rows_of(stays, end_us - stays * step_us, step_us):
            record.executemany(
                "INSERT INTO events(utc_us, stream, place, type, cause, media_time_s, epoch, "
                "person, class, since_us, resumes, state, direction, count, recorded_us) "
                "VALUES(?, ?, ?, ?, ?, 1.5, 1, ?, 'person', ?, 0, ?, '', 0, ?)", events)
            record.execute("INSERT INTO stays VALUES(?, ?, ?, 'person', ?, ?)", stay)
            record.executemany(
                "INSERT INTO states(stream, zone, from_us, state) VALUES(?, ?, ?, ?)", states)
        record.execute("COMMIT")
    record.close()
    return end_us


def random_question(choose, end_us):
    parameters = ["limit=100"]
    if choose.random() < 0.7:
        parameters.append(f"stream=s{choose.randrange(STREAMS)}")
        if choose.random() < 0.6:
            parameters.append(f"zone=z{choose.randrange(ZONES)}")
    if choose.random() < 0.5:
        parameters.append("type=" + choose.choice(
            ["entered", "left", "occupied", "vacated", "dwell", "unknown",
             "entered,left,dwell,crossed"]))
    if choose.random() < 0.6:
        since = end_us / US - choose.random() * DAYS * 86_400
        parameters.append(f"since={since:.0f}")
        if choose.random() < 0.7:
            parameters.append(f"until={since + choose.choice([600, 3600, 86_400, 7 * 86_400]):.0f}")
    if choose.random() < 0.5:
        parameters.append("order=desc")
    return "/api/v1/events?" + "&".join(parameters)


def milliseconds(server, path):
    begin = time.perf_counter()
    answer = server.get(path, seconds=60)
    took = (time.perf_counter() - begin) * 1000
    assert answer.status == 200, (path, answer)
    return took


def ask(serve, release_binary, clips, folder, stays, events_config):
    arguments = write_config(folder, clips, STREAMS, ZONES, more=events_config)
    first = serve(*arguments, program=release_binary)
    wait_until(lambda: first.get("/readyz").status == 200, 30, "readiness")
    first.stop()
    file = folder / "record" / "events.sqlite"
    end_us = fill(file, stays)
    server = serve(*arguments, program=release_binary)
    choose = random.Random(3)
    questions = [random_question(choose, end_us) for _ in range(100)]
    for question in questions:
        milliseconds(server, question)
    pages = sorted((milliseconds(server, question), question) for question in questions)
    choose = random.Random(4)
    month = f"from={end_us / US - DAYS * 86_400:.0f}&to={end_us / US:.0f}&bucket=1h"
    histories = []
    for _ in range(20):
        question = (f"/api/v1/presence/history?stream=s{choose.randrange(STREAMS)}"
                    f"&zone=z{choose.randrange(ZONES)}&{month}")
        # Two threads answer: each has to have read it once.
        histories.append([milliseconds(server, question) for _ in range(5)][-1])
    p95 = pages[94][0]
    print(f"{4 * stays} events, {file.stat().st_size / 1e6:.0f} MB: pages p50 {pages[49][0]:.1f}, "
          f"p95 {p95:.1f}, most {pages[-1][0]:.1f} ms ({pages[-1][1]}); a month by the hour p50 "
          f"{statistics.median(histories):.1f}, most {max(histories):.1f} ms")
    return server, p95, max(histories)


def test_a_hundred_thousand_events_are_soon_searched(serve, release_binary, clips, tmp_path):
    server, p95, history = ask(serve, release_binary, clips, tmp_path, 25_000, "")
    assert p95 < 20
    assert history < 50
    events = exported(server, "&until=" + str(int(time.time()) - 3600))
    assert len(events) == 100_000
    assert [event["id"] for event in events] == list(range(events[0]["id"], events[-1]["id"] + 1))


def test_a_record_stays_within_its_size(serve, release_binary, clips, tmp_path):
    server, _, _ = ask(serve, release_binary, clips, tmp_path, 25_000,
                       "events: {max_mb: 10}\n")
    file = tmp_path / "record" / "events.sqlite"
    wait_until(lambda: file.stat().st_size < 10.5e6, 60, "a smaller record")
    assert exported(server, "&order=desc&limit=1"), "the newest are kept"


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_ten_million_events_are_soon_searched(serve, release_binary, clips, tmp_path):
    server, p95, history = ask(serve, release_binary, clips, tmp_path, 2_500_000,
                               "events: {max_mb: 100000}\n")
    assert p95 < 20
    assert history < 50
    server.stop()
