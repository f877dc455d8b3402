"""The pixels of pictures, decoded with ffmpeg."""

import subprocess


class Shown:
    """Those of a JPEG, given as bytes, or of a picture of a video by its number."""

    def __init__(self, source, number=0):
        is_jpeg = isinstance(source, bytes)
        take = ["-i", "-"] if is_jpeg else ["-i", source, "-vf", f"select=eq(n\\,{number})"]
        done = subprocess.run(
            ["ffmpeg", "-v", "error", *take, "-frames:v", "1", "-f", "image2pipe", "-c:v", "ppm",
             "-"], input=source if is_jpeg else b"", capture_output=True, check=True, timeout=60)
        magic, size, most, self.pixels = done.stdout.split(b"\n", 3)
        assert (magic, most) == (b"P6", b"255")
        self.width, self.height = map(int, size.split())

    def at(self, x, y):
        """Red, green and blue, 0 to 255."""
        place = 3 * (int(y) * self.width + int(x))
        return tuple(self.pixels[place:place + 3])
