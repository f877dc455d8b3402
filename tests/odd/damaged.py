"""Streams in which something is missing or wrong: lost packets, flipped bits, cut files."""

from functools import partial

from bitstream import (TS_PACKET, boxes, flipped, is_key, nal_header, nal_units, ts_packets,
                       ts_pid, without_slices)
from workshop import Collection

DAMAGED = Collection()
NOISE_SEEDS = (1, 2)
FLIP_SEEDS = (3,)
NO_KEY = "what comes before the first key frame is not decoded: it would show garbage"


def _lose(codec, unwanted, shop, path):
    source = shop.video(codec, {"h264": "h264", "hevc": "hevc"}[codec])
    stream = without_slices(source.read_bytes(), codec, unwanted)
    if path.suffix in (".h264", ".hevc"):
        path.write_bytes(stream)
        return
    raw = shop.folder / f"{path.stem}.{codec}"
    raw.write_bytes(stream)
    shop.remux(path, raw, "-copyinkf")


def _losses():
    def first(number, _unit):
        return number == 0

    def seventh(number, _unit):
        return number == 7

    for suffix in ("h264", "ts", "mp4"):
        DAMAGED.add(f"h264-no-first-idr.{suffix}", "the first key frame is missing")(
            partial(_lose, "h264", first))
        DAMAGED.add(f"h264-lost-p.{suffix}", "a P-frame is missing")(
            partial(_lose, "h264", seventh))
    for suffix in ("hevc", "ts", "mp4"):
        DAMAGED.add(f"hevc-no-first-idr-{suffix}.{suffix}", "the first key frame is missing",
                    pictures=40, because=NO_KEY)(partial(_lose, "hevc", first))
        DAMAGED.add(f"hevc-lost-p-{suffix}.{suffix}", "a P-frame is missing")(
            partial(_lose, "hevc", seventh))


_losses()


@DAMAGED.add("no-key-frame-at-all.h264", "no key frame in it, only what refers to one",
             refused=("no picture",))
def _(shop, path):
    _lose("h264", lambda _number, unit: is_key(unit, "h264"), shop, path)


@DAMAGED.add("unmarked-key-frames.h264", "pictures that stand alone, and nothing that says so")
def _(shop, path):
    source = shop.video("h264-b", "h264", more=["-x264-params", "open-gop=1:threads=1"])
    shop.remux(path, source, "-bsf:v", "filter_units=remove_types=5-6")


@DAMAGED.add("no-parameters.h264", "SPS and PPS are missing", refused=("no picture",))
def _(shop, path):
    units = nal_units(shop.video("h264", "h264").read_bytes())
    path.write_bytes(b"".join(unit for unit in units if nal_header(unit) & 31 not in (7, 8)))


@DAMAGED.add("late-parameters.h264", "SPS and PPS come with the second key frame only")
def _(shop, path):
    units = nal_units(shop.video("h264", "h264").read_bytes())
    kept = [unit for n, unit in enumerate(units) if n > 9 or nal_header(unit) & 31 not in (7, 8)]
    path.write_bytes(b"".join(kept))


@DAMAGED.add("lost-slice.h264", "one of four slices of a picture is missing")
def _(shop, path):
    stream = shop.video("h264", "h264", more=["-slices", 4]).read_bytes()
    path.write_bytes(without_slices(stream, "h264", lambda number, _unit: number == 29))


@DAMAGED.add("intra-refresh-cut.ts", "no key frames but the first, which is cut off", pictures=30,
             because="pictures that are not whole yet are counted, as corrupt")
