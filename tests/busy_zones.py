"""Streams in whose zones a lot happens, without a model: events by the hundred a second."""

import http.client
import json
import threading

CLIP_SECONDS = 4
# Pictures of a clip in which somebody is there. Of a zone that is empty for less than its `exit`
# nothing is told: twice 0.8 s, with 1.2 s in between; or restless, 0.4 s and 0.4 s.
USUAL = [*range(5, 25), *range(55, 75)]
RESTLESS = [n for n in range(1, 101) if n % 20 < 10]


def write_config(folder, clips, streams, zones, restless=False, more=""):
    """A config of so many streams, each with so many zones one over the other: whoever comes enters
    all of them. Four events of each zone every time somebody comes and goes. Returns the arguments
    for `trigo run`."""
    corners = "[[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]]"
    keys = ", enter: 0ms, exit: 100ms" if restless else ""
    scene = "".join(f"      z{zone}: {{polygon: {corners}{keys}}}\n" for zone in range(zones))
    config = folder / f"busy-{streams}-{zones}.yaml"
    config.write_text(
        f"data: {folder / 'record'}\ndetect: {{every: 2}}\n{more}streams:\n" + "".join(
            f"  s{stream}:\n    url: {clips.grey(seconds=CLIP_SECONDS)}\n    loop: true\n"
            + (f"    zones:\n{scene}" if zones else "") for stream in range(streams)))
    boxes = folder / "busy.txt"
    boxes.write_text("".join(
        f"{n},-1,140,60,40,120,0.9\n" for n in (RESTLESS if restless else USUAL)))
    return ["--config", config, "--detections", boxes]


class LiveEvents:
    """Reads /api/v1/events/live on a thread, until the other side ends."""

    def __init__(self, server, after=None):
        self.events = []  # In the order in which they came; appended to by the thread.
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._connection.request("GET", "/api/v1/events/live", headers=(
            {} if after is None else {"Last-Event-ID": str(after)}))
        self._response = self._connection.getresponse()
        assert self._response.status == 200, self._response.read()
        assert self._response.headers["Content-Type"] == "text/event-stream"
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        try:
            event = {}
            for line in self._response:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name in ("id", "data"):
                    event[name] = value
                elif not name and event:
                    told = json.loads(event["data"])
                    assert told["id"] == int(event["id"])
                    self.events.append(told)
                    event = {}
        except (ConnectionError, http.client.HTTPException):
            pass  # The program was killed: what was cut off was not told.

    def wait_for_the_end(self):
        """Of the other side: all that it sent is in `events` then."""
        self._thread.join(timeout=30)
        assert not self._thread.is_alive()
        self._connection.close()
        return self.events


def exported(server, query=""):
    """All events on record."""
    answer = server.get(f"/api/v1/events?format=ndjson{query}", seconds=60)
    assert answer.status == 200, answer
    return [json.loads(line) for line in answer.body.splitlines()]


def assert_pairs_up(events):
    """Of each zone: nobody enters who is there, nobody leaves who is not; ids rise. Gives who is
    there, as (stream, zone, person)."""
    ids = [event["id"] for event in events]
    assert ids == sorted(set(ids))
    inside = set()
    for event in events:
        place = (event.get("stream"), event.get("zone"))
        if event["type"] == "entered":
            inside.discard((*place, event.get("resumes")))
            who = (*place, event["person"])
            assert who not in inside or event["cause"] == "resumed", event
            inside.add(who)
        elif event["type"] == "left":
            assert (*place, event["person"]) in inside, event
            inside.remove((*place, event["person"]))
    return inside
