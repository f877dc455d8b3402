"""The record of what happened: kept, found again, whole after the hardest end."""

import csv
import io
import signal
import sqlite3
from datetime import datetime

import pytest

from busy_zones import LiveEvents, assert_pairs_up, exported
from jpeg import jpeg_size
from trigo_server import wait_until


@pytest.fixture
def start(serve, clips, tmp_path):
    """Starts a server with a zone and a record in which somebody stands for some seconds, is gone
    for some, and again, as often as the clip is played. All of them have one record."""
    config = tmp_path / "trigo.yaml"
    scene = f"""
data: {tmp_path / "record"}
detect: {{every: 2}}
streams:
  room:
    url: {clips.grey(seconds=4)}
    loop: true
    zones:
      desk: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]]}}
"""
    boxes = tmp_path / "boxes.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(10, 50)))

    def run(more=""):
        config.write_text(more + scene)
        return serve("--config", config, "--detections", boxes)
    return run


def events_of(server, query=""):
    return server.json(f"/api/v1/events?limit=1000{query}")["events"]


def seconds_of(stay):
    """How long somebody was there who left."""
    return (datetime.fromisoformat(stay["time"])
            - datetime.fromisoformat(stay["since"])).total_seconds()


def wait_for_event(server, kind, count=1):
    return wait_until(lambda: len(found := events_of(server, f"&type={kind}")) >= count and found,
                      30, f"{count} {kind}")


def test_what_happened_is_on_record(start):
    server = start()
    wait_for_event(server, "left", 2)
    events = events_of(server)
    assert_pairs_up(events)
    entered, = events_of(server, "&type=entered")[:1]
    assert entered["stream"] == "room" and entered["zone"] == "desk"
    assert entered["cause"] == "appeared" and entered["class"] == "person"
    assert entered["time"] == entered["since"] and entered["time"].endswith("Z")
    assert entered["media_time"] == pytest.approx(0.4, abs=0.1)
    newest = events_of(server, "&order=desc")
    assert newest[-1] == events[0] and newest[0]["id"] >= events[-1]["id"]
    page = server.json("/api/v1/events?limit=2")
    assert page["events"] == events[:2] and page["next"] == events[1]["id"]
    rest = events_of(server, f"&after={page['next']}")
    assert rest[:len(events) - 2] == events[2:]
    assert events_of(server, f"&since={events[-1]['time']}")[-1]["id"] >= events[-1]["id"]
    assert events_of(server, "&since=2100-01-01T00:00:00Z") == []
    assert events_of(server, "&zone=door") == events_of(server, "&stream=yard") == []


@pytest.mark.parametrize("query", ["type=arrived", "since=yesterday", "limit=0", "limit=x",
                                   "after=-1", "order=up", "until=2026-02-30T00:00:00Z"])
def test_a_wrong_question_is_answered_with_what_is_right(start, query):
    answer = start().get(f"/api/v1/events?{query}")
    assert answer.status == 400
    assert query.partition("=")[0] in answer.json()["detail"]


def test_nothing_that_was_told_is_lost_when_the_program_is_killed(start):
    told = []
    for _ in range(3):
        server = start()
        before = len(told)
        wait_until(lambda: len(events_of(server)) >= before + 4, 30, "more events")
        known = events_of(server)
        assert known[:before] == told
        told = known
        server.child.send_signal(signal.SIGKILL)
        server.child.wait()
        server.stopped = True
    server = start()
    events = events_of(server)
    assert events[:len(told)] == told
    inside = assert_pairs_up(events)
    ended = [event for event in events if event.get("cause") == "interrupted"]
    for event in ended:
        assert event["time"] >= event["since"]
    # What is open now began with this start.
    assert len(inside) <= 1


def test_the_past_of_a_zone_is_told_in_intervals_and_buckets(start):
    server = start()
    wait_for_event(server, "vacated", 1)
    path = "/api/v1/presence/history?stream=room&zone=desk"
    past = server.json(path)
    states = [piece["state"] for piece in past["intervals"]]
    assert states[0] == "unknown" and {"vacant", "occupied"} <= set(states)
    assert all(a != b for a, b in zip(states, states[1:]))
    for piece, following in zip(past["intervals"], past["intervals"][1:]):
        assert piece["to"] == following["from"]
        assert piece["max_count"] == {"unknown": None, "vacant": 0, "occupied": 1}[piece["state"]]
    assert (past["intervals"][0]["from"], past["intervals"][-1]["to"]) == (past["from"], past["to"])
    hours = server.json(path + "&bucket=1h")["buckets"]
    assert len(hours) == 24
    assert hours[0] == {**hours[0], "unknown_s": 3600, "max_count": None, "mean_count": None,
                        "entered": 0, "longest_stay_s": None}
    last = hours[-1]
    assert last["occupied_s"] > 0 and last["vacant_s"] > 0 and last["max_count"] == 1
    assert last["mean_count"] == pytest.approx(
        last["occupied_s"] / (last["occupied_s"] + last["vacant_s"]), abs=2e-3)
    assert last["entered"] >= 1
    assert last["longest_stay_s"] >= max(seconds_of(event) for event in events_of(
        server, f"&type=left&until={last['to']}")) - 0.001
    in_all = last["occupied_s"] + last["vacant_s"] + last["unknown_s"]
    assert in_all == pytest.approx(3600, abs=0.01)


