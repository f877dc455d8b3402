"""Damaged pictures make nobody present; and what changes in mid-stream ends what was followed."""

import csv
import json
import subprocess

import pytest

from trigo_server import assert_ledger_adds_up

DELIMITER = bytes.fromhex("0000000109")  # Begins each picture of Clips.elementary("h264").
ZONES = "zones: {all: {polygon: [[0, 0], [1, 0], [1, 1], [0, 1]]}}"


def units_of(path):
    return [DELIMITER + unit for unit in path.read_bytes().split(DELIMITER)[1:]]


@pytest.fixture
def ghost(trigo, clips, tmp_path):
    """Analyzes four seconds, a key frame each, whose 13th picture is lost: somebody is seen in what
    follows, up to the next key frame, and nowhere else."""
    units = units_of(clips.elementary("h264", rate=10, seconds=4))
    assert len(units) == 40
    del units[12]
    video = tmp_path / "lossy.h264"
    video.write_bytes(b"".join(units))
    boxes = tmp_path / "boxes.txt"
    boxes.write_text("".join(f"{n},-1,100,100,40,90,0.9\n" for n in range(13, 20)))
    zones = tmp_path / "zones.yaml"
    zones.write_text(ZONES)

    def run(*options):
        presence = tmp_path / "presence.csv"
        done = trigo("analyze", video, "--fps", 10, "--detections", boxes, "--no-appearance",
                     "--zones", zones, "--presence", presence, "--json", *options)
        assert (done.returncode, done.stderr) == (0, "")
        with open(presence, newline="", encoding="utf-8") as file:
            states = [row["state"] for row in csv.DictReader(file)]
        return json.loads(done.stdout), states
    return run


def test_what_a_lost_picture_leaves_behind_occupies_nothing(ghost):
    summary, states = ghost()
    assert (summary["pictures"], summary["corrupt"], summary["looks"]) == (39, 7, 32)
    assert "occupied" not in states and "vacant" in states


def test_whoever_wants_damaged_pictures_gets_them(ghost):
    summary, states = ghost("--damaged", "use")
    assert (summary["pictures"], summary["corrupt"], summary["looks"]) == (39, 0, 39)
    assert "occupied" in states
    summary, _ = ghost("--damaged", "skip")
    assert (summary["corrupt"], summary["looks"]) == (1, 38)


def test_a_camera_that_is_turned_upside_down_begins_an_epoch(serve, clips, no_model, tmp_path):
    upright = clips.elementary("h264", rate=10, seconds=2)
    turned, joined, video = (tmp_path / name for name in ("turned.h264", "joined.h264", "a.mp4"))
    begin = clips.elementary("h264", rate=10, seconds=1)
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", begin, "-c", "copy", "-bsf:v",
                    "h264_metadata=display_orientation=insert:rotate=180", turned],
                   check=True, timeout=60)
    joined.write_bytes(upright.read_bytes() + turned.read_bytes())
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-r", "10", "-i", joined, "-c", "copy",
                    video], check=True, timeout=60)
    stream = serve(video, *no_model).wait_for_state("a", "ended")
    assert stream["ledger"]["frames"] == 30
    assert stream["epoch"] == 2
    assert_ledger_adds_up(stream)
