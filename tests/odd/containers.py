"""What containers hold besides a video, what changes within one, and what is no video at all."""

import random
import struct
from functools import partial

from bitstream import SAMPLES, TRACK, box, boxes, nal_units, numbers, patched
from workshop import CODECS, Collection, copied, pattern, sound

CONTAINERS = Collection()


def _joined(parts, shop, path):
    """Files one after the other; each is (codec, size)."""
    path.write_bytes(b"".join(
        shop.video(codec, path.suffix[1:], size=size, pictures=25).read_bytes()
        for codec, size in parts))


for _suffix, _codec in [("h264", "h264"), ("ts", "h264"), ("hevc", "hevc"), ("mjpeg", "mjpeg"),
                        ("m4v", "mpeg4"), ("mpg", "mpeg2")]:
    CONTAINERS.add(f"two-sizes.{_suffix}", "another size of pictures in the middle")(
        partial(_joined, [(_codec, "128x96"), (_codec, "96x160")]))
CONTAINERS.add("size-to-and-fro.mjpeg", "another size of pictures every few pictures")(
    partial(_joined, [("mjpeg", size) for size in ("128x96", "160x96", "64x64") * 3]))
CONTAINERS.add("codec-changes.ts", "H.264, then HEVC under the same PID",
               warned=("last 25 packets",))(
    partial(_joined, [("h264", "128x96"), ("hevc", "128x96")]))
CONTAINERS.add("codec-changes-back.ts", "HEVC, then MPEG-2, then H.264, under the same PID",
               warned=("packets could not be decoded",))(
    partial(_joined, [("hevc", "128x96"), ("mpeg2", "128x96"), ("h264", "128x96")]))


def _other_pid(codec, pictures, shop, path):
    first = shop.video("h264", "ts", pictures=pictures)
    second = shop.part(f"other-pid-{codec}-{pictures}.ts", "-i",
                       shop.video(codec, "ts", pictures=pictures), "-c", "copy", "-streamid",
                       "0:400")
    path.write_bytes(first.read_bytes() + second.read_bytes())


GOES_ON = ("goes on under the other PID, where ffmpeg stops; the last two pictures of the first "
           "one are lost, since libav gives them at the very end")
CONTAINERS.add("pid-changes.ts", "the video goes on under another PID", pictures=48,
               because=GOES_ON)(partial(_other_pid, "h264", 25))
CONTAINERS.add("pid-and-codec-change.ts", "the video goes on under another PID, in HEVC",
               pictures=48, because=GOES_ON)(partial(_other_pid, "hevc", 25))
CONTAINERS.add("pid-changes-late.ts", "… after more than libav looks at in advance",
               pictures=498, because=GOES_ON)(partial(_other_pid, "hevc", 250))


@CONTAINERS.add("two-sizes.ivf", "VP9, another size of pictures in the middle")
def _(shop, path):
    first, second = (shop.video("vp9", "ivf", size=size, pictures=25).read_bytes()
                     for size in ("128x96", "96x160"))
    path.write_bytes(first + second[32:])


@CONTAINERS.add("rotation-changes.h264", "another orientation in the middle")
def _(shop, path):
    upright = shop.video("h264", "h264", pictures=25)
    turned = shop.part("turned.h264", "-i", upright, "-c", "copy", "-bsf:v",
                       "h264_metadata=display_orientation=insert:rotate=90")
    path.write_bytes(upright.read_bytes() + turned.read_bytes())


@CONTAINERS.add("packed-b-frames.avi", "MPEG-4 with two pictures in one packet, as DivX wrote it")
def _(shop, path):
    shop.ffmpeg(path, *pattern(), "-pix_fmt", "yuv420p", "-c:v", "libxvid", "-bf", 2, "-q:v", 4,
                "-threads", 1)


def _unknown(container, shop, path):
    whole = shop.video("h264", container).read_bytes()
    names = [(b"avc1", b"vvc1"), (b"avcC", b"vvcC"), (b"V_MPEG4/ISO/AVC", b"V_MPEG9/ISO/XYZ")]
    for name, other in names:
        whole = whole.replace(name, other)
    path.write_bytes(whole)


CONTAINERS.add("unknown-codec.mp4", "a codec that nothing here decodes",
               refused=("no decoder", "vvc1"))(partial(_unknown, "mp4"))
CONTAINERS.add("unknown-codec.mkv", "a codec that nothing here decodes",
               refused=("no decoder", "unknown"))(partial(_unknown, "mkv"))


@CONTAINERS.add("two-video-tracks.mp4", "two tracks of video")
def _(shop, path):
    shop.ffmpeg(path, "-i", shop.video(pictures=20), "-i", shop.video("h264-b", size="160x120"),
                "-map", "0", "-map", "1", "-c", "copy")


def _tracks(count, shop, path):
    shop.ffmpeg(path, "-i", shop.video("h264", pictures=5), *["-map", "0"] * count, "-c", "copy")


