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
MOST_STREAMS = 256  # Of one program.
TOGETHER_SECONDS = 60
LOOP_SECONDS = 4
LOOP_SHARE = 3  # Each third clip: with more of them, on two cores and under ASan, some starve.
MEMORY_MB = 3000  # Of all clips at once, under ASan, which holds back 256 MB of freed memory.

FOLDER = os.environ.get("TRIGO_ODD_CLIPS")
FOREIGN = [OddClip(path.name, "brought along", None) for path in sorted(Path(FOLDER).iterdir())
           if path.is_file() and path.suffix not in (".csv", ".md")] if FOLDER else []


pytestmark = pytest.mark.timeout(300)  # Clips are made, and wait for each other.


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

        items = request.session.items
        together = any(item.name == test_all_at_once_each_runs_to_its_end.__name__
                       for item in items)
        selected = [item.callspec.params.get("clip") for item in items
                    if hasattr(item, "callspec")]
        wanted = [clip for clip in CLIPS + FOREIGN if together or clip in selected]
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
    assert lines or not clip.warned, clip
    for words in clip.warned:
        assert words in lines[0], clip
    assert json.loads(done.stdout)["pictures"] == result.expected, clip


def config_of(folder, clips, loop):
    """A configuration in which each clip is a stream: its name is its place among them."""
    streams = {f"clip-{number}": {"url": str(folder / clip.name), "loop": loop, "decode": "all",
                                  "detect": {"every": 1}} for number, clip in enumerate(clips)}
    path = folder / ("looped.yaml" if loop else "once.yaml")
    path.write_text(json.dumps({"server": {"listen": "127.0.0.1:0"}, "streams": streams}),
                    encoding="utf-8")
    return path


def peak_memory_mb(server):
    status = Path(f"/proc/{server.child.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


def test_all_at_once_each_runs_to_its_end(made, played, serve, no_model):
    folder, failed = made
    clips = [clip for clip in CLIPS if clip.name not in failed and not clip.endless][:MOST_STREAMS]
    outcomes = {f"clip-{number}": (clip, played(clip)) for number, clip in enumerate(clips)}
    server = serve("--config", config_of(folder, clips, loop=False), *no_model, listen=False)

    def ended():
        streams = server.streams()
        return all(stream["state"] in ("ended", "error") for stream in streams) and streams

    judged = 0
    for stream in wait_until(ended, TOGETHER_SECONDS, "the end of all clips"):
        clip, outcome = outcomes[stream["id"]]
        ledger = stream["ledger"]
        if ledger["discarded"]["behind"]:  # For want of time: nothing can be said of the rest.
            continue
        judged += 1
        assert stream["state"] == ("ended" if outcome.expected else "error"), (clip, stream)
        assert ledger["frames"] == outcome.expected, (clip, ledger)
        assert outcome.expected or clip.name in stream["reason"], (clip, stream)
    assert judged > len(clips) / 4, f"of {len(clips)} clips only {judged} came in time"
    assert peak_memory_mb(server) < MEMORY_MB
    server.stop()


def test_all_at_once_again_and_again(made, serve, no_model):
    folder, failed = made
    clips = [clip for clip in CLIPS if clip.name not in failed and not clip.heavy][::LOOP_SHARE]
    # Leaks are looked for above; of so many streams in full swing that takes seconds.
    server = serve("--config", config_of(folder, clips, loop=True), *no_model, listen=False,
                   environment={"ASAN_OPTIONS": "detect_leaks=0"})
    wait_until(lambda: all(stream["state"] == "error" or stream["ledger"]["frames"]
                           for stream in server.streams()), TOGETHER_SECONDS, "a picture of each")
    time.sleep(LOOP_SECONDS)
    assert all(stream["state"] != "waiting" for stream in server.streams())
    assert peak_memory_mb(server) < MEMORY_MB
    server.stop()
