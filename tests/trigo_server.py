"""A running `trigo run`, as the tests see it: its answers, its output, its end."""

import http.client
import json
import os
import re
import signal
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass

START_SECONDS = 60  # Loading and compiling the model, on a busy machine, under ASan.
STOP_SECONDS = 3    # The promise of the program.

SANITIZER_REPORT = re.compile(
    r"(ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|SUMMARY: \w+Sanitizer|runtime error:)")


def wait_until(condition, seconds, what="the condition"):
    """Asks until the answer is true, and returns it; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        assert time.monotonic() < deadline, f"{what} did not come true within {seconds} s"
        time.sleep(0.05)


def assert_no_sanitizer_report(text):
    assert not SANITIZER_REPORT.search(text), f"a sanitizer reports:\n{text}"


def assert_ledger_adds_up(stream):
    """Every packet and frame of the stream ended in exactly one way."""
    ledger = stream["ledger"]
    sums = {
        "packets": sum(ledger["discarded"].values()) + ledger["rejected"] + ledger["submitted"],
        "frames": ledger["corrupt"] + ledger["not_due"] + ledger["offered"],
        "offered": sum(ledger[fate] for fate in (
            "detected", "replaced", "expired", "failed", "cancelled", "waiting", "in_flight")),
    }
    for total, parts in sums.items():
        assert ledger[total] == parts, f"{stream['id']}: {total} does not add up: {ledger}"
    counts = [count for key, count in ledger.items() if key != "discarded"]
    assert min(counts + list(ledger["discarded"].values())) >= 0, ledger


def parse_metrics(text):
    """The values of a /metrics answer by `name{labels}`, as they stand there."""
    lines = (line.rpartition(" ") for line in text.splitlines() if line[0] != "#")
    return {key: float(value) for key, _, value in lines}


def totals_of_streams(metrics):
    """Of each metric `trigo_stream_NAME`, by (NAME, stream): the sum over its other labels."""
    totals = defaultdict(float)
    for key, value in metrics.items():
        name, _, labels = key.partition('{stream="')
        if labels:
            totals[name.removeprefix("trigo_stream_"), labels.partition('"')[0]] += value
    return dict(totals)


SUMS = {
    "packets_total": ("packets_discarded_total", "packets_rejected_total",
                      "packets_submitted_total"),
    "frames_total": ("frames_corrupt_total", "frames_not_due_total", "frames_offered_total"),
    "frames_offered_total": ("frames_settled_total", "frames_waiting", "frames_in_flight"),
}


def assert_metrics_add_up(metrics, streams):
    """The three sums of docs/reference/metrics.md, of each stream."""
    totals = totals_of_streams(metrics)
    for stream in streams:
        for total, names in SUMS.items():
            parts = {name: totals[name, stream] for name in names}
            assert totals[total, stream] == sum(parts.values()), (
                f"{stream}: {total} is {totals[total, stream]}, but {parts}")
            assert min(parts.values()) >= 0, (stream, parts)


@dataclass
class Answer:
    """One HTTP response. `headers` has lower-case names."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


class Server:
    """`trigo ARGUMENTS` with a web address; ended by stop(), in any case by kill()."""

    def __init__(self, binary, arguments, folder, environment=None):
        folder.mkdir(parents=True, exist_ok=True)
        self.output_file = folder / "output.txt"
        self.error_file = folder / "errors.txt"
        with open(self.output_file, "wb") as output, open(self.error_file, "wb") as errors:
            self.child = subprocess.Popen(
                [str(binary), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=output, stderr=errors, env={**os.environ, **(environment or {})})
        self.port = 0
        self.stopped = False  # By stop().

    def wait_for_address(self):
        match = wait_until(self._address, START_SECONDS, "an address in the output")
        self.port = int(match[1])
        wait_until(lambda: self.get("/healthz").status == 200, 10, "/healthz")
        return self

    def _address(self):
        assert self.child.poll() is None, (
            f"trigo ended with {self.child.returncode} before it listened:\n{self.said()}")
        return re.search(r"http://127\.0\.0\.1:(\d+)/", self.said())

    def said(self):
        """Everything that it printed so far."""
        return self.output_file.read_text() + self.error_file.read_text()

    def get(self, path, method="GET", headers=None, seconds=10, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())
        finally:
            connection.close()

    def send(self, method, path, value, headers=None, seconds=30):
        """`value`: JSON text, or what becomes it."""
        body = value if isinstance(value, str) else json.dumps(value)
        return self.get(path, method, {"Content-Type": "application/json", **(headers or {})},
                        seconds, body.encode())

    def put_stream(self, name, **stream):
        answer = self.send("PUT", f"/api/v1/streams/{name}", stream)
        assert answer.status in (200, 201), answer
        return answer.json()

    def delete_stream(self, name):
        answer = self.get(f"/api/v1/streams/{name}", "DELETE", seconds=30)
        assert (answer.status, answer.body) == (204, b""), answer

    def json(self, path):
        answer = self.get(path)
        assert answer.status == 200, (path, answer)
        return answer.json()

    def streams(self):
        return self.json("/api/v1/streams")

    def stream(self, name):
        return self.json(f"/api/v1/streams/{name}")

    def wait_for_state(self, name, state, seconds=30):
        return wait_until(
            lambda: (found := self.stream(name))["state"] == state and found, seconds,
            f"state '{state}' of {name}, which is {self.stream(name)}")

    def wait_for_detections(self, name, count=1, seconds=30):
        return wait_until(
            lambda: (found := self.stream(name))["ledger"]["detected"] >= count and found, seconds,
            f"{count} detections of {name}")

    def metrics(self):
        answer = self.get("/metrics")
        assert answer.status == 200, answer
        return parse_metrics(answer.body.decode())

    def check_ledgers(self):
        streams = self.streams()
        for stream in streams:
            assert_ledger_adds_up(stream)
        assert_metrics_add_up(self.metrics(), [stream["id"] for stream in streams])

    def stop(self):
        """Checks every ledger, ends the program, and checks how it ended."""
        assert self.child.poll() is None, (
            f"trigo ended by itself with {self.child.returncode}:\n{self.said()}")
        self.check_ledgers()
        self.stopped = True
        begin = time.monotonic()
        self.child.send_signal(signal.SIGTERM)
        try:
            code = self.child.wait(timeout=20)
        finally:
            self.kill()
        took = time.monotonic() - begin
        assert_no_sanitizer_report(self.said())
        assert code == 0, f"ended with {code}:\n{self.said()}"
        assert took < STOP_SECONDS, f"took {took:.1f} s to end"

    def kill(self):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
