"""`trigo analyze`: every due frame, the same bytes every time, rows that other tools read."""

import json

import pytest


def rows_of(path):
    """The MOT rows of a file as (frame, left, top, width, height, score)."""
    rows = []
    for line in path.read_text().splitlines():
        columns = line.split(",")
        assert len(columns) == 10, line
        assert columns[1] == "-1" and columns[7:] == ["-1", "-1", "-1"], line
        rows.append((int(columns[0]), *map(float, columns[2:7])))
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


def test_the_people_of_the_sample_are_found(analyze):
    _, path = analyze("--every", 1)
    rows = [row for row in rows_of(path) if row[5] >= 0.45]
    frames = {row[0] for row in rows}
    assert min(frames) >= 1 and max(frames) <= 795
    assert len(frames) > 780
    # The sample shows five to six people on average; a crowd or a desert means a broken detector.
    assert 4.5 < len(rows) / 795 < 8
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for _, left, top, width, height, score in rows:
        assert 0.1 <= score <= 1
        assert 8 < width < 200 and 16 < height < 300
        assert -40 < left < 768 and -40 < top < 576


def test_every_fourth_picture(analyze, clips):
    clip = clips.street(seconds=10)
    _, path = analyze("--every", 4, video=clip, name="fourth.txt")
    _, all_path = analyze("--every", 1, video=clip, name="all.txt")
    rows = path.read_text().splitlines()
    assert rows and all((int(row.split(",")[0]) - 1) % 4 == 0 for row in rows)
    assert rows == [row for row in all_path.read_text().splitlines()
                    if (int(row.split(",")[0]) - 1) % 4 == 0]


def test_under_sanitizers_too(trigo, clips, tmp_path):
    clip = clips.street(seconds=4)
    done = trigo("analyze", clip, "--every", 2, "--tracks", tmp_path / "out.txt", "--json")
    assert done.returncode == 0, done.stderr
    assert {row[0] for row in rows_of(tmp_path / "out.txt")} <= set(range(1, 41, 2))


def test_what_cannot_be_analyzed_is_refused_and_leaves_no_file(trigo, tmp_path, clips):
    text = tmp_path / "letter.mp4"
    text.write_text("no video " * 1000)
    cases = [(text, "--tracks", tmp_path / "out.txt"),
             (tmp_path / "missing.mp4", "--tracks", tmp_path / "out.txt"),
             (clips.pattern(), "--every", "0", "--tracks", tmp_path / "out.txt"),
             (clips.pattern(), "--tracks", tmp_path / "no-such-folder" / "out.txt")]
    for arguments in cases:
        done = trigo("analyze", *arguments)
        assert done.returncode == 2, (arguments, done.stderr)
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stderr.startswith("trigo: ")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["letter.mp4"]