CONTAINERS.add("two-hundred-tracks.mkv", "200 tracks of video", heavy=True)(
    partial(_tracks, 200))
CONTAINERS.add("two-hundred-tracks.mp4", "200 tracks of video", heavy=True)(
    partial(_tracks, 200))


@CONTAINERS.add("subtitles-and-more.mkv", "sound, subtitles, an attachment and chapters beside it")
def _(shop, path):
    titles = shop.folder / "titles.srt"
    titles.write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n\n", encoding="utf-8")
    chapters = shop.folder / "chapters.txt"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle=One\n",
                        encoding="utf-8")
    shop.ffmpeg(path, "-i", titles, *sound(), "-i", shop.video(), "-i", chapters, "-map", "0",
                "-map", "1", "-map", "2", "-map_chapters", "3", "-attach", titles,
                "-metadata:s:t", "mimetype=text/plain", "-c:v", "copy", "-c:a", "aac", "-c:s",
                "srt")


@CONTAINERS.add("cover-and-video.mp4", "a cover picture beside the video")
def _(shop, path):
    cover = shop.part("cover.jpg", *pattern("640x480", pictures=1), "-pix_fmt", "yuvj420p")
    shop.ffmpeg(path, "-i", cover, "-i", shop.video(), "-map", "0", "-map", "1", "-c", "copy",
                "-disposition:v:0", "attached_pic")


@CONTAINERS.add("cover-only.m4a", "music with a cover picture",
                refused=("no video stream", "cover picture"))
def _(shop, path):
    cover = shop.part("cover.jpg", *pattern("640x480", pictures=1), "-pix_fmt", "yuvj420p")
    shop.ffmpeg(path, *sound(), "-i", cover, "-map", "0", "-map", "1", "-c:a", "aac", "-c:v",
                "copy", "-disposition:v:0", "attached_pic", "-f", "mp4")


for _suffix, _coding in [("wav", "pcm_s16le"), ("mp4", "aac"), ("mkv", "aac"), ("ts", "mp2")]:
    CONTAINERS.add(f"sound-only.{_suffix}", "sound, and no picture",
                   refused=("no video stream", "audio only"))(
        partial(lambda coding, shop, path: shop.ffmpeg(path, *sound(), "-c:a", coding), _coding))


@CONTAINERS.add("fragments.mp4", "fragmented, as browsers like it")
def _(shop, path):
    shop.remux(path, shop.video("h264-b"), "-movflags", "frag_keyframe+empty_moov")


@CONTAINERS.add("first-fragment-missing.mp4", "the first fragment is missing")
def _(shop, path):
    flags = "frag_keyframe+empty_moov+default_base_moof"
    whole = shop.video("h264", "mp4", more=["-movflags", flags]).read_bytes()
    kinds = list(boxes(whole))
    begin = next(found[1] for found in kinds if found[0] == b"moof")
    second = [found[1] for found in kinds if found[0] == b"moof"][1]
    path.write_bytes(whole[:begin] + whole[second:])


@CONTAINERS.add("fragments-alone.mp4", "fragments without the moov that explains them",
                refused=("fragments-alone.mp4",))
def _(shop, path):
    whole = shop.video("h264", "mp4", more=["-movflags", "frag_keyframe+empty_moov"]).read_bytes()
    path.write_bytes(whole[next(found[1] for found in boxes(whole) if found[0] == b"moof"):])


@CONTAINERS.add("every-picture-a-key-frame.mp4", "it says that every picture is a key frame")
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*SAMPLES, b"stss"), 4, b"free"))


@CONTAINERS.add("no-picture-a-key-frame.mp4", "it says that no picture is a key frame")
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*SAMPLES, b"stss"), 12, numbers(0)))


@CONTAINERS.add("wrong-key-frames.mp4", "the wrong pictures are marked as key frames")
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*SAMPLES, b"stss"), 16, numbers(3, 7, 14, 22, 38)))


@CONTAINERS.add("empty-packet.mp4", "the last packet is empty")
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    end = box(whole, *SAMPLES, b"stsz")[1]
    path.write_bytes(whole[:end - 4] + numbers(0) + whole[end:])


@CONTAINERS.add("packet-of-2-gb.mp4", "a packet that says it is 2 GB long")
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*SAMPLES, b"stsz"), 20 + 4 * 20, numbers(0x7ffffff0)))


@CONTAINERS.add("a-thousand-million-samples.mp4", "a table that says it has as many entries",
                refused=("a-thousand-million-samples.mp4",))
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*SAMPLES, b"stsz"), 16, numbers(0x3fffffff)))


@CONTAINERS.add("offsets-outside.mp4", "its chunks lie behind the end of the file",
                refused=("no picture",))
def _(shop, path):
    whole = shop.video("h264", "mp4").read_bytes()
    begin, end = box(whole, *SAMPLES, b"stco")
    count = (end - begin - 16) // 4
    path.write_bytes(patched(whole, (*SAMPLES, b"stco"), 16, numbers(*[0x7fff0000] * count)))


