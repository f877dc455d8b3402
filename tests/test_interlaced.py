"""Interlaced clips: what moves has no comb, whichever field comes first."""

import subprocess

import pytest

from pixels import Shown

WIDTH, HEIGHT = 320, 240
CODINGS = {
    "h264": ("interleave_top", ["libx264", "-x264opts", "tff=1", "-crf", "10"]),
    "mpeg2": ("interleave_bottom", ["mpeg2video", "-top", "0", "-q:v", "2"]),
}


def moving_bar(path, weave, coding):
    """A white bar on black that moves by 6 pixels from field to field, 50 of them a second."""
    bar = "geq=lum='if(between(X,mod(N*6,260),mod(N*6,260)+40),235,16)':cb=128:cr=128"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
         f"color=black:size={WIDTH}x{HEIGHT}:rate=50:duration=1", "-vf",
         f"format=yuv420p,{bar},tinterlace={weave}", "-c:v", *coding, "-flags", "+ildct+ilme",
         path], check=True, timeout=60)
    return path


def comb(shown):
    """How many pixels differ from the one above."""
    return sum(abs(shown.at(x, y)[1] - shown.at(x, y - 1)[1]) > 60
               for y in range(1, HEIGHT) for x in range(0, WIDTH, 2))


@pytest.mark.parametrize("name", CODINGS)
def test_a_moving_bar_has_no_comb(trigo, no_model, tmp_path, name):
    weave, coding = CODINGS[name]
    clip = moving_bar(tmp_path / "woven.ts", weave, coding)
    assert comb(Shown(clip, 12)) > 1000, "the clip itself has one"
    video = tmp_path / "marked.mp4"
    done = trigo("analyze", clip, *no_model, "--video", video)
    assert done.returncode == 0, done.stderr
    shown = Shown(video, 12)
    assert (shown.width, shown.height) == (WIDTH, HEIGHT)
    assert comb(shown) == 0
    # The bar of the first field of picture 12, not of the second one.
    left = 12 * 2 * 6 % 260
    bright = [x for x in range(WIDTH) if shown.at(x, 120)[1] > 128]
    assert abs(bright[0] - left) <= 1 and abs(bright[-1] - left - 40) <= 1, bright
