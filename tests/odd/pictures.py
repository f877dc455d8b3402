"""Pictures of every size, shape, orientation and kind of pixel."""

import struct
from functools import partial

from bitstream import (TRACK, h264_grey_picture, h264_parameters, numbers, patched)
from workshop import CODECS, Collection, pattern

PICTURES = Collection()
ONE = 1 << 16  # In the matrix of an mp4; its last column counts by 1 << 30.

ORIENTATIONS = {
    "rotated-90": (0, 1, -1, 0),
    "rotated-180": (-1, 0, 0, -1),
    "rotated-270": (0, -1, 1, 0),
    "mirrored": (-1, 0, 0, 1),
    "upside-down": (1, 0, 0, -1),
    "mirrored-and-rotated": (0, 1, 1, 0),
    "rotated-30": (0.866, 0.5, -0.5, 0.866),
    "flat-matrix": (0, 0, 0, 0),
    "stretching-matrix": (100, 0, 0, 0.01),
}


def _turned(matrix, shop, path):
    a, b, c, d = (int(value * ONE) for value in matrix)
    whole = shop.video("h264", "mp4").read_bytes()
    path.write_bytes(patched(whole, (*TRACK, b"tkhd"), 48,
                             numbers(a, b, 0, c, d, 0, 0, 0, 1 << 30)))


for _name, _matrix in ORIENTATIONS.items():
    PICTURES.add(f"{_name}.mp4", f"the container's matrix says: {_name}")(partial(_turned, _matrix))


@PICTURES.add("rotated-inside.h264", "a message in the stream turns its pictures")
def _(shop, path):
    shop.remux(path, shop.video("h264", "h264"), "-bsf:v",
               "h264_metadata=display_orientation=insert:rotate=90:flip=horizontal")


# The hidden pictures of VP8 cannot be transparent.
ALPHA = {codec: [*CODECS[codec], "-auto-alt-ref", 0] for codec in ("vp8", "vp9")}
PIXELS = [  # Codec's arguments, pixel format, container.
    (["libx264"], "yuvj420p", "mp4"), (["libx264"], "yuv420p10", "mp4"),
    (["libx264"], "yuv422p", "mkv"), (["libx264"], "yuv422p10", "mkv"),
    (["libx264"], "yuv444p", "mkv"), (["libx264"], "gray", "mp4"),
    (["libx264rgb"], "bgr24", "mkv"), (CODECS["hevc"], "yuv420p10", "mp4"),
    (CODECS["hevc"], "yuv420p12", "mp4"), (CODECS["hevc"], "yuv422p10", "mkv"),
    (CODECS["hevc"], "yuv444p", "mkv"), (CODECS["hevc"], "gray", "mkv"),
    (CODECS["vp9"], "yuv440p", "webm"), (CODECS["vp9"], "gbrp", "webm"),
    (ALPHA["vp8"], "yuva420p", "webm"), (ALPHA["vp9"], "yuva420p", "webm"),
    (["mjpeg"], "yuvj422p", "avi"), (["prores_ks", "-profile:v", 4], "yuva444p10", "mov"),
    (["png"], "rgba", "mov"), (["png"], "rgb48", "mov"), (["png"], "ya8", "mov"),
    (["png"], "monob", "mov"), (["png"], "pal8", "mov"), (["qtrle"], "argb", "mov"),
    (["ffv1"], "yuva420p", "mkv"), (["ffv1"], "gray16", "mkv"), (["ffv1"], "yuv410p", "mkv"),
    (["rawvideo"], "yuyv422", "avi"), (["rawvideo"], "nv12", "nut"),
    (["rawvideo"], "rgb565", "nut"), (["rawvideo"], "xyz12", "nut"),
    (["rawvideo"], "grayf32", "nut"), (["wrapped_avframe"], "yuv420p", "y4m"),
    (["jpeg2000"], "yuv420p", "mov"), (["msvideo1"], "rgb555", "avi"),
]


def _pixels(codec, kind, shop, path):
    more = ["-preset", "ultrafast", "-x264-params", "threads=1"] if "264" in codec[0] else []
    shop.ffmpeg(path, *pattern(pictures=5), "-pix_fmt", kind, "-strict", "-1", "-c:v", *codec,
                *more)


for _codec, _kind, _container in PIXELS:
    PICTURES.add(f"{_codec[0].removeprefix('lib')}-{_kind}.{_container}",
                 f"pixels are {_kind}")(partial(_pixels, _codec, _kind))

SIZES = [("mpeg4", "161x121", "avi"), ("vp9", "161x121", "webm"), ("mjpeg", "161x121", "avi"),
         ("hevc", "162x122", "mkv"), ("h264", "16x16", "mp4"), ("h264", "2x2", "mp4"),
         ("vp8", "3x500", "webm"), ("h264", "2048x16", "mp4"),
         ("mjpeg", "16x4096", "avi"), ("mjpeg", "7680x4320", "avi")]


def _sized(codec, size, shop, path):
    shop.ffmpeg(path, *pattern(size, pictures=3), "-pix_fmt",
                "yuvj420p" if codec == "mjpeg" else "yuv420p", "-c:v", *CODECS[codec])


for _codec, _size, _container in SIZES:
    PICTURES.add(f"{_codec}-{_size}.{_container}", f"{_size} pixels", heavy=_size == "7680x4320")(
        partial(_sized, _codec, _size))