@CONTAINERS.add("boxes-in-boxes.mp4", "boxes nested ten thousand deep",
                refused=("boxes-in-boxes.mp4",))
def _(_shop, path):
    depth = 10_000
    path.write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + b"".join(
        struct.pack(">I4s", 8 * (depth - n), b"moov") for n in range(depth)))


@CONTAINERS.add("no-index.avi", "the index is missing")
def _(shop, path):
    whole = shop.video("mpeg4", "avi").read_bytes()
    path.write_bytes(whole[:whole.rindex(b"idx1")])


@CONTAINERS.add("192-bytes.m2ts", "a transport stream as Blu-ray discs hold it")
def _(shop, path):
    shop.remux(path, shop.video(), "-f", "mpegts", "-mpegts_m2ts_mode", 1)


@CONTAINERS.add("two-programs.ts", "two programs in one transport stream", stream="v:1")
def _(shop, path):
    shop.ffmpeg(path, "-i", shop.video(pictures=20), "-i", shop.video("h264-b", size="160x120"),
                "-map", "0", "-map", "1", "-c", "copy", "-program", "st=0", "-program", "st=1")


@CONTAINERS.add("program-goes-on.ts", "two programs; that which is played ends first")
def _(shop, path):
    shop.ffmpeg(path, "-i", shop.video("h264-b", size="160x120", pictures=30),
                "-i", shop.video("h264", size="64x48", pictures=80), "-map", "0", "-map", "1", "-c",
                "copy", "-program", "st=0", "-program", "st=1")


for name, odd, suffix in (
        ("length-prefixed.h264", "named .h264, but a proper mp4", "mp4"),
        ("raw-in-disguise.mp4", "named .mp4, but H.264 without a container", "h264"),
        ("a picture, 100 %d: ünï.mp4", "a name with spaces, a colon and a percent sign", "mp4")):
    CONTAINERS.add(name, odd)(partial(copied, "h264", suffix))


@CONTAINERS.add("access-units-of-parameters.mkv", "packets without a picture in between")
def _(shop, path):
    stream = nal_units(shop.video("h264", "h264").read_bytes())
    raw = shop.folder / "parameters.h264"
    raw.write_bytes(b"".join(unit + b"\x00\x00\x00\x01\x09\xf0" * 3 for unit in stream))
    shop.remux(path, raw)


OTHER_KINDS = [("theora.ogv", ["libtheora", "-g", 10]), ("sorenson.flv", ["flv1"]),
               ("windows.wmv", ["wmv2"]), ("phone.3gp", ["h263", "-s", "176x144"]),
               ("videophone.h261", ["h261", "-s", "176x144"]), ("av1.obu", CODECS["av1"]),
               ("studio.mxf", ["mpeg2video", "-s", "720x576", "-r", 25]),
               ("dvd.mpg", ["mpeg1video", "-bf", 2]), ("old.rm", ["rv20"]),
               ("svt-av1.mp4", ["libsvtav1", "-preset", 12, "-svtav1-params", "lp=1"]),
               ("hidden-pictures.webm", ["libvpx-vp9", "-auto-alt-ref", 1, "-lag-in-frames", 16,
                                         "-cpu-used", 5, "-b:v", "200k"]),
               ("hidden-pictures-vp8.webm", ["libvpx", "-auto-alt-ref", 1, "-lag-in-frames", 16,
                                             "-cpu-used", 5, "-b:v", "200k"])]


def _other_kind(coding, shop, path):
    shop.ffmpeg(path, *pattern(pictures=30), "-pix_fmt", "yuv420p", "-c:v", *coding)


for _name, _coding in OTHER_KINDS:
    CONTAINERS.add(_name, f"made by the encoder {_coding[0]}")(partial(_other_kind, _coding))

NO_VIDEO = {
    "empty.mp4": b"", "empty.ts": b"", "one-byte.mp4": b"\x00",
    "letter.mp4": b"Dear camera, " * 1000, "letter.txt": b"Dear camera, " * 1000,
    "page.ts": b"<!DOCTYPE html><html><body>Please log in</body></html>" * 50,
    "zeros.bin": bytes(65536), "only-zeros.ts": bytes(65536), "only-zeros.mp4": bytes(65536),
    "only-zeros.h264": bytes(65536), "sync-bytes.ts": b"\x47" * 65536,
    **{f"noise.{suffix}": random.Random(suffix).randbytes(65536)
       for suffix in ("h264", "hevc", "ts", "mjpeg", "mp4", "gif")},
}
for _name, _content in NO_VIDEO.items():
    CONTAINERS.add(_name, "no video at all", refused=(_name,))(
        partial(lambda content, _shop, path: path.write_bytes(content), _content))
CONTAINERS.add("still.png", "a single picture", refused=("still.png",))(
    lambda shop, path: shop.ffmpeg(path, *pattern(pictures=1)))
