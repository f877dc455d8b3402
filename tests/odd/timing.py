"""Files whose stamps are missing, wild, or just unusual."""

import random
import struct
from functools import partial

from bitstream import SAMPLES, TRACK, box, numbers, patched, restamped
from workshop import CODECS, Collection, copied, pattern, sound

TIMING = Collection()


@TIMING.add("one-a-second.ts", "one picture a second, in a transport stream")
@TIMING.add("one-a-second.mp4", "one picture a second, as cameras save them")
def _(shop, path):
    shop.ffmpeg(path, *pattern(rate=1, pictures=10), "-pix_fmt", "yuv420p", "-c:v",
                *CODECS["h264"])


for codec, suffix in (("h264-b", "h264"), ("hevc-b", "hevc"), ("mpeg4", "m4v")):
    TIMING.add(f"no-stamps.{suffix}", "no timestamps at all")(partial(copied, codec, suffix))


STAMPS = {
    "wild": ("stamps of any value", lambda n: random.Random(n).randrange(2 ** 33)),
    "equal": ("all stamps are the same", lambda n: 900_000),
    "falling": ("stamps fall from picture to picture", lambda n: 9_000_000 - 3600 * n),
    "jumping": ("stamps jump by an hour", lambda n: 3600 * n + (n > 25) * 324_000_000),
    "back": ("stamps begin again in the middle", lambda n: 900_000 + 3600 * (n % 25)),
    "wrapping": ("stamps pass 2^33 in the middle", lambda n: 2 ** 33 - 90_000 + 3600 * n),
    "twice": ("every stamp comes twice", lambda n: 900_000 + 7200 * (n // 2)),
    "shaking": ("stamps jump to and fro by two pictures", lambda n: 900_000 + 3600 * (n ^ 3)),
}


def _stamped(stamp_of, shop, path):
    path.write_bytes(restamped(shop.video(suffix="ts").read_bytes(), stamp_of))


for _name, (_odd, _stamp_of) in STAMPS.items():
    TIMING.add(f"stamps-{_name}.ts", _odd)(partial(_stamped, _stamp_of))


def _with_durations(entries, shop, path):
    """An mp4 whose table of durations is another one."""
    whole = shop.video(suffix="mp4", more=["-movflags", "+faststart"]).read_bytes()
    begin, end = box(whole, *SAMPLES, b"stts")
    table = numbers(0, len(entries), *(number for entry in entries for number in entry))
    spare = end - begin - 8 - len(table)
    if spare:
        raise ValueError(f"another table of durations must be as long: {spare} bytes are left")
    path.write_bytes(whole[:begin + 8] + table + whole[end:])


TIMING.add("durations-huge.mp4", "every picture lasts for hours")(
    partial(_with_durations, [(50, 0x7fffffff)]))
TIMING.add("durations-zero.mp4", "no picture lasts at all")(partial(_with_durations, [(50, 0)]))
TIMING.add("durations-too-few.mp4", "the table of durations ends early")(
    partial(_with_durations, [(20, 512)]))


@TIMING.add("timescale-zero.mp4", "zero ticks a second")
def _(shop, path):
    whole = shop.video(suffix="mp4").read_bytes()
    path.write_bytes(patched(whole, (*TRACK, b"mdia", b"mdhd"), 20, numbers(0)))


@TIMING.add("timescale-huge.mp4", "two thousand million ticks a second")
def _(shop, path):
    whole = shop.video(suffix="mp4").read_bytes()
    path.write_bytes(patched(whole, (*TRACK, b"mdia", b"mdhd"), 20, numbers(2_000_000_000)))


@TIMING.add("declares-90000-a-second.h264", "90,000 pictures a second, it says")
def _(shop, path):
    shop.remux(path, shop.video("h264", "h264"), "-bsf:v", "h264_metadata=tick_rate=180000")


@TIMING.add("declares-90000-a-second.avi", "90,000 pictures a second, it says")
def _(shop, path):
    whole = bytearray(shop.video("mpeg4", "avi").read_bytes())
    header = whole.index(b"strh") + 8
    struct.pack_into("<II", whole, header + 20, 1, 90_000)
    path.write_bytes(whole)


@TIMING.add("declares-90000-a-second.mp4", "90,000 pictures a second, it says")
def _(shop, path):
    shop.ffmpeg(path, *pattern(rate=90_000), "-pix_fmt", "yuv420p", "-c:v", *CODECS["h264"],
                "-video_track_timescale", 90_000)


@TIMING.add("slow-motion.mp4", "240 pictures a second, then 10, then 240 again")
def _(shop, path):
    times = "if(lt(N,20),N/240,if(lt(N,30),20/240+(N-20)/10,20/240+1+(N-30)/240))/TB"
    shop.ffmpeg(path, *pattern(), "-vf", f"settb=1/24000,setpts='{times}'", "-fps_mode",
                "passthrough", "-pix_fmt", "yuv420p", "-c:v", *CODECS["h264-b"],
                "-video_track_timescale", 24_000)


@TIMING.add("gaps.avi", "pictures that were left out are empty packets")
def _(shop, path):
    shop.ffmpeg(path, *pattern(), "-vf", "select='not(between(mod(n,10),3,7))'", "-fps_mode",
                "passthrough", "-c:v", *CODECS["mpeg4"])


@TIMING.add("an-hour-one-key-frame.mkv", "an hour, a picture in 5 s, one key frame",
            endless=True)
def _(shop, path):
    shop.ffmpeg(path, *pattern("64x48", "1/5", 720), "-pix_fmt", "yuv420p", "-c:v", "libx264",
                "-preset", "ultrafast", "-g", 100_000, "-x264-params", "threads=1:scenecut=0")


@TIMING.add("edit-list.mp4", "an edit list hides the first 0.7 s")
def _(shop, path):
    shop.ffmpeg(path, "-ss", 0.7, "-i", shop.video("h264-b", "mp4"), "-c", "copy")


@TIMING.add("edit-list-delay.mp4", "an edit list lets the video begin after 3 s")
def _(shop, path):
    shop.ffmpeg(path, *sound(5), "-itsoffset", 3, "-i", shop.video("h264-b", "mp4"), "-map", "0",
                "-map", "1", "-c:v", "copy", "-c:a", "aac")


@TIMING.add("negative-start.mp4", "begins before 0")
def _(shop, path):
    shop.remux(path, shop.video("h264-b", "mp4"), "-output_ts_offset", -1, "-avoid_negative_ts",
               "disabled")


@TIMING.add("sound-goes-on.mp4", "four times as much sound as video")
def _(shop, path):
    shop.ffmpeg(path, *sound(8), "-i", shop.video(), "-map", "0", "-map", "1", "-c:v", "copy",
                "-c:a", "aac")


@TIMING.add("sound-first.ts", "three seconds of sound before the first picture")
def _(shop, path):
    shop.ffmpeg(path, *sound(5), "-itsoffset", 3, "-i", shop.video(), "-map", "0", "-map", "1",
                "-c:v", "copy", "-c:a", "mp2")


@TIMING.add("no-length.mkv", "a recording that was never finished: no length, no index")
def _(shop, path):
    shop.remux(path, shop.video(), "-live", 1)
