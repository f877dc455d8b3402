"""Webhooks: every event reaches every target, in order, whatever happens to target or program."""

import base64
import signal
import sqlite3
import ssl
import subprocess
import time

import pytest

from trigo_server import wait_until
from webhook_target import Target, signature

SECRET = b"trigo-secret-of-24-bytes"
ENCODED_SECRET = "whsec_" + base64.b64encode(SECRET).decode()


@pytest.fixture
def targets():
    """Makes targets; all are closed in the end."""
    made = []

    def make(**arguments):
        made.append(Target(**arguments))
        return made[-1]
    yield make
    for target in made:
        target.close()


@pytest.fixture
def start(serve, clips, tmp_path):
    """Starts a server with a record and these webhooks, given as YAML. In four zones somebody
    stands for a second, is gone for one, and again."""
    boxes = tmp_path / "boxes.txt"
    boxes.write_text("".join(f"{n},-1,140,60,40,120,0.9\n" for n in range(10, 25)))
    zones = "".join(f"      desk{n}: {{polygon: [[0.2, 0.3], [0.8, 0.3], [0.8, 1], [0.2, 1]], "
                    "exit: 300ms}\n" for n in range(4))

    def run(webhooks):
        config = tmp_path / "trigo.yaml"
        config.write_text(f"""
instance: shop-7
data: {tmp_path / "record"}
detect: {{every: 2}}
streams:
  room:
    url: {clips.grey(seconds=4)}
    loop: true
    zones:
{zones}
webhooks:
{webhooks}""")
        return serve("--config", config, "--detections", boxes,
                     environment={"no_proxy": "127.0.0.1", "TRIGO_TEST_SECRET": ENCODED_SECRET})
    return run


def events_of(server, after=0):
    return server.json(f"/api/v1/events?limit=1000&after={after}")["events"]


def keys_by_event(deliveries):
    """The webhook-id of each event, which is the same at each try."""
    keys = {}
    for delivery in deliveries:
        assert keys.setdefault(delivery.event["id"], delivery.key) == delivery.key
    assert len(set(keys.values())) == len(keys)
    return keys


def ids_of(deliveries):
    return [delivery.event["id"] for delivery in deliveries]


def assert_complete(target, server, key=None):
    """Every event that is on record by now gets there, just as it is told elsewhere."""
    events = wait_until(lambda: len(found := events_of(server)) >= 12 and found, 20, "events")
    wait_until(lambda: set(ids_of(target.acknowledged())) >= {event["id"] for event in events},
               15, "all that is on record to be delivered")
    deliveries = target.acknowledged()
    told = {delivery.event["id"]: delivery.event for delivery in deliveries}
    for event in events:
        assert told[event["id"]] == {**event, "instance": "shop-7"}
    keys_by_event(target.deliveries)
    for delivery in target.deliveries:
        assert delivery.headers["content-type"] == "application/json"
        if key:
            assert delivery.headers["webhook-signature"] == signature(key, delivery)
            assert abs(int(delivery.headers["webhook-timestamp"]) - delivery.at) < 5


@pytest.mark.alone
def test_a_target_that_fails_hangs_and_goes_gets_all_and_delays_nobody(start, targets, tmp_path):
    bad, good = targets(), targets()
    bad.answers = [500, 500, None]
    server = start(f"""
  bad: {{url: "{bad.url('/hook?token=hush', 'trigo:hush@')}", timeout: 1s,
        secret: "${{TRIGO_TEST_SECRET}}"}}
  good: {{url: "{good.url()}"}}
""")
    # Two tries that fail, one that hangs until its timeout; then nobody is there.
    wait_until(lambda: len(bad.deliveries) >= 3, 15, "a try that hangs")
    wait_until(lambda: "bad: POST http://127.0.0.1" in server.said() and "no answer within 1 s"
               in server.said(), 10, "a line about the try that hung")
    bad.close()
    assert ids_of(bad.deliveries) == [1] * len(bad.deliveries)
    wait_until(lambda: server.metrics()['trigo_webhook_failures_total{webhook="bad"}'] >= 4, 15,
               "a try to reach nobody")
    assert "Couldn't connect" in server.said()
    metrics = server.metrics()
    assert metrics['trigo_webhook_up{webhook="bad"}'] == 0
    assert metrics['trigo_webhook_behind{webhook="bad"}'] > 0
    assert metrics['trigo_webhook_delivered_total{webhook="bad"}'] == 0
    bad.open()
    wait_until(bad.acknowledged, 20, "a delivery after the target came back")
    assert_complete(bad, server, SECRET)
    assert ids_of(bad.acknowledged()) == list(range(1, len(bad.acknowledged()) + 1))
    assert {delivery.headers["authorization"] for delivery in bad.deliveries} == {
        "Basic " + base64.b64encode(b"trigo:hush").decode()}

    # Meanwhile the other one was told of everything at once, and once.
    assert_complete(good, server)
    assert ids_of(good.deliveries) == list(range(1, len(good.deliveries) + 1))
    assert all("webhook-signature" not in delivery.headers for delivery in good.deliveries)
    assert keys_by_event(good.deliveries).items() >= keys_by_event(bad.acknowledged()).items()
    recorded = times_of_record(tmp_path)
    assert max(delivery.at - recorded[delivery.event["id"]] for delivery in good.deliveries) < 1
    wait_until(lambda: server.metrics()['trigo_webhook_up{webhook="bad"}'] == 1, 10, "good news")
    assert_no_secret_is_shown(server)


