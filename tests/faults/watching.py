"""How the fault suite sets Trigo to watch, and how it looks on."""

import json
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from busy_zones import exported
from trigo_server import parse_metrics

LOOK_S = 0.1
BUSY_PERCENT = 10  # Of all cores, by other programs: ages taken then say nothing about ours.
# Where somebody stands in each picture of 320x240, and the zone around the feet.
PERSON = "100,100,40,90,0.9"
DESK = {"polygon": [[0.25, 0.5], [0.5, 0.5], [0.5, 1], [0.25, 1]]}


def write_config(folder, streams, **settings):
    """Arguments for `trigo run`: `streams` by id, each a URL or a mapping; looks at each picture.
    JSON is YAML, too."""
    config = folder / "trigo.yaml"
    config.write_text(json.dumps({
        "data": str(folder / "record"), "detect": {"every": 1}, **settings,
        "streams": {name: {"url": told} if isinstance(told, str) else told
                    for name, told in streams.items()}}))
    return ["--config", config]


def somebody_stands(folder, pictures=3000):
    """Arguments for a detector that sees somebody at the desk in every picture."""
    boxes = folder / "stands.txt"
    boxes.write_text("".join(f"{n},-1,{PERSON}\n" for n in range(1, pictures + 1)))
    return ["--detections", boxes]


def events_of(server, stream):
    return exported(server, f"&stream={stream}")


def kinds_of(events):
    return Counter(event["type"] for event in events)


@dataclass
class Sample:
    at: float  # time.monotonic()
    state: str
    reason: str
    frames: int


class Onlooker:
    """Looks at all streams of a server ten times a second, on a thread, until close()."""

    def __init__(self, server):
        self._server = server
        self.samples = {}  # By stream, in order.
        self._end = threading.Event()
        self._failure = None
        self._look()
        self._thread = threading.Thread(target=self._run, name="onlooker")
        self._thread.start()

    def _look(self):
        at = time.monotonic()
        for stream in self._server.streams():
            self.samples.setdefault(stream["id"], []).append(Sample(
                at, stream["state"], stream["reason"], stream["ledger"]["frames"]))

    def _run(self):
        try:
            while not self._end.wait(LOOK_S):
                self._look()
        except Exception as failure:  # For the thread that asks; a dead server, most likely.
            self._failure = failure

    def close(self):
        self._end.set()
        self._thread.join()

    def since(self, stream, instant):
        if self._failure:
            raise self._failure
        return [sample for sample in self.samples[stream] if sample.at >= instant]

    def seconds_to_a_picture(self, stream, since):
        """From the instant on until it ran and had given one more; None: it did not."""
        samples = self.since(stream, since)
        for sample in samples:
            if sample.state == "running" and sample.frames > samples[0].frames:
                return sample.at - since
        return None

    def told(self, stream, since):
        """Its changes of state, for a person."""
        changes, last = [], None
        for sample in self.since(stream, since):
            if (sample.state, sample.reason) != last:
                last = (sample.state, sample.reason)
                changes.append(f"{sample.at - since:6.2f} s  {sample.state}  {sample.reason}")
        return "\n".join(changes)


# --- ages ----------------------------------------------------------------------------------------


class Ages:
    """The ages of results of some streams from now to then, out of their histograms."""

    def __init__(self, server, streams):
        self._server, self._streams = server, streams
        self._before = self._counts()

    def _counts(self):
        metrics = parse_metrics(self._server.get("/metrics").body.decode())
        counts = Counter()
        for key, value in metrics.items():
            match = re.fullmatch(
                r'trigo_stream_age_seconds_bucket\{stream="([^"]*)",le="([^"]*)"\}', key)
            if match and match[1] in self._streams:
                counts[float(match[2].replace("+Inf", "inf"))] += value
        return counts

    def p95_ms(self):
        """Between the two bounds of its bucket, as far in as its rank is."""
        counts = {bound: count - self._before[bound] for bound, count in self._counts().items()}
        rank = 0.95 * counts[float("inf")]
        assert rank > 0, f"no results of {self._streams}"
        below, lower = 0, 0.0
        for bound, count in sorted(counts.items()):
            if count >= rank:
                return 1000 * (lower + (min(bound, 10) - lower) * (rank - below) / (count - below))
            below, lower = count, bound
        raise AssertionError("the last bucket holds them all")


def foreign_cpu_percent(server):
    """What the rest of the machine takes; our cameras are part of it."""
    stats = server.json("/api/stats")
    return stats["cpu_percent"] - stats["cpu_process_percent"]


def judge_ages(quiet_ms, troubled_ms, foreign_percent, quiet_percent):
    """Unchanged, as docs/guide/reliability.md means it. If other programs took more of the machine
    meanwhile than before, there is no judgement."""
    print(f"age p95: {quiet_ms:.1f} ms quiet, {troubled_ms:.1f} ms in trouble")
    if troubled_ms <= 1.1 * quiet_ms + 20:
        return
    if foreign_percent > quiet_percent + BUSY_PERCENT:
        pytest.skip(f"other programs took {foreign_percent:.0f} % of the machine, against "
                    f"{quiet_percent:.0f} % before, so no judgement of {troubled_ms:.0f} ms")
    pytest.fail(f"age p95 is {troubled_ms:.1f} ms, {quiet_ms:.1f} ms while all was quiet")


# --- what a program holds ------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """By the program, now."""

    threads: int
    descriptors: int
    rss_mb: float

    @classmethod
    def by(cls, server):
        own = Path(f"/proc/{server.child.pid}")
        rss_kb = re.search(r"VmRSS:\s+(\d+)", (own / "status").read_text())
        return cls(len(list((own / "task").iterdir())), len(list((own / "fd").iterdir())),
                   int(rss_kb[1]) / 1024)
