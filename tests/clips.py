"""Video files made on the spot with ffmpeg; each is made once a session."""

import subprocess


class Clips:
    """Clips of real footage and of test pictures, in a folder of the session."""

    def __init__(self, folder, footage):
        self.folder = folder
        self.footage = footage

    def _make(self, name, *arguments):
        path = self.folder / name
        if not path.exists():
            subprocess.run(
                ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments), "-threads", "2",
                 str(path)], check=True, timeout=120)
        return path

    def street(self, seconds=4, begin=0):
        """Real people: a part of the sample footage, in H.264 at its 10 pictures a second."""
        return self._make(f"street-{begin}-{seconds}.mp4", "-ss", begin, "-i", self.footage,
                          "-t", seconds, "-an", "-c:v", "libx264", "-preset", "veryfast",
                          "-pix_fmt", "yuv420p", "-g", "20")

    def pattern(self, seconds=2, size="320x240", rate=25):
        """Test pictures without people."""
        return self._make(f"pattern-{seconds}-{size}-{rate}.mp4", "-f", "lavfi", "-i",
                          f"testsrc2=size={size}:rate={rate}:duration={seconds}", "-c:v",
                          "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")

    def grey(self, seconds=4):
        """Nothing at all, at 25 pictures a second: what is drawn over it stands out."""
        return self._make(f"grey-{seconds}.mp4", "-f", "lavfi", "-i",
                          f"color=gray:size=320x240:rate=25:duration={seconds}", "-c:v",
                          "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")

    def stills(self, seconds=4):
        """Nothing but key frames, as cameras with M-JPEG send: 25 a second."""
        return self._make(f"stills-{seconds}.mkv", "-f", "lavfi", "-i",
                          f"testsrc2=size=320x240:rate=25:duration={seconds}", "-c:v", "mjpeg",
                          "-q:v", "5", "-pix_fmt", "yuvj420p")

    def elementary(self, codec="h264", size="320x240", rate=10, seconds=4):
        """What a camera sends, without a container: the suffix is the codec (h264, h265, mjpeg). No
        picture refers to a later one; a key frame every second; access unit delimiters, or only
        the Huffman tables that RTP takes for granted."""
        coding = {
            "h264": ["libx264", "-preset", "ultrafast", "-g", rate, "-bf", 0, "-bsf:v",
                     "h264_metadata=aud=insert"],
            "h265": ["libx265", "-preset", "ultrafast", "-x265-params",
                     f"keyint={rate}:bframes=0:log-level=error", "-bsf:v",
                     "hevc_metadata=aud=insert"],
            "mjpeg": ["mjpeg", "-huffman", "default", "-q:v", 5],
        }[codec]
        pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        form = {"h265": "hevc"}.get(codec, codec)
        return self._make(f"camera-{size}-{rate}-{seconds}.{codec}", "-f", "lavfi", "-i",
                          f"testsrc2=size={size}:rate={rate}:duration={seconds}", "-pix_fmt",
                          pixels, "-c:v", *coding, "-f", form)

    def recording(self, rate=10, seconds=6):
        """Test pictures without people, cut anywhere at a second: a key frame begins each."""
        return self._make(f"recording-{rate}-{seconds}.mp4", "-f", "lavfi", "-i",
                          f"testsrc2=size=320x240:rate={rate}:duration={seconds}", "-c:v",
                          "libx264", "-preset", "ultrafast", "-bf", 0, "-g", rate, "-pix_fmt",
                          "yuv420p")

    def transport(self, codec, seconds=6):
        """The same in MPEG-TS: `codec` is libx264 or libx265."""
        options = (["-x265-params", "keyint=10:bframes=0:log-level=error"] if codec == "libx265"
                   else ["-bf", 0, "-g", 10])
        return self._make(f"transport-{codec}-{seconds}.ts", "-i",
                          self.recording(seconds=seconds), "-c:v", codec, "-preset", "ultrafast",
                          *options, "-f", "mpegts")

    def busy_street(self):
        """Footage that is hard to decode: 720p at 25 pictures a second, a key frame every 2 s."""
        return self._make("busy-street.mp4", "-i", self.footage, "-t", 40, "-an", "-vf",
                          "scale=1280:720", "-r", 25, "-c:v", "libx264", "-preset", "ultrafast",
                          "-bf", 0, "-g", 50, "-b:v", "4M", "-pix_fmt", "yuv420p")

    def sound_only(self):
        return self._make("sound-only.mp4", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac")

    def unknown_codec(self):
        """A proper mp4, but for a codec that nobody has heard of."""
        path = self.folder / "unknown-codec.mp4"
        box = self.pattern().read_bytes().replace(b"avc1", b"zzz9").replace(b"avcC", b"zzzC")
        path.write_bytes(box)
        return path

    def cut_off(self):
        """An mp4 whose end, with its index, was never written."""
        path = self.folder / "cut-off.mp4"
        whole = self.street().read_bytes()
        path.write_bytes(whole[:len(whole) // 2])
        return path
