"""Odd files: each is played to its last picture, or refused in one line; and all of them at once.

TRIGO_ODD_CLIPS   a folder of more such files; what can be said of any file is checked of them, too
"""

import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from make_clips import CLIPS, make_all
from trigo_server import assert_no_sanitizer_report, wait_until
from workshop import OddClip

SECONDS = 60    # For one clip, on a busy machine, under ASan.
TOGETHER = 250  # Streams at once.
MEMORY_MB = 3000

FOLDER = os.environ.get("TRIGO_ODD_CLIPS")
FOREIGN = [OddClip(path.name, "brought along", None) for path in sorted(Path(FOLDER).iterdir())
           if path.is_file() and path.suffix not in (".csv", ".md")] if FOLDER else []


class Played:
    """What became of a clip: of `trigo analyze`, and of ffmpeg."""

    def __init__(self, binary, arguments, clip, path):
        self.path = path
        self.done = subprocess.run(
            [str(binary), "analyze", str(path), "--every", "1", *map(str, arguments), "--json"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False)
        self.expected = 0 if clip.refused else self._pictures_of_ffmpeg(clip.stream)
        if clip.pictures is not None:
            assert clip.because and clip.pictures != self.expected, "no difference to be explained"
            self.expected = clip.pictures

    def _pictures_of_ffmpeg(self, stream):
        # One thread: with more of them, its decoders leave out more of what is damaged.
        done = subprocess.run(
            ["ffmpeg", "-nostdin", "-v", "quiet", "-threads", "1", "-i", str(self.path), "-map",
             f"0:{stream}", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
            capture_output=True, text=True, timeout=SECONDS, check=False)
        return sum(not line.startswith("#") for line in done.stdout.splitlines())


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder of the clips, and why some could not be made, by name."""
    folder = tmp_path_factory.mktemp("odd")
    return folder, make_all(folder)


@pytest.fixture(scope="session")
def played(request, binary, no_model, made):
    """A function that tells what became of a clip. They are played two at a time, beforehand."""
    folder, failed = made
    with ThreadPoolExecutor(2) as pool:
        def play(clip):
            path = (folder if clip.make else Path(FOLDER)) / clip.name
            return pool.submit(Played, binary, no_model, clip, path)

        wanted = [item.callspec.params["clip"] for item in request.session.items
                  if "clip" in getattr(getattr(item, "callspec", None), "params", {})]
        futures = {clip: play(clip) for clip in wanted if clip.name not in failed}

        def result(clip):
            if reason := failed.get(clip.name):
                if "Unknown encoder" in reason:
                    pytest.skip(f"this ffmpeg cannot make {clip.name}: {reason.splitlines()[0]}")
                pytest.fail(f"{clip.name} could not be made: {reason}", pytrace=False)
            return futures[clip].result()

        yield result
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("clip", CLIPS + FOREIGN, ids=lambda clip: clip.name)
def test_it_is_played_to_its_last_picture_or_refused_in_one_line(played, clip):
    result = played(clip)
    done, lines = result.done, result.done.stderr.splitlines()
    assert_no_sanitizer_report(done.stderr)
    if result.expected == 0:
        assert done.returncode in (1, 2), (done, clip)
        assert len(lines) == 1, (lines, clip)
        assert lines[0].startswith(f"trigo: {result.path}"), lines
        for words in clip.refused:
            assert words in lines[0], clip
        assert len(lines[0]) < len(str(result.path)) + 250, lines
        return
    assert done.returncode == 0, (done, clip)
    assert all(line.startswith(f"trigo: warning: {result.path}") for line in lines), lines
    assert len(lines) <= 1, lines
    assert json.loads(done.stdout)["pictures"] == result.expected, clip
