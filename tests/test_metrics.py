"""GET /metrics: what docs/reference/metrics.md says, exact at every instant, under any load."""

import http.client
import os
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from trigo_server import assert_metrics_add_up, parse_metrics, wait_until

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs/reference/metrics.md"

# 600 pictures a second for each core, which looks at 160 at best; a scrape stays small.
STREAMS = min(6 * os.cpu_count(), 96)
PICTURES_PER_SECOND = 100
CONNECTIONS = 4
SCRAPES = 750  # Of each connection …
MIN_SCRAPES = 250
SECONDS = 30   # … or as many as it gets in this time.

# Lines of the ledger in the API, and what they are called here.
SAME = {"packets": "packets_total", "rejected": "packets_rejected_total",
        "submitted": "packets_submitted_total", "frames": "frames_total",
        "corrupt": "frames_corrupt_total", "not_due": "frames_not_due_total",
        "offered": "frames_offered_total", "missed_due_times": "due_times_missed_total",
        "waiting": "frames_waiting", "in_flight": "frames_in_flight"}


def metric_of(line, stream):
    """The metric that shows this line of a stream's ledger."""
    if line in SAME:
        return f'trigo_stream_{SAME[line]}{{stream="{stream}"}}'
    return f'trigo_stream_frames_settled_total{{stream="{stream}",fate="{line}"}}'


def assert_same_ledger(metrics, stream):
    name = stream["id"]
    for line, count in stream["ledger"].items():
        if line != "discarded":
            assert metrics[metric_of(line, name)] == count, (name, line)
    for reason, count in stream["ledger"]["discarded"].items():
        key = f'trigo_stream_packets_discarded_total{{stream="{name}",reason="{reason}"}}'
        assert metrics[key] == count, (name, reason)


@pytest.fixture(scope="session")
def promtool():
    tool = shutil.which("promtool", path=f"{ROOT / '.dev'}{os.pathsep}{os.environ['PATH']}")
    if tool is None:
        if os.environ.get("TRIGO_NEEDS_PROMTOOL"):
            pytest.fail("no promtool here; run ./dev test", pytrace=False)
        pytest.skip("no promtool here, it is in the system's package prometheus")
    return tool


@pytest.fixture(scope="module")
def shared(serve_all, clips, tmp_path_factory):
    broken = tmp_path_factory.mktemp("sources") / "broken.mp4"
    broken.write_text("no video " * 1000)
    server = serve_all(clips.street(), broken)
    server.wait_for_state("street-0-4", "ended")
    server.wait_for_state("broken", "error")
    wait_until(lambda: server.get("/api/v1/streams/street-0-4/frame.jpg").status == 200, 10,
               "a picture")
    wait_until(lambda: is_quiet(server.metrics(), "street-0-4"), 10, "the last result")
    return server


def is_quiet(metrics, stream):
    """All that was offered has been settled, and what was detected published and counted."""
    detected = metrics[metric_of("detected", stream)]
    return detected == metrics[f'trigo_stream_age_seconds_count{{stream="{stream}"}}'] \
        == metrics["trigo_batch_frames_sum"] == metrics["trigo_frames_inferred_total"] \
        and metrics[metric_of("waiting", stream)] + metrics[metric_of("in_flight", stream)] == 0


