"""Colours as a stream says they are meant: in frame.jpg and in analysed videos."""

import subprocess

import pytest

from pixels import Shown

RGB = (200, 60, 40)
LEVELS = 3  # A clip's own numbers are up to 1.6 away, a JPEG's or a video's as much again.
# Pixel format, matrix as scale and as the tag name it, range.
KINDS = {
    "sd": ("yuv420p", "bt601", "smpte170m", "tv"),
    "hd": ("yuv420p", "bt709", "bt709", "tv"),
    "hd-full": ("yuv420p", "bt709", "bt709", "pc"),
    "uhd-10-bit": ("yuv420p10le", "bt2020", "bt2020nc", "tv"),
    "full-chroma-10-bit-full": ("yuv444p10le", "bt709", "bt709", "pc"),
}


def make_clip(path, kind):
    """Ten pictures of one colour."""
    pixels, matrix, tag, reach = KINDS[kind]
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
         "color=0x{:02x}{:02x}{:02x}:size=192x128:rate=10:duration=1".format(*RGB), "-vf",
         f"format=gbrp,scale=out_color_matrix={matrix}:out_range={reach}:"
         f"flags=accurate_rnd+full_chroma_int,format={pixels}", "-c:v", "libx264", "-preset",
         "ultrafast", "-qp", "2", "-colorspace", tag, "-color_range", reach, path],
        check=True, timeout=60)
    return path


@pytest.fixture(scope="module")
def colored(tmp_path_factory):
    """Clips by the names of KINDS."""
    folder = tmp_path_factory.mktemp("colored")
    return {name: make_clip(folder / f"{name}.mp4", name) for name in KINDS}


def assert_color(shown):
    for place in ((20, 20), (96, 64), (170, 110)):
        assert shown.at(*place) == pytest.approx(RGB, abs=LEVELS), place


def test_frames_have_the_colors_that_streams_mean(serve, no_model, colored, tmp_path):
    config = tmp_path / "colored.yaml"
    config.write_text("streams:\n" + "".join(
        f"  {name}: {{url: {path}, loop: true}}\n" for name, path in colored.items()))
    server = serve("--config", config, *no_model)
    for name in colored:
        server.wait_for_detections(name)
        assert_color(Shown(server.get(f"/api/v1/streams/{name}/frame.jpg?quality=100").body))


@pytest.mark.parametrize("name", KINDS)
def test_an_analysed_video_has_them_too(trigo, no_model, colored, tmp_path, name):
    video = tmp_path / "marked.mp4"
    done = trigo("analyze", colored[name], *no_model, "--video", video)
    assert done.returncode == 0, done.stderr
    assert_color(Shown(video, 5))


def test_a_stream_that_changes_its_colors_keeps_the_same_ones_in_the_video(
        trigo, no_model, tmp_path):
    parts = [make_clip(tmp_path / f"{kind}.h264", kind) for kind in ("sd", "hd-full")]
    whole = tmp_path / "whole.h264"
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    video = tmp_path / "marked.mp4"
    done = trigo("analyze", whole, *no_model, "--video", video)
    assert done.returncode == 0, done.stderr
    assert_color(Shown(video, 4))
    assert_color(Shown(video, 15))
