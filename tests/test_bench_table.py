"""tools/bench.py: takes runs in turns, compares medians, and goes on without a baseline."""

import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parent.parent / "tools" / "bench.py"

# Stand-ins for both programs. Each notes that it ran; its n-th run is n times the first.
OURS = """#!{python}
import json, pathlib, sys
log = pathlib.Path("runs.txt")
log.open("a").write("ours " + sys.argv[sys.argv.index("--streams") + 1] + "\\n")
n = log.read_text().count("ours")
print(json.dumps({{"inferences": {{"done_per_s": 10.0 * n}}, "age_ms": {{"p50": 20, "p95": 40}},
    "cpu": {{"process_percent": 30, "others_percent": 1}}, "rss_mb": {{"end": 200}}}}))
"""
THEIRS = """
import json, pathlib, sys
pathlib.Path("runs.txt").open("a").write("theirs %d\\n" % sys.argv.count("clip.mp4"))
print("loading")
print(json.dumps({"per_second": {"inf": 20.0}, "result_age_ms_p50_p95": [100, 160],
    "cpu_percent_of_machine": 60, "rss_mb": 400}))
"""


@pytest.fixture
def bench(tmp_path):
    program = tmp_path / "ours"
    program.write_text(OURS.format(python=sys.executable))
    program.chmod(0o755)

    def run(*options):
        done = subprocess.run(
            [sys.executable, str(TOOL), "--program", str(program), "--sample", "none", "--footage",
             str(tmp_path), "--runs", "3", *options, "clip.mp4"], cwd=tmp_path, text=True,
            capture_output=True, timeout=60, check=False, env={"PATH": "", "HOME": str(tmp_path)})
        cells = [[cell.strip() for cell in line.strip("|").split("|")]
                 for line in done.stdout.splitlines() if line.startswith("| 5, 1")]
        return done, {row[1]: row[2:] for row in cells}, (tmp_path / "runs.txt").read_text().split()
    return run


def test_runs_are_taken_in_turns_and_medians_compared(bench, tmp_path):
    script = tmp_path / "theirs.py"
    script.write_text(THEIRS)
    done, rows, runs = bench("--baseline", str(script))
    assert done.returncode == 0, done.stderr
    assert runs == "ours 5 theirs 5 ours 16 theirs 16".split() * 3
    assert rows["inferences/s"] == ["30.0 (10.0 – 50.0)", "20.0 (20.0 – 20.0)", "1.50"]
    assert rows["age p95, ms"][2] == "0.25"
    assert rows["CPU of the machine, %"] == ["30.0 (30.0 – 30.0)", "60.0 (60.0 – 60.0)", "0.50"]


@pytest.mark.parametrize("script, said", [
    (None, "no baseline to compare with"), ("nowhere.py", "nowhere.py: no such file"),
    ("import nothing_like_it", "nothing_like_it"), ("print('{}')", "last line")])
def test_without_a_baseline_it_says_so_once_and_goes_on(bench, tmp_path, script, said):
    options = []
    if script:
        path = tmp_path / ("nowhere.py" if script == "nowhere.py" else "theirs.py")
        if path.name != "nowhere.py":
            path.write_text(script)
        options = ["--baseline", str(path)]
    done, rows, runs = bench(*options)
    assert done.returncode == 0, done.stderr
    complaints = [line for line in done.stderr.splitlines() if line.startswith("bench.py: ")]
    assert len(complaints) == 1 and said in complaints[0], done.stderr
    assert runs == "ours 5 ours 16".split() * 3
    assert rows["inferences/s"][1:] == ["–", "–"]


def test_a_program_that_fails_is_said_in_one_line(bench, tmp_path):
    (tmp_path / "runs.txt").touch()
    (tmp_path / "ours").write_text(f"#!{sys.executable}\nraise SystemExit('trigo: no such clip')\n")
    done, _, _ = bench()
    assert done.returncode == 1 and not done.stdout
    assert done.stderr.strip().splitlines()[-1].endswith("trigo: no such clip")