@PICTURES.add("cropped.h264", "borders to be cut off, of another width on each side")
def _(shop, path):
    shop.remux(path, shop.video("h264", "h264"), "-bsf:v",
               "h264_metadata=crop_left=2:crop_right=6:crop_top=10:crop_bottom=4")


@PICTURES.add("cropped-to-nothing.h264", "borders to be cut off as wide as the picture")
def _(shop, path):
    shop.remux(path, shop.video("h264", "h264"), "-bsf:v",
               "h264_metadata=crop_left=62:crop_right=64")


@PICTURES.add("odd-crop-444.mkv", "an odd border is cut off")
def _(shop, path):
    shop.ffmpeg(path, *pattern("127x95", pictures=10), "-pix_fmt", "yuv444p", "-c:v", "libx264",
                "-preset", "ultrafast", "-x264-params", "threads=1")


def _stretched(aspect, shop, path):
    shop.ffmpeg(path, *pattern(pictures=10), "-vf", f"setsar={aspect}", "-pix_fmt", "yuv420p",
                "-c:v", *CODECS["h264"])


for _aspect in ("16/11", "1/200", "200/1"):
    PICTURES.add(f"pixels-{_aspect.replace('/', '-by-')}.mp4", f"each pixel is {_aspect} wide")(
        partial(_stretched, _aspect))

INTERLACED = [
    ("top-first-mbaff.mp4", ["libx264", "-flags", "+ilme+ildct", "-x264-params",
                             "threads=1:tff=1"]),
    ("bottom-first-mbaff.ts", ["libx264", "-flags", "+ilme+ildct", "-x264-params",
                               "threads=1:bff=1"]),
    ("fake-interlaced.mp4", ["libx264", "-x264-params", "threads=1:fake-interlaced=1"]),
    ("interlaced-mpeg2.mpg", ["mpeg2video", "-flags", "+ilme+ildct", "-top", 1, "-bf", 2]),
    ("interlaced-mpeg4.avi", ["mpeg4", "-flags", "+ilme+ildct", "-top", 0]),
    ("interlaced-prores.mov", ["prores_ks", "-flags", "+ildct", "-top", 1]),
]


def _interlaced(coding, shop, path):
    kind = "yuv422p10" if coding[0] == "prores_ks" else "yuv420p"
    shop.ffmpeg(path, *pattern(rate=50, pictures=40), "-vf", "interlace", "-pix_fmt", kind, "-c:v",
                *coding)


for _name, _coding in INTERLACED:
    PICTURES.add(_name, "interlaced")(partial(_interlaced, _coding))


@PICTURES.add("fields-as-frames.ts", "each field is a picture of its own (PAFF)")
def _(shop, path):
    shop.ffmpeg(path, *pattern("720x576", 25, 10), "-vf", "setfield=tff", "-pix_fmt", "yuv420p",
                "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-field_order", "tt")


@PICTURES.add("dv.dv", "a tape: DV, interlaced, wide pixels")
def _(shop, path):
    shop.ffmpeg(path, *pattern("720x576", 25, 5), "-pix_fmt", "yuv420p", "-c:v", "dvvideo")


@PICTURES.add("animated.gif", "a GIF whose pictures are transparent, and last for no time")
def _(shop, path):
    shop.ffmpeg(path, *pattern(pictures=10), "-vf", "format=rgba,colorkey=black", "-final_delay",
                0, "-c:v", "gif")


def _declared(width, height, _shop, path):
    path.write_bytes(h264_parameters(width, height) + h264_grey_picture(macroblocks=20))


PICTURES.add("declares-16384x16384.h264", "a few bytes that say they are 268 million pixels",
             heavy=True, refused=("16384",))(partial(_declared, 16384, 16384))
PICTURES.add("declares-8192x4320.h264", "a few bytes that say they are 35 million pixels",
             heavy=True)(
    partial(_declared, 8192, 4320))


def _declaring(content, mark, offset, form, side):
    """With the two sides that stand `offset` bytes behind each `mark` overwritten."""
    stream = bytearray(content)
    at = -1
    while (at := stream.find(mark, at + 1)) >= 0:
        struct.pack_into(form, stream, at + offset, side, side)
    return stream


@PICTURES.add("declares-16384x16384.mjpeg", "a JPEG of which only the header is that large",
              heavy=True, refused=("16384",))
def _(shop, path):
    whole = shop.video("mjpeg", "mjpeg", pictures=3).read_bytes()
    path.write_bytes(_declaring(whole, b"\xff\xc0", 5, ">HH", 16384))


@PICTURES.add("declares-16384x16384.mov", "a PNG of which only the header is that large",
              refused=("16384",))
def _(shop, path):
    whole = shop.part("png.mov", *pattern(pictures=3), "-c:v", "png").read_bytes()
    path.write_bytes(_declaring(whole, b"IHDR", 4, ">II", 16384))


@PICTURES.add("declares-16383x16383.webm", "a VP8 stream of which only the header is that large",
              refused=("16383",))
def _(shop, path):
    whole = shop.video("vp8", "webm", pictures=5).read_bytes()
    path.write_bytes(_declaring(whole, b"\x9d\x01\x2a", 3, "<HH", 16383))


@PICTURES.add("declares-65535x65535.gif", "a GIF whose screen is that large", refused=("65535",))
def _(shop, path):
    stream = bytearray(shop.part("small.gif", *pattern(pictures=3), "-c:v", "gif").read_bytes())
    struct.pack_into("<HH", stream, 6, 65535, 65535)
    path.write_bytes(stream)
