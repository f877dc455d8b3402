"""The texts that fuzzing begins with: right ones, and wrong in ways that people know."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def manual_example():
    """The config that has every key in it, with a variable that the targets set."""
    text = (ROOT / "docs" / "reference" / "config.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
    return re.sub(r"\$\{\w+\}", "${SECRET}", example)


SCENES = [
    """zones:
  gate: {polygon: [[0.1, 0.5], [0.4, 0.5], [0.4, 1], [0.1, 1]], dwell: 30s, enter: 0ms}
  all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], anchor: center, min_score: 0.5}
""",
    """lines:
  door: {from: [0.5, 0.2], to: [0.5, 0.9], classes: [person], min_height: 0.1}
masks:
  sign: {polygon: [[0.6, 0.1], [0.7, 0.1], [0.7, 0.4], [0.6, 0.4]], anchor: feet}
""",
    "zones: {eight: {polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}}\n",
    "masks: {thin: {polygon: [[0, 0], [1, 1], [0.5, 0.5]]}}\n",
    "zones: {gate: {polygon: &p [[0, 0], [1, 0], [1, 1]]}}\nmasks: {same: {polygon: *p}}\n",
    "zones: {gate: {polygon: [[0, 0], [1e-9, 0], [1, 1]], exit: 1.5h, dwell: 168h}}\n",
]

CONFIGS = [
    manual_example(),
    "",
    "# nothing\n",
    "streams: {yard: {url: yard.mp4, loop: true}, gate: {url: 'rtsp://a:${SECRET}@10.0.0.7/1'}}\n",
    "detect: {rate: 6, batch: auto, lanes: auto}\nlive:\n",
    "detect: {every: 4, rate: 6}\n",
    "server: {listen: '[::1]:80'}\ninstance: shop-7\ndata: /var/lib/trigo\n",
    "streams: {a: &a {url: x.mp4}, b: *a, c: {<<: *a}}\n",
    "streams: {yard: {ulr: yard.mp4}}\n",
    "detekt: 1\n",
    "confidence: '${SECRET}'\n",
    "detect: {confidence: ${SECRET}}\n",
    "detect: {confidence: '${SECRET}', model: \"a\\u00e9\\n\\x07\"}\n",
    "---\na: 1\n---\nb: 2\n",
    "a: !!python/object x\n",
    "%YAML 1.2\n---\nlive: !!map {every: !!int 3}\n...\n",
    "title: |\n  two\n  lines\n? [a, b]\n: c\n",
    "[" * 40 + "]" * 40,
    "{a: " * 20 + "1" + "}" * 20,
    "- " * 60 + "x\n",
    "a:\tb\n\tc: d\n",
    "webhooks: {door: {url: 'https://u:${SECRET}@host:9/x?y', secret: whsec_MTIz, timeout: 5s}}\n",
    "webhooks: {door: {url: 'ftp://host', secret: 'whsec_%%'}}\n",
    "privacy: {keep_pictures: false}\nevents: {keep: 1h, max_mb: 10, snapshots: {enabled: no}}\n",
    "input: {timeout: 100ms, min_gap: 10m, max_gap: 1s, transport: udp}\n",
    "\ufefflive: {every: 2}\r\n",
    "a: \u0085\u2028b\n",
]

JSON_BODIES = [
    '{"url": "yard.mp4", "loop": true, "title": "Yard \\ud83d\\ude00 \\u00e9"}',
    '{"url": "rtsp://u:${SECRET}@10.0.0.7/s", "input": {"transport": "udp", "timeout": "5s"}}',
    '{"url": "a.mp4", "detect": {"rate": 2.5}, "live": {"every": 3}, "priority": 10,'
    ' "zones": {"gate": {"polygon": [[0, 0], [1, 0], [1, 1e0]], "dwell": "30s"}}}',
    '{"url": "x", "url": "y"}', '{"url": null}', '{"url": ["a"]}', '{"uri": "a"}', "[]", "{",
    "null",
    '{"url": "\\ud800"}', '{"url": "\\u0000\\u001b[0m"}', '{"a\\u000ab": {}, "url": "\\\\u12"}',
    '{"watch": [{"stream": "yard", "width": 640, "quality": 75, "view": "large"}],'
    ' "ack": {"stream": "yard", "epoch": 0, "seq": 9223372036854775807}}',
    '{"watch": [{"stream": 1}]}', '{"ack": {"stream": "a", "seq": 18446744073709551615}}',
    '{"watch": {}}', '{"url": "/dev/video0", "enabled": false, "decode": "keyframes"}',
    '{"url": "a"}\0"\\u"', '{"url": "a", "priority": 1e400}',
    '{"url": "a", "b": ' + "[" * 50 + "]" * 50 + "}",
]

WORDS = [
    "50ms", "1.5s", "2m", "1h", "-0s", "1e3s", "999999999999999ms", "0.0001h", "12", "-3.25e-7",
    "nan", "inf", "0x10", "1e400", "2026-11-27T04:00:14.016Z", "1732676645", "0.5",
    "1969-12-31T23:59:59Z", "2024-02-30T00:00:00Z", "9999-12-31T23:59:60.999999999Z", "1e10",
    "127.0.0.1:8080", "[::1]:80", "localhost:0", "0.0.0.0:80", "[::ffff:127.0.0.1]:1", "a:b:c",
    "127.0.0.1:65536", "${SECRET}", "$${SECRET}", "a${SECRET}b${SECRET}", "${", "${NOBODY}", "$$${",
    "rtsp://a:b@c/d", "caf\u00e9 \u0085\u2028", "x" * 70, "\u00e9" * 40,
]

URLS = [
    "yard.mp4", "/dev/video0", "/dev/null", "file:///tmp/a%20b.mp4", "file:a", "file://localhost/a",
    "rtsp://viewer:secret@10.0.0.7:554/stream2?x=1", "RTSPS://[fe80::1]:322/a", "http://a/b.m3u8",
    "https://host/cam?user=a&pwd=b", "concat:a|b", "pipe:0", "subfile,,start,0,end,9,,:a",
    "rtsp://",
    "http://:80/", "http://a:b:c@d:e", "a\nb", "http://u:p/w@host/path", "data:text/plain,x",
    "viewer\npass\nword\n10.0.0.7:554/stream", "u\np@ss:w/rd\n?#%\nhost?token=abc&key=d",
    "rtsp://u:a b@c rtsp://d:e@f", "https://u:p@h:9000/trigo?token=x#y", "\\\\host\\share", ".",
    "..",
    "\ne", "a:b\n://\n//\n@@@", "a%2", "x" * 300, "rtsp://h/" + "y/" * 200, "/proc/self/mem",
]

QUERIES = [
    "stream=yard&zone=gate&type=entered&since=2026-11-27T04:00:14Z&until=1795752000&order=desc"
    "&limit=1000&after=12", "after=-1", "limit=0", "type=none", "type=left,crossed", "type=,",
    "type=left%2Cknown", "order=up", "since=x", "line=door",
    "stream=yard&zone=gate&from=2024-11-27T00:00:00Z&to=2025-01-01T00:00:00Z&bucket=15m",
    "stream=yard&zone=gate&from=1732590245&bucket=30s", "stream=yard&zone=gate&bucket=1d",
    "stream=yard&zone=gate&bucket=99999999999999999999s", "stream=a&zone=b&from=0&to=1",
    "format=csv", "text/csv;q=0.5, application/x-ndjson;q=0.8, */*;q=0", "format=ndjson", "&&=&a=",
    "stream=yard&zone=gate&from=0.5&to=0.500001&bucket=1s", "after=9223372036854775807",
]

HTTP_HEADS = [
    "GET /api/v1/live HTTP/1.1\nHost: localhost:8080\nConnection: Upgrade\nUpgrade: websocket\n"
    "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
    "Sec-WebSocket-Protocol: other, trigo.live.v1\n\n",
    "GET / HTTP/1.1\nHost: 127.0.0.1:8080\n\n",
    "GET /api/v1/live HTTP/1.1\nHost: localhost\n\n",
    "HEAD /api/stats HTTP/1.1\nHost: [::1]:8080\nConnection: close\n\n",
    "GET /api/v1/streams HTTP/1.0\nHost: localhost\n\n",
    "GET /api/v1/streams/yard/frame.jpg?width=32&quality=50&overlay=1&view=large HTTP/1.1\n"
    "Host: localhost\nOrigin: http://localhost:8080\n\n",
    "GET /api/v1/streams/yard/video.mjpeg?width=16 HTTP/1.1\nHost: localhost\n\n",
    "GET /api/v1/streams/gate/frame.jpg HTTP/1.1\nHost: localhost\n\n",
    "GET /api/v1/streams/yard/tracks HTTP/1.1\nHost: localhost\nOrigin: http://elsewhere\n\n",
    "GET /api/v1/presence?stream=yard HTTP/1.1\nHost: elsewhere\n\n",
    "GET /api/v1/presence/history?stream=yard&zone=gate&from=0&to=600&bucket=1m HTTP/1.1\n"
    "Host: localhost\n\n",
    "GET /api/v1/events?stream=yard&type=entered&limit=3&after=1 HTTP/1.1\nHost: localhost\n\n",
    "GET /api/v1/events?format=csv HTTP/1.1\nHost: localhost\n\n",
    "GET /api/v1/events HTTP/1.0\nHost: localhost\nAccept: application/x-ndjson\n\n",
    "GET /api/v1/events/live?after=2 HTTP/1.1\nHost: localhost\nLast-Event-ID: 4\n\n",
    "GET /api/v1/events/5/snapshot.jpg HTTP/1.1\nHost: localhost\n\n",
    "GET /api/v1/events/99999999999999999999 HTTP/1.1\nHost: localhost\n\n",
    "GET /metrics HTTP/1.1\nHost: localhost\n\nGET /healthz HTTP/1.1\nHost: localhost\n\n",
    "GET /readyz HTTP/1.1\nHost: localhost\nHost: localhost\n\n",
    "POST /api/v1/probe HTTP/1.1\nHost: localhost\nContent-Type: text/plain\n\n",
    "OPTIONS * HTTP/1.1\n\n", "BREW /pot HTCPCP/1.0\n\n", "GET / HTTP/1.1\nHost:\n\n",
    "GET /../../etc/passwd HTTP/1.1\nHost: localhost\n\n", "\n\nGET / HTTP/9.9\n\n",
    "PUT /api/v1/streams/yard HTTP/1.1\nHost: localhost\nContent-Length: 99999999999\n\n",
    "PUT /api/v1/streams/yard HTTP/1.1\nHost: localhost\nExpect: 100-continue\n"
    "Content-Length: 3\nContent-Type: application/json\n\n{}\n",
    "GET /" + "a" * 9000 + " HTTP/1.1\nHost: localhost\n\n",
    "POST /api/v1/probe HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n"
    "Content-Length: 5\n\nfffffffff\n{}",
]

MOT = [
    "1,-1,10,20,30,40,0.5\n1,-1,0,0,5,5,0.75,-1,-1,-1\n\n3 7 1.5 2 3 4\n",
    "# a remark\n1, 1, 0, 0, 5, 5, 0\r\n1, 2, 0, 0, 5, 5, 0.05\r\n20, 3, 1, 1, 5, 5, 1\r\n",
    "2,-1,0,x,5,5,1\n", "1,2,3\n", "0,-1,0,0,5,5,1\n", "1.5,-1,0,0,5,5,1\n", "1,-1,0,0,0,5,1\n",
    "1,-1,0,0,5,5,50\n", "1,-1,0,nan,5,5,1\n", "1,1,1e7,-1e7,1e-9,1e7,1\n",
    "1,1,1,1,1,1" + ",1" * 99,
    "1," * 3000, "1,1,1,1,1,1\n" * 50, "1,1,\u00e9,1,1,1\n", "1,-1,1e400,0,5,5,1\n",
]
