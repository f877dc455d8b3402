"""What the odd clips are made with: ffmpeg, and parts that several of them share."""

import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

SECONDS = 60  # For one call of ffmpeg, on a busy machine.

# One thread each: the same bytes every time.
CODECS = {
    "h264": ["libx264", "-preset", "veryfast", "-g", 10, "-bf", 0, "-x264-params", "threads=1"],
    "h264-b": ["libx264", "-preset", "veryfast", "-g", 20, "-bf", 2, "-x264-params", "threads=1"],
    "hevc": ["libx265", "-preset", "ultrafast", "-x265-params",
             "keyint=10:bframes=0:pools=none:frame-threads=1:log-level=error"],
    "hevc-b": ["libx265", "-preset", "ultrafast", "-x265-params",
               "keyint=20:bframes=2:pools=none:frame-threads=1:log-level=error"],
    "mpeg4": ["mpeg4", "-g", 10, "-q:v", 4],
    "mpeg2": ["mpeg2video", "-g", 10, "-q:v", 4],
    "mjpeg": ["mjpeg", "-q:v", 5, "-huffman", "default"],
    "vp8": ["libvpx", "-g", 10, "-deadline", "good", "-cpu-used", 4, "-b:v", "300k"],
    "vp9": ["libvpx-vp9", "-g", 10, "-deadline", "realtime", "-cpu-used", 8, "-b:v", "300k"],
    "av1": ["libaom-av1", "-g", 10, "-usage", "realtime", "-cpu-used", 8, "-b:v", "300k"],
}


@dataclass(frozen=True)
class OddClip:
    """A file that some program once wrote, or a broken disk, or somebody who means harm."""

    name: str
    odd: str  # What is odd about it.
    make: Callable  # make(shop, path) writes it.
    # What is expected are all the pictures that ffmpeg finds …
    stream: str = "v:0"  # … in the stream that is played.
    pictures: int | None = None  # How many we find, where it is another number …
    because: str = ""  # … and why.
    # Where ffmpeg finds none it is to be refused, in one line that holds all of these words. With
    # words, it is to be refused whatever ffmpeg finds.
    refused: tuple = ()
    warned: tuple = ()  # It is played, and one line at its end holds all of these words.
    endless: bool = False  # By its stamps it takes longer than a test may.
    heavy: bool = False  # Takes so much of a machine that others starve.


class Collection(list):
    """Clips, in the order in which they are described."""

    def add(self, name, odd, **expectation):
        """Decorates the function that writes the clip."""
        def register(make):
            self.append(OddClip(name, odd, make, **expectation))
            return make
        return register


class Workshop:
    """Makes files with ffmpeg, in a folder of its own; each part once. Thread-safe."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()  # Guards _locks.
        self._locks = {}  # By part.

    def ffmpeg(self, path, *arguments):
        """Writes `path` as the arguments say."""
        subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments), "-fflags",
             "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1",
             str(path)], check=True, timeout=SECONDS, capture_output=True)

    def part(self, name, *arguments):
        """A file that only serves to make others."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        path = self.folder / name
        with lock:
            if not path.exists():
                self.ffmpeg(path, *arguments)
        return path

    def video(self, codec="h264", suffix="mkv", size="128x96", pictures=50, rate=25, more=()):
        """Test pictures in one of CODECS, a key frame every 10 (with B-frames every 20)."""
        extra = "".join(map(str, more)).translate(str.maketrans("/:=*", "----"))
        return self.part(f"{codec}-{size}-{pictures}-{rate}{extra}.{suffix}",
                         *pattern(size, rate, pictures), "-pix_fmt",
                         "yuvj420p" if codec == "mjpeg" else "yuv420p", "-c:v", *CODECS[codec],
                         *more)

    def remux(self, path, source, *arguments):
        """The same packets in another container, or through a filter of them."""
        self.ffmpeg(path, "-i", source, "-map", "0", "-c", "copy", *arguments)


def copied(codec, suffix, shop, path):
    """Writes a video of Workshop.video() under a name that may say something else."""
    path.write_bytes(shop.video(codec, suffix).read_bytes())


def pattern(size="128x96", rate=25, pictures=50):
    """ffmpeg's arguments for test pictures."""
    return ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}", "-frames:v", pictures]


def sound(seconds=2):
    """ffmpeg's arguments for a tone."""
    return ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