def test_promtool_has_nothing_to_say_against_it(promtool, server):
    answer = server.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    done = subprocess.run([promtool, "check", "metrics"], input=answer.body, check=False,
                          capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_promtool_takes_the_sums_of_the_reference(promtool, tmp_path):
    sums = re.findall(r"```promql\n(.*?)```", REFERENCE.read_text(), re.DOTALL)
    assert len(sums) == 3
    rules = tmp_path / "rules.yaml"
    rules.write_text("groups:\n- name: sums\n  rules:\n" + "".join(
        f"  - record: sum_{number}\n    expr: {' '.join(text.split())}\n"
        for number, text in enumerate(sums)))
    done = subprocess.run([promtool, "check", "rules", rules], check=False, text=True,
                          capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_metric_is_in_the_reference_and_the_other_way_round(server):
    named = set(re.findall(r"^# TYPE (\S+) ", server.get("/metrics").body.decode(), re.MULTILINE))
    described = set(re.findall(r"^\| `(\w+)` \| (?:counter|gauge|histogram) \|",
                               REFERENCE.read_text(), re.MULTILINE))
    described |= set(re.findall(r"`(process_\w+)`", REFERENCE.read_text()))
    assert named == described


def test_it_agrees_with_the_api(server):
    metrics = server.metrics()
    for stream in server.streams():
        assert_same_ledger(metrics, stream)
        up = metrics[f'trigo_stream_up{{stream="{stream["id"]}"}}']
        assert up == (stream["state"] == "running")
        assert metrics.get(f'trigo_stream_people{{stream="{stream["id"]}"}}') == stream["people"]
        assert metrics[f'trigo_stream_failures_total{{stream="{stream["id"]}"}}'] == \
            stream["failures"]
    stats = server.json("/api/stats")
    assert metrics["trigo_frames_decoded_total"] == stats["frames_processed"] > 0
    assert metrics["trigo_frames_inferred_total"] == stats["total_detections"] > 0
    assert metrics["trigo_batch_frames_sum"] == stats["total_detections"]
    assert metrics["trigo_inference_seconds_count"] == metrics["trigo_batch_frames_count"]
    assert metrics["trigo_jpegs_encoded_total"] == 1
    assert metrics[f'trigo_detector_info{{model="{stats["model"]}",'
                   f'device="{stats["device"]}"}}'] == 1
    assert abs(metrics["process_resident_memory_bytes"] / 2**20 - stats["ram_used_mb"]) < 100
    assert 0 <= time.time() - metrics["process_start_time_seconds"] < 300
    assert metrics["process_cpu_seconds_total"] > 0
    assert metrics["process_open_fds"] > 3


def never_falls(key):
    return key.partition("{")[0].endswith(("_total", "_bucket", "_count", "_sum"))


class Scraper(threading.Thread):
    """One connection that scrapes again and again and checks each answer."""

    def __init__(self, port, streams):
        super().__init__(daemon=True)
        self.port = port
        self.streams = streams
        self.scrapes = 0
        self.first = self.last = None
        self.problem = None

    def run(self):
        try:
            self.scrape()
        except Exception as error:  # Told by the test, on its own thread.
            self.problem = error

    def scrape(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        deadline = time.monotonic() + SECONDS
        while self.scrapes < SCRAPES and time.monotonic() < deadline:
            connection.request("GET", "/metrics")
            response = connection.getresponse()
            assert response.status == 200
            now = parse_metrics(response.read().decode())
            assert_metrics_add_up(now, self.streams)
            before = self.last if self.last else now
            assert now.keys() == before.keys()
            fallen = [key for key, value in now.items()
                      if value < before[key] and never_falls(key)]
            assert not fallen, fallen
            self.first = self.first or now
            self.last = now
            self.scrapes += 1
        connection.close()


@pytest.mark.timeout(180)
def test_every_scrape_adds_up_under_overload(serve, release_binary, clips):
    clip = clips.pattern(rate=PICTURES_PER_SECOND)
    server = serve("--loop", "--every", "1", *[clip] * STREAMS, program=release_binary)
    streams = [stream["id"] for stream in server.streams()]
    assert len(streams) == STREAMS
    for stream in streams:
        server.wait_for_state(stream, "running")
    # Nobody knows who is there before the first look; from then on every metric is there.
    for stream in streams:
        server.wait_for_detections(stream)
        wait_until(lambda: server.stream(stream)["people"] is not None, 30, "the first look")

    scrapers = [Scraper(server.port, streams) for _ in range(CONNECTIONS)]
    begin = server.metrics()
    for scraper in scrapers:
        scraper.start()
    for scraper in scrapers:
        scraper.join(SECONDS + 20)
    end = server.metrics()
    for scraper in scrapers:
        if scraper.problem:
            raise scraper.problem
        assert scraper.scrapes >= MIN_SCRAPES
    for scraper in scrapers:
        for stream in streams:
            packets = metric_of("packets", stream)
            assert scraper.last[packets] > scraper.first[packets]
    # It was overload: not half of what was offered could be looked at.
    offered, detected = (
        sum(end[metric_of(line, stream)] - begin[metric_of(line, stream)] for stream in streams)
        for line in ("offered", "detected"))
    assert 0 < detected < offered / 2
    print(f"{sum(scraper.scrapes for scraper in scrapers)} scrapes; {detected:.0f} detected "
          f"of {offered:.0f} offered")
    server.stop()