def _(shop, path):
    source = shop.video("h264", "ts", more=["-x264-params", "threads=1:intra-refresh=1"])
    packets = ts_packets(source.read_bytes())
    path.write_bytes(b"".join(packets[:2] + packets[len(packets) // 4:]))


@DAMAGED.add("open-gop-cut.hevc", "begins with pictures that refer to what was cut off")
def _(shop, path):
    coding = "keyint=10:bframes=3:open-gop=1:pools=none:frame-threads=1:log-level=error"
    source = shop.video("hevc", "hevc", more=["-x265-params", coding])
    units = nal_units(source.read_bytes())
    second = [n for n, unit in enumerate(units) if is_key(unit, "hevc")][1]
    head = [unit for unit in units if nal_header(unit) >> 1 & 63 in (32, 33, 34)][:3]
    path.write_bytes(b"".join(head + units[second:]))


@DAMAGED.add("mid-gop-at-31814-s.ts", "begins in the middle of a group of pictures, at 31,814 s")
def _(shop, path):
    whole = shop.part("late.ts", "-i", shop.video(), "-c", "copy", "-output_ts_offset", 31814)
    packets = ts_packets(whole.read_bytes())
    path.write_bytes(b"".join(packets[len(packets) // 6:]))


@DAMAGED.add("mid-packet.ts", "begins in the middle of a TS packet, and ends in one")
def _(shop, path):
    path.write_bytes(shop.video(suffix="ts").read_bytes()[1234:-50])


@DAMAGED.add("lost-packets.ts", "every 50th TS packet is missing")
def _(shop, path):
    packets = ts_packets(shop.video(suffix="ts").read_bytes())
    path.write_bytes(b"".join(packet for n, packet in enumerate(packets) if n % 50 != 49))


@DAMAGED.add("no-tables.ts", "PAT and PMT are missing")
def _(shop, path):
    packets = ts_packets(shop.video(suffix="ts").read_bytes())
    path.write_bytes(b"".join(packet for packet in packets if ts_pid(packet) == 256))


@DAMAGED.add("scrambled.ts", "marked as scrambled, as pay TV is")
def _(shop, path):
    marked = [packet[:3] + bytes([packet[3] | 0xc0]) + packet[4:] if ts_pid(packet) == 256
              else packet for packet in ts_packets(shop.video(suffix="ts").read_bytes())]
    path.write_bytes(b"".join(marked))


@DAMAGED.add("rubbish-first.ts", "1,000 bytes of rubbish before the first packet")
def _(shop, path):
    path.write_bytes(bytes(n * 7 & 255 for n in range(1000)) +
                     shop.video(suffix="ts").read_bytes())


def _noisy(codec, container, seed, shop, path):
    shop.remux(path, shop.video(codec, container), "-bsf:v", f"noise=amount={seed * 1000}")


def _flipped(codec, container, seed, shop, path):
    stream = shop.video(codec, container).read_bytes()
    path.write_bytes(flipped(stream, seed, 400, begin=len(stream) // 10))


def _bit_errors():
    for seed in NOISE_SEEDS:
        for codec, container in [("h264-b", "mkv"), ("hevc-b", "mkv"), ("mpeg4", "avi"),
                                 ("mpeg2", "ts"), ("vp8", "webm"), ("vp9", "webm"),
                                 ("av1", "mkv"), ("mjpeg", "avi")]:
            DAMAGED.add(f"noise-{codec}-{seed}.{container}", "bit errors in every packet")(
                partial(_noisy, codec, container, seed))
    for seed in FLIP_SEEDS:
        for codec, container in [("h264-b", "mp4"), ("h264-b", "mkv"), ("h264-b", "ts"),
                                 ("h264-b", "flv"), ("h264", "h264"), ("hevc-b", "ts"),
                                 ("hevc", "hevc"), ("hevc-b", "mp4"), ("mpeg4", "avi"),
                                 ("mpeg2", "mpg"), ("vp9", "webm"), ("vp8", "ivf"),
                                 ("mjpeg", "mjpeg")]:
            DAMAGED.add(f"flipped-{codec}-{seed}.{container}", "bytes changed everywhere")(
                partial(_flipped, codec, container, seed))


_bit_errors()


def _zeros(codec, container, shop, path):
    stream = shop.video(codec, container).read_bytes()
    at = len(stream) // 2
    path.write_bytes(stream[:at] + bytes(2000) + stream[at + 2000:])


for _codec, _container in [("h264", "h264"), ("h264", "ts"), ("h264", "mp4"), ("h264", "mkv"),
                           ("mpeg4", "avi"), ("vp9", "webm"), ("mjpeg", "mjpeg")]:
    DAMAGED.add(f"zeros.{_container}", "2,000 zero bytes in the middle")(
        partial(_zeros, _codec, _container))


def _cut(codec, container, share, shop, path):
    stream = shop.video(codec, container).read_bytes()
    path.write_bytes(stream[:int(len(stream) * share)])


for _codec, _container in [("h264", "ts"), ("h264", "mkv"), ("h264", "flv"), ("mpeg4", "avi"),
                           ("vp9", "webm"), ("h264", "h264"), ("mpeg2", "mpg")]:
    DAMAGED.add(f"cut-off.{_container}", "only the first half of the file")(
        partial(_cut, _codec, _container, 0.5))


@DAMAGED.add("cut-off-faststart.mp4", "the second half of the file is missing, moov comes first")
def _(shop, path):
    whole = shop.video(suffix="mp4", more=["-movflags", "+faststart"]).read_bytes()
    path.write_bytes(whole[:len(whole) // 2])


@DAMAGED.add("cut-off-no-moov.mp4", "never finished: moov is missing",
             refused=("cut off", "moov"))
def _(shop, path):
    whole = shop.video(suffix="mp4").read_bytes()
    path.write_bytes(whole[:len(whole) // 2])


@DAMAGED.add("cut-off-in-moov.mp4", "cut off in the middle of moov",
             refused=("cut off",))
def _(shop, path):
    whole = shop.video(suffix="mp4", more=["-movflags", "+faststart"]).read_bytes()
    moov = next(found for found in boxes(whole) if found[0] == b"moov")
    path.write_bytes(whole[:(moov[1] + moov[2]) // 2])


@DAMAGED.add("cut-off-fragment.mp4", "cut off in a fragment")
def _(shop, path):
    whole = shop.video(suffix="mp4", more=["-movflags", "frag_keyframe+empty_moov"]).read_bytes()
    path.write_bytes(whole[:len(whole) * 2 // 3])


def _header_only(codec, container, count, shop, path):
    path.write_bytes(shop.video(codec, container).read_bytes()[:count])


for _codec, _container, _count in [("h264", "h264", 20), ("h264", "mkv", 60), ("mpeg4", "avi", 100),
                                   ("h264", "flv", 12), ("h264", "mp4", 30),
                                   ("h264", "ts", TS_PACKET * 3), ("mjpeg", "mjpeg", 30)]:
    DAMAGED.add(f"header-only.{_container}", f"only the first {_count} bytes",
                refused=(f"header-only.{_container}",))(
                    partial(_header_only, _codec, _container, _count))


def _one_jpeg_cut(container, shop, path):
    stream = shop.video("mjpeg", "mjpeg").read_bytes()
    third = stream.index(b"\xff\xd8", stream.index(b"\xff\xd8", 10) + 10)
    fourth = stream.index(b"\xff\xd8", third + 10)
    raw = shop.folder / f"one-jpeg-cut-{container}.mjpeg"
    raw.write_bytes(stream[:(third + fourth) // 2] + stream[fourth:])
    shop.remux(path, raw)


for _container in ("mjpeg", "avi"):
    DAMAGED.add(f"one-jpeg-cut.{_container}", "a JPEG ends in its middle")(
        partial(_one_jpeg_cut, _container))


@DAMAGED.add("encrypted.mp4", "encrypted, and nobody has the key")
def _(shop, path):
    shop.remux(path, shop.video(suffix="mp4"), "-encryption_scheme", "cenc-aes-ctr",
               "-encryption_key", "00112233445566778899aabbccddeeff", "-encryption_kid",
               "ffeeddccbbaa99887766554433221100")
