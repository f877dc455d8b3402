"""`trigo analyze`: every due frame, the same bytes every time, rows that other tools read."""

import json
import subprocess
import typing

import pytest


class Row(typing.NamedTuple):
    """A row of MOT text."""
    frame: int
    id: int
    left: float
    top: float
    width: float
    height: float
    score: float


def rows_of(path):
    rows = []
    for line in path.read_text().splitlines():
        columns = line.split(",")
        assert len(columns) == 10, line
        assert columns[7:] == ["-1", "-1", "-1"], line
        rows.append(Row(int(columns[0]), int(columns[1]), *map(float, columns[2:7])))
        assert rows[-1].id >= 1, line
    return rows


@pytest.fixture
def analyze(trigo, release_binary, footage, tmp_path):
    """Analyzes with the optimised program; returns its output and the rows' file."""
    def run(*options, video=footage, name="out.txt"):
        done = trigo("analyze", video, *options, "--tracks", tmp_path / name, "--json",
                     program=release_binary, seconds=110)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), tmp_path / name
    return run


def test_the_same_input_gives_the_same_bytes(analyze, clips):
    clip = clips.street(seconds=20, begin=30)
    first, rows = analyze("--every", 1, video=clip, name="first.txt")
    second, rows_again = analyze("--every", 1, video=clip, name="second.txt")
    assert rows.read_bytes() == rows_again.read_bytes()
    assert len(rows.read_bytes()) > 1000


def test_the_people_of_the_sample_are_found_and_followed(analyze):
    summary, path = analyze("--every", 1, "--fps", 7)
    rows = rows_of(path)
    frames = {row.frame for row in rows}
    assert min(frames) >= 1 and max(frames) <= 795
    assert len(frames) > 780
    # The sample shows five to six people on average; a crowd or a desert means a broken detector.
    assert 4.5 < len(rows) / 795 < 8
    assert [row[:2] for row in rows] == sorted(set(row[:2] for row in rows))
    for row in rows:
        assert 0 <= row.score <= 1
        assert 8 < row.width < 200 and 16 < row.height < 300
        assert -60 < row.left < 780 and -60 < row.top < 590
    # Some twenty people walk through it, most of them for a good while.
    ids = {row.id for row in rows}
    assert summary["people"] == len(ids)
    assert 15 <= len(ids) <= 45
    assert sum(1 for one in ids if sum(row.id == one for row in rows) > 70) >= 10


def test_every_fourth_picture(analyze, clips):
    _, path = analyze("--every", 4, video=clips.street(seconds=10), name="fourth.txt")
    rows = rows_of(path)
    assert rows and all((row.frame - 1) % 4 == 0 for row in rows)


@pytest.fixture
def crossing(tmp_path):
    """Detections of two people who walk past each other at ten pictures a second."""
    lines = []
    for frame in range(1, 41):
        left, right = 5 * frame, 300 - 5 * frame
        lines.append(f"{frame},-1,{left},40,30,90,0.9")
        if not 25 <= frame <= 35:  # Behind the other one.
            lines.append(f"{frame},-1,{right},46,30,88,0.8")
    file = tmp_path / "crossing.txt"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_tracking_alone_follows_written_down_boxes(trigo, clips, crossing, tmp_path):
    for options in ([], ["--no-appearance"]):
        tracks = tmp_path / "tracks.txt"
        done = trigo("analyze", clips.pattern(seconds=4, rate=10), "--detections", crossing,
                     "--tracks", tracks, "--json", *options)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["people"] == 2
        rows = rows_of(tracks)
        for one in (1, 2):
            assert [row.frame for row in rows if row.id == one] == list(range(1, 41))
        hidden = [row for row in rows if row.score == 0]
        assert {row.frame for row in hidden} == set(range(25, 36)), "filled in, and marked"
        for row in hidden:
            assert abs(row.left - (300 - 5 * row.frame)) < 12, row


def test_the_given_rate_counts_not_the_files(trigo, clips, tmp_path):
    """Ten boxes last a second at the file's own rate, a tenth of that at a hundred a second."""
    detections = tmp_path / "short.txt"
    detections.write_text("".join(f"{n},-1,50,40,30,90,0.9\n" for n in range(1, 11)))
    people = []
    for options in ([], ["--fps", "100"]):
        done = trigo("analyze", clips.pattern(seconds=4, rate=10), "--detections", detections,
                     "--json", *options)
        assert done.returncode == 0, done.stderr
        people.append(json.loads(done.stdout)["people"])
    assert people == [1, 0]


def test_the_marked_video_shows_every_picture(trigo, clips, crossing, tmp_path):
    video = tmp_path / "marked.mp4"
    done = trigo("analyze", clips.pattern(seconds=4, rate=10), "--detections", crossing,
                 "--every", 4, "--video", video)
    assert done.returncode == 0, done.stderr
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-of", "json", "-show_entries",
         "stream=width,height,nb_read_frames,duration", video], capture_output=True, check=True)
    stream = json.loads(probed.stdout)["streams"][0]
    assert (stream["width"], stream["height"]) == (320, 240)
    assert int(stream["nb_read_frames"]) == 40
    assert abs(float(stream["duration"]) - 4) < 0.3
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_under_sanitizers_too(trigo, clips, tmp_path):
    clip = clips.street(seconds=4)
    done = trigo("analyze", clip, "--every", 2, "--tracks", tmp_path / "out.txt", "--json")
    assert done.returncode == 0, done.stderr
    assert {row.frame for row in rows_of(tmp_path / "out.txt")} <= set(range(1, 41, 2))


def test_what_cannot_be_analyzed_is_refused_and_leaves_no_file(trigo, tmp_path, clips):
    text = tmp_path / "letter.mp4"
    text.write_text("no video " * 1000)
    cases = [(text, "--tracks", tmp_path / "out.txt"),
             (tmp_path / "missing.mp4", "--tracks", tmp_path / "out.txt"),
             (clips.pattern(), "--every", "0", "--tracks", tmp_path / "out.txt"),
             (clips.pattern(), "--fps", "0"),
             (clips.pattern(), "--tracks", tmp_path / "no-such-folder" / "out.txt"),
             (clips.pattern(), "--video", tmp_path),
             (text, "--tracks", tmp_path / "out.txt", "--video", tmp_path / "out.mp4")]
    for arguments in cases:
        done = trigo("analyze", *arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stderr.startswith("trigo: ")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.mp4"]
