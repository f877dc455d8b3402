#!/usr/bin/env python3
"""Writes the inputs that fuzzing begins with, the same ones every time.

usage: make_seeds.py FOLDER     a folder for each target is made in it: FOLDER/TARGET/NAME

Clips are made by the program ffmpeg; one that this ffmpeg cannot write is left out, and named.
"""

import json
import shutil
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from seed_texts import CONFIGS, HTTP_HEADS, JSON_BODIES, MOT, QUERIES, SCENES, URLS, WORDS

CLIP_SECONDS = 30

# Name, and what follows ffmpeg's input: every container and codec that differs for our code.
CLIPS = {
    "h264.mp4": "-c:v libx264 -bf 2 -g 3",
    "fragments.mp4": "-c:v libx264 -bf 0 -g 2 -movflags frag_keyframe+empty_moov",
    "mpeg4.mp4": "-c:v mpeg4",
    "hevc.mp4": "-c:v libx265 -preset ultrafast -x265-params log-level=none:info=0",
    "mjpeg.mov": "-c:v mjpeg -pix_fmt yuvj422p",
    "alpha.mov": "-c:v qtrle -pix_fmt argb",
    "h264.mkv": "-c:v libx264 -bf 1 -g 5",
    "ffv1.mkv": "-c:v ffv1 -pix_fmt yuv420p10le",
    "vp8.webm": "-c:v libvpx -b:v 50k",
    "vp9.webm": "-c:v libvpx-vp9 -b:v 50k",
    "mpeg4.avi": "-c:v mpeg4 -bf 2 -g 4 -vtag XVID",
    "raw.avi": "-c:v rawvideo -pix_fmt bgr24 -vf scale=32:24 -frames:v 2",
    "h264.ts": "-c:v libx264 -bf 0 -g 2",
    "mpeg2.ts": "-c:v mpeg2video -b:v 100k -flags +ilme+ildct",
    "mpeg1.mpg": "-c:v mpeg1video -b:v 100k -r 25 -f mpeg",
    "flv1.flv": "-c:v flv",
    "h264.flv": "-c:v libx264 -g 2",
    "wmv2.asf": "-c:v wmv2",
    "theora.ogg": "-c:v libtheora",
    "h261.h261": "-c:v h261 -vf scale=176:144 -frames:v 2",
    "h263.h263": "-c:v h263 -vf scale=128:96",
    "raw.h264": "-c:v libx264 -bf 2 -g 3",
    "raw.hevc": "-c:v libx265 -preset ultrafast -x265-params log-level=none:info=0 -f hevc",
    "raw.m4v": "-c:v mpeg4 -f m4v",
    "raw.mjpeg": "-c:v mjpeg -f mjpeg",
    "parts.mpjpeg": "-c:v mjpeg -f mpjpeg",
    "vp8.ivf": "-c:v libvpx -b:v 50k",
    "av1.ivf": "-c:v libaom-av1 -cpu-used 8 -b:v 50k -frames:v 2",
    "av1.obu": "-c:v libaom-av1 -cpu-used 8 -b:v 50k -frames:v 2",
    "mpeg2.mxf": "-c:v mpeg2video -b:v 100k -r 25",
    "mpeg4.nut": "-c:v mpeg4",
    "dv.dv": "-c:v dvvideo -vf scale=720:576 -pix_fmt yuv420p -frames:v 1",
    "pictures.gif": "-c:v gif",
    "rv10.rm": "-c:v rv10 -vf scale=176:144 -frames:v 2",
    "pictures.y4m": "-vf scale=32:24 -frames:v 2 -f yuv4mpegpipe",
    "sound.wav": "-vn -f lavfi -i sine -t 0.05",
    "sound.flac": "-vn -f lavfi -i sine -t 0.05",
}


def make_clip(folder, name, how):
    """Whether it could be written."""
    words = how.split()
    inputs = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.5"]
    if "-vn" in words:
        inputs, words = [], words[1:]
    exact = ["-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    if not any(word.startswith(("-pix_fmt", "gif")) for word in words) and inputs:
        exact += ["-pix_fmt", "yuvj420p" if "mjpeg" in words else "yuv420p"]
    done = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-y", *inputs, *words, *exact, str(folder / name)],
        capture_output=True, text=True, check=False, timeout=CLIP_SECONDS)
    if done.returncode == 0:
        return True
    (folder / name).unlink(missing_ok=True)
    why = (done.stderr.strip().splitlines() or ["?"])[0]
    print(f"make_seeds.py: no seed {name}: {why}", file=sys.stderr)
    return False


def turned(clip):
    """An MP4 whose track header turns the picture by a quarter."""
    head, mark, track = clip.partition(b"tkhd")
    upright = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    quarter = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    return head + mark + track.replace(upright, quarter, 1)