def times_of_record(folder):
    """When each event was put on record, in seconds since 1970."""
    file = sqlite3.connect(f"file:{folder / 'record' / 'events.sqlite'}?mode=ro", uri=True)
    try:
        return {event: recorded_us / 1e6
                for event, recorded_us in file.execute("SELECT id, recorded_us FROM events")}
    finally:
        file.close()


def assert_no_secret_is_shown(server):
    shown = [server.said()]
    for path in ("/metrics", "/api/stats", "/api/v1/streams", "/api/v1/presence",
                 "/api/v1/events", "/readyz"):
        shown.append(server.get(path).body.decode())
    for secret in ("hush", ENCODED_SECRET, ENCODED_SECRET[6:], SECRET.decode()):
        assert all(secret not in text for text in shown), secret


def kill(server):
    server.child.send_signal(signal.SIGKILL)
    server.child.wait()
    server.stopped = True


def test_nothing_is_missing_after_the_program_was_killed(start, targets):
    target = targets()
    hook = f"  door: {{url: \"{target.url()}\", secret: plain}}\n"
    for _ in range(2):
        server = start(hook)
        seen = len(target.acknowledged())
        wait_until(lambda: len(target.acknowledged()) > seen + 10, 20, "deliveries")
        kill(server)
    server = start(hook)
    wait_until(lambda: len(events_of(server)) > 30, 20, "more events")
    assert_complete(target, server, b"plain")
    ids = ids_of(target.acknowledged())
    assert ids[0] == 1
    # What the program had not yet written down as delivered comes again, with what follows it:
    # what a second brings, at most, which is 16 events of four zones and some at the start.
    for one, following in zip(ids, ids[1:]):
        assert following <= one + 1, ids
    repeated = len(ids) - len(set(ids))
    assert repeated <= 2 * 24, ids


def test_a_target_that_was_away_for_a_whole_run_gets_it_later(start, targets):
    target = targets()
    hook = f"  door: {{url: \"{target.url()}\"}}\n"
    target.close()
    server = start(hook)
    wait_until(lambda: len(events_of(server)) > 10, 20, "events")
    server.stop()
    target.open()
    server = start(hook)
    assert_complete(target, server)
    assert ids_of(target.deliveries) == list(range(1, len(target.deliveries) + 1))


def test_a_filter_keeps_from_a_target_what_it_does_not_want(start, targets):
    some, none = targets(), targets()
    server = start(f"""
  some: {{url: "{some.url()}", types: [entered, left], zones: [desk1, desk2]}}
  none: {{url: "{none.url()}", streams: [yard]}}
""")
    wait_until(lambda: len(some.acknowledged()) >= 6, 20, "deliveries")
    events = events_of(server)
    wanted = [event["id"] for event in events
              if event["type"] in ("entered", "left") and event["zone"] in ("desk1", "desk2")]
    wait_until(lambda: len(some.acknowledged()) >= len(wanted), 10, "the rest")
    assert ids_of(some.deliveries)[:len(wanted)] == wanted
    assert not none.deliveries
    assert events[-1]["id"] > 20
    wait_until(lambda: server.metrics()['trigo_webhook_behind{webhook="none"}'] == 0, 10,
               "a place behind what is not wanted")


@pytest.fixture
def own_certificate(tmp_path):
    """A certificate for 127.0.0.1 that nobody else trusts, and its key."""
    certificate, key = tmp_path / "own.pem", tmp_path / "own.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                    "-subj", "/CN=trigo test", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def test_https_needs_a_certificate_that_is_trusted(start, targets, own_certificate):
    certificate, key = own_certificate
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    target, stranger = targets(tls=tls), targets(tls=tls)
    server = start(f"""
  mine: {{url: "{target.url()}", ca: own.pem}}
  stranger: {{url: "{stranger.url()}"}}
""")
    assert_complete(target, server)
    wait_until(lambda: "hook stranger: POST https://" in server.said(), 10, "a refusal")
    assert "certificate" in server.said()
    assert not stranger.deliveries


def test_the_end_does_not_wait_for_a_target_that_hangs(start, targets):
    target = targets()
    target.answers = [None]
    server = start(f"  door: {{url: \"{target.url()}\", timeout: 60s}}\n")
    wait_until(lambda: target.deliveries, 20, "a try that hangs")
    begin = time.monotonic()
    server.stop()
    assert time.monotonic() - begin < 3
