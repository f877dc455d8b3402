"""Streams taken apart and put together again, byte by byte."""

import random
import re
import struct

TS_PACKET = 188
H264_SLICES = (1, 5)  # Of another picture; of one that stands alone.
HEVC_TYPES = 32  # Below are slices.


def nal_units(stream):
    """The NAL units of an Annex B stream, each with its start code."""
    starts = [match.start() for match in re.finditer(rb"(?:\x00)?\x00\x00\x01", stream)]
    return [stream[a:b] for a, b in zip(starts, starts[1:] + [len(stream)])]


def nal_header(unit):
    return unit[unit.index(b"\x01") + 1]


def is_slice(unit, codec):
    header = nal_header(unit)
    return header & 31 in H264_SLICES if codec == "h264" else header >> 1 & 63 < HEVC_TYPES


def is_key(unit, codec):
    header = nal_header(unit)
    return header & 31 == 5 if codec == "h264" else 16 <= (header >> 1 & 63) <= 21


def without_slices(stream, codec, unwanted):
    """Leaves out the slices of which unwanted(number, unit) is true."""
    kept, number = [], 0
    for unit in nal_units(stream):
        if is_slice(unit, codec):
            number += 1
            if unwanted(number - 1, unit):
                continue
        kept.append(unit)
    return b"".join(kept)


def flipped(stream, seed, every, begin=0):
    """Some bytes changed, one in `every` on average, from `begin` on."""
    chance = random.Random(seed)
    changed = bytearray(stream)
    for _ in range((len(stream) - begin) // every):
        changed[chance.randrange(begin, len(stream))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def ts_packets(stream):
    return [stream[at:at + TS_PACKET] for at in range(0, len(stream), TS_PACKET)]


def ts_pid(packet):
    return (packet[1] & 31) << 8 | packet[2]


def _stamp_field(prefix, stamp):
    return bytes([prefix << 4 | stamp >> 29 & 14 | 1, stamp >> 22 & 255, stamp >> 14 & 254 | 1,
                  stamp >> 7 & 255, stamp << 1 & 254 | 1])


def restamped(stream, stamp_of):
    """A transport stream whose n-th picture is stamped stamp_of(n), in ticks of 1/90,000 s. Its own
    clock is left as it is."""
    packets, number = ts_packets(stream), 0
    for index, packet in enumerate(packets):
        payload = 5 + packet[4] if packet[3] & 32 else 4
        header = packet[payload:payload + 14]
        if not packet[1] & 64 or header[:3] != b"\x00\x00\x01" or header[3] & 0xf0 != 0xe0:
            continue
        stamp = stamp_of(number) % 2 ** 33
        number += 1
        fields = _stamp_field(header[7] >> 6, stamp)
        if header[7] >> 6 == 3:
            fields += _stamp_field(1, stamp)
        at = payload + 9
        packets[index] = packet[:at] + fields + packet[at + len(fields):]
    return b"".join(packets)


def boxes(content, begin=0, end=None):
    """The boxes of an mp4 between two places: kind, place of its first byte, place behind it."""
    end = len(content) if end is None else end
    while begin + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, begin)
        size = struct.unpack_from(">Q", content, begin + 8)[0] if size == 1 else size or end - begin
        yield kind, begin, begin + size
        begin += size


def box(content, *path):
    """Where the first box of this path begins and ends."""
    begin, end = 0, len(content)
    for depth, kind in enumerate(path):
        begin, end = next(found[1:] for found in boxes(content, begin + (8 if depth else 0), end)
                          if found[0] == kind)
    return begin, end


TRACK = (b"moov", b"trak")
SAMPLES = (*TRACK, b"mdia", b"minf", b"stbl")


def patched(content, path, offset, new):
    """The mp4 with bytes changed, from an offset into a box on."""
    at = box(content, *path)[0] + offset
    return content[:at] + new + content[at + len(new):]


def numbers(*values):
    """32 bits each, as mp4 writes them."""
    return b"".join(struct.pack(">I", value & 0xffffffff) for value in values)


class Bits:
    """Writes numbers as H.264 does."""

    def __init__(self):
        self.text = ""

    def plain(self, value, count):
        self.text += f"{value:0{count}b}"
        return self

    def golomb(self, value):
        digits = f"{value + 1:b}"
        self.text += "0" * (len(digits) - 1) + digits
        return self

    def bytes(self):
        padded = self.text + "1"
        padded += "0" * (-len(padded) % 8)
        raw = bytes(int(padded[at:at + 8], 2) for at in range(0, len(padded), 8))
        return re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", raw)


def h264_parameters(width, height):
    """SPS and PPS of a plain stream of that size, a multiple of 16."""
    sequence = Bits().plain(66, 8).plain(0, 8).plain(62, 8).golomb(0)  # Baseline, level 6.2.
    sequence.golomb(0).golomb(2).golomb(1).plain(0, 1)  # Order of pictures; one reference.
    sequence.golomb(width // 16 - 1).golomb(height // 16 - 1)
    sequence.plain(1, 1).plain(1, 1).plain(0, 1).plain(0, 1)  # Frames only; no cropping, no VUI.
    picture = Bits().golomb(0).golomb(0).plain(0, 1).plain(0, 1).golomb(0).golomb(0).golomb(0)
    picture.plain(0, 3).golomb(0).golomb(0).golomb(0).plain(0, 3)
    return (b"\x00\x00\x00\x01\x67" + sequence.bytes() + b"\x00\x00\x00\x01\x68"
            + picture.bytes())


def h264_grey_picture(macroblocks):
    """The beginning of a picture that stands alone: grey, in so many macroblocks."""
    bits = Bits().golomb(0).golomb(7).golomb(0).plain(0, 4).golomb(0)  # First slice, all I.
    bits.plain(0, 1).plain(0, 1).golomb(0)  # Not long-term; the quantizer as it is.
    bits.text += "00100111" * macroblocks  # Predicted from what is beside it; nothing is coded.
    return b"\x00\x00\x00\x01\x65" + bits.bytes()