def make_clips(folder):
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda clip: make_clip(folder, *clip), CLIPS.items()))
    if sum(made) < len(made) / 2:
        sys.exit("make_seeds.py: ffmpeg wrote less than half of the clips; is it whole?")
    whole = (folder / "mpeg4.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[:len(whole) // 2])
    (folder / "turned.mp4").write_bytes(turned(whole))


def websocket_frame(first, text):
    """As a client sends it: masked, here with zeros."""
    size = struct.pack(">BB", first, 0x80 | len(text)) if len(text) < 126 else \
        struct.pack(">BBH", first, 0x80 | 126, len(text))
    return size + bytes(4) + text


def http_requests():
    heads = [head.replace("\n", "\r\n").encode() for head in HTTP_HEADS]
    upgrade = heads[0]
    watch = json.dumps({"watch": [{"stream": "yard", "width": 32, "quality": 50}]}).encode()
    large = json.dumps({"watch": [{"stream": "yard", "view": "large"}, {"stream": "no"}]}).encode()
    ack = json.dumps({"ack": {"stream": "yard", "epoch": 0, "seq": 3}}).encode()
    text, binary, more, close, ping = 0x81, 0x82, 0x80, 0x88, 0x89
    conversations = [
        websocket_frame(text, watch) + websocket_frame(text, ack),
        websocket_frame(text, large) + websocket_frame(ping, b"hello"),
        websocket_frame(0x01, watch[:9]) + websocket_frame(more, watch[9:]),
        websocket_frame(text, b"?") + websocket_frame(binary, b"\0\1") +
        websocket_frame(close, struct.pack(">H", 1000) + b"bye"),
        websocket_frame(text, b"\xff\xfe"),
    ]
    yield from heads
    for conversation in conversations:
        yield upgrade + conversation
    body = b'{"url": "yard.mp4"}'
    for request in ("PUT /api/v1/streams/yard", "POST /api/v1/probe", "DELETE /api/v1/streams/x"):
        head = f"{request} HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\n"
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        yield f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n".encode() + body + \
            b"\r\n0\r\n\r\n"
    yield heads[1] * 3


def yolox_rows():
    """Of a tensor of 32 x 32 (21 anchors) with 2 classes, and of 64 x 32 with 3."""
    row = struct.pack("<7f", 0.5, 0.25, 0.7, 0.1, 0.9, 0.8, 0.3)
    odd = struct.pack("<7f", float("nan"), float("inf"), 88.8, -200, 1, 1, 0.5)
    huge = struct.pack("<7f", 1e30, -3e38, 80, 80, 1, 1, 1)
    yield bytes([0, 0, 0]) + row * 21
    yield bytes([0, 0, 0]) + odd + row + huge
    yield bytes([1, 0, 1]) + struct.pack("<8f", 0, 0, 0, 0, 1, 0.2, 1, 0.5) * 30


def stamps():
    """A time base, a picture period, then steps, or whole stamps behind a 0."""
    head = struct.pack("<HHB", 0, 30000, 9)
    jump = struct.pack("<Bq", 0, 2 ** 33 - 9000)
    yield head + bytes([255, 255, 1, 3, 255] * 20)
    yield head + jump + bytes([255] * 60) + struct.pack("<Bq", 0, 7)
    yield head + struct.pack("<Bq", 4, -2 ** 63) + jump + struct.pack("<Bq", 8, 2 ** 63 - 1)


def nal_units():
    """What a container says (the first byte is how much), then packets behind their lengths."""
    lengths = bytes([6, 0, 0, 0, 3, 0])
    avcc = bytes([7, 1, 0, 0, 255, 3, 0])
    sliced = bytes([0, 0, 0, 2, 0x41, 0x9a, 0, 0, 0, 2, 0x01, 0x9a])
    coded = bytes([0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x01, 0x9a, 0, 0, 1, 0x02, 0x02])
    for head in (b"\0", lengths, avcc):
        yield head + b"".join(bytes([len(unit)]) + unit for unit in (sliced, coded, sliced[:7]))


def main(arguments):
    if len(arguments) != 1:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    shutil.rmtree(folder, ignore_errors=True)
    seeds = {
        "yaml": CONFIGS + SCENES, "config": CONFIGS, "scene": SCENES, "change": JSON_BODIES,
        "words": WORDS, "url": URLS, "query": QUERIES + JSON_BODIES, "mot": MOT,
        "http": list(http_requests()), "yolox": list(yolox_rows()),
        "stamps": list(stamps()), "units": list(nal_units()), "clip": [],
    }
    for target, inputs in seeds.items():
        (folder / target).mkdir(parents=True)
        for number, text in enumerate(inputs):
            content = text if isinstance(text, bytes) else text.encode()
            (folder / target / f"{number:03}").write_bytes(content)
    make_clips(folder / "clip")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