def test_events_are_told_as_they_come_and_again_to_who_missed_them(start):
    server = start()
    live = LiveEvents(server, after=0)
    wait_until(lambda: len(live.events) >= 12, 30, "a dozen live events")
    late = LiveEvents(server, after=5)
    filtered = LiveEvents(server, after=None)
    wait_until(lambda: late.events and late.events[-1]["id"] >= 12, 30, "the rest")
    wait_until(lambda: filtered.events, 30, "an event from now on")
    server.stop()
    told = live.wait_for_the_end()
    assert [event["id"] for event in told] == list(range(1, len(told) + 1))
    late_ids = [event["id"] for event in late.wait_for_the_end()]
    assert late_ids == list(range(6, 6 + len(late_ids)))
    first = filtered.wait_for_the_end()[0]
    assert first["id"] > 12 and told[first["id"] - 1] == first


def test_all_events_and_the_whole_past_come_as_tables(start):
    server = start()
    wait_for_event(server, "left", 1)
    answer = server.get("/api/v1/events", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    events = exported(server)[:len(rows)]
    assert len(rows) == len(events) > 0
    for row, event in zip(rows, events):
        told = {key: value for key, value in row.items() if value}
        assert told == {key: str(value) for key, value in event.items()}
    past = "/api/v1/presence/history?stream=room&zone=desk"
    states = [row["state"] for row in csv.DictReader(io.StringIO(
        server.get(past + "&format=csv").body.decode(), newline=""))]
    assert states[0] == "unknown" and {"vacant", "occupied"} <= set(states)
    hours = server.get(past + "&bucket=1h&format=ndjson").body.splitlines()
    assert len(hours) == 24


def test_of_who_enters_there_is_a_picture(start, tmp_path):
    server = start()
    entered, = wait_for_event(server, "entered")[:1]
    assert entered["snapshot"] == f"/api/v1/events/{entered['id']}/snapshot.jpg"
    picture = wait_until(lambda: (found := server.get(entered["snapshot"])).status == 200 and found,
                         10, "a snapshot")
    assert picture.headers["content-type"] == "image/jpeg"
    width, height = jpeg_size(picture.body)
    # The box of 40 x 120 with a margin of 0.12 x 120 around it; from above it touches nothing.
    assert abs(width - 68) <= 2 and abs(height - 148) <= 2
    other = server.json("/api/v1/events?type=known")["events"][0]
    assert "snapshot" not in other
    refused = server.get(f"/api/v1/events/{other['id']}/snapshot.jpg")
    assert refused.status == 404 and "has no snapshot" in refused.json()["detail"]
    assert server.metrics()["trigo_snapshots_kept_total"] >= 1
    kept = list((tmp_path / "record" / "snapshots").rglob("*.jpg"))
    assert kept
    server.stop()
    # Those that belong to no event are gone after the next start, the others are not.
    orphan = kept[0].with_name(kept[0].name.replace(".room.", ".shed."))
    kept[0].rename(orphan)
    again = start()
    wait_until(lambda: not orphan.exists(), 10, "the end of the orphan")
    assert all(one.exists() for one in kept[1:])
    again.stop()
    # For privacy's sake none is kept.
    private = start("privacy: {keep_pictures: false}\n")
    wait_until(lambda: not (tmp_path / "record" / "snapshots").exists(), 10, "no pictures")
    known = events_of(private)[-1]["id"]
    wait_until(lambda: events_of(private, f"&type=entered&after={known}"), 30, "somebody")
    for event in events_of(private, "&type=entered"):
        assert "snapshot" not in event or event["id"] <= known
    assert not (tmp_path / "record" / "snapshots").exists()


def test_an_orderly_end_leaves_no_stay_open(start):
    server = start()
    wait_for_event(server, "entered")
    server.stop()
    again = start()
    events = events_of(again)
    first = [event for event in events if event["type"] in ("entered", "left")]
    assert first[0]["type"] == "entered"
    assert first[1]["type"] == "left"


def test_one_record_has_one_writer(start, trigo, tmp_path, clips):
    start()
    boxes = tmp_path / "boxes.txt"
    done = trigo("run", "--listen", "127.0.0.1:0", "--config", tmp_path / "trigo.yaml",
                 "--detections", boxes)
    assert done.returncode == 2
    assert "another Trigo writes to it" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_without_a_config_nothing_is_kept(serve, no_model, clips, tmp_path):
    server = serve(*no_model, clips.pattern())
    answer = server.get("/api/v1/events")
    assert answer.status == 503 and "without --config" in answer.json()["detail"]
    assert not (tmp_path / "server-0" / "trigo-data").exists()


def test_a_damaged_record_is_set_aside_and_a_new_one_begun(start, tmp_path):
    record = tmp_path / "record"
    record.mkdir()
    (record / "events.sqlite").write_bytes(b"not a record at all " * 500)
    server = start()
    wait_for_event(server, "entered")
    aside, = record.glob("events.sqlite.damaged-*")
    assert aside.read_bytes() == b"not a record at all " * 500
    assert "set aside" in server.said()


def test_while_the_record_is_locked_all_else_goes_on(start, tmp_path):
    server = start()
    wait_for_event(server, "entered")
    assert server.get("/readyz").body == b"ready\n"
    other = sqlite3.connect(tmp_path / "record" / "events.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = server.stream("room")["ledger"]["detected"]
    unready = wait_until(lambda: (found := server.get("/readyz")).status == 503 and found, 30,
                         "an answer that it is not ready")
    assert "database is locked" in unready.json()["detail"]
    assert server.metrics()["trigo_events_up"] == 0
    server.wait_for_detections("room", before + 10)
    other.execute("ROLLBACK")
    other.close()
    wait_until(lambda: server.get("/readyz").status == 200, 30, "readiness")
    metrics = server.metrics()
    assert (metrics["trigo_events_up"], metrics["trigo_events_lost_total"]) == (1, 0)
    assert_pairs_up(events_of(server))
