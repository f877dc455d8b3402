"""Runs `trigo bench` and, in turns with it, another program on the same clips; writes ratios.

usage: bench.py [--baseline SCRIPT] [--runs N] [--seconds S] [CLIP]

The other program is a Python script that restates a design to compare with. It is called as
    PYTHON SCRIPT --mode after --engine openvino --size 416 --model MODEL.onnx
                  --seconds S --viewers V CLIP …
and prints, as its last line, one JSON object with per_second.inf, result_age_ms_p50_p95,
cpu_percent_of_machine and rss_mb. Without it the table has Trigo's figures alone.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

SCENARIOS = [(5, 1), (16, 0)]  # Streams, viewers of each.
CLIP_NAME = "bench-720p25.mp4"
CLIP_FILTERS = ("-vf scale=1280:720 -r 25 -c:v libx264 -g 50 -bf 0 -b:v 4M "
                "-pix_fmt yuv420p").split()
MODEL = "yolox_nano.onnx"
BUSY_PERCENT = 10  # Of the machine, by others: figures taken then say little.
SPARE_SECONDS = 300  # For a program to load, start and end, on a busy machine.

# Name and unit, and the number of digits that mean anything.
FIGURES = {"inferences/s": 1, "age p50, ms": 0, "age p95, ms": 0, "CPU of the machine, %": 1,
           "memory, MB": 0}


class Failed(Exception):
    """What went wrong, in one line."""


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it printed nothing"


def run(command, seconds):
    """What the command printed."""
    command = [str(word) for word in command]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=seconds, check=False)
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"{command[0]}: no answer within {seconds:.0f} s") from None
    if done.returncode != 0:
        raise Failed(f"{' '.join(command[:2])}: ended with {done.returncode}: "
                     f"{last_line(done.stderr)}")
    return done.stdout


def make_clip(sample, folder):
    """A minute of 720p at 25 pictures a second, made once."""
    clip = folder / CLIP_NAME
    if not clip.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = clip.with_suffix(".part")
        print(f"==> Making {clip}", file=sys.stderr)
        run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", sample, "-an", *CLIP_FILTERS, "-f",
             "mp4", part], 600)
        part.rename(clip)
    return clip


def figures_of_trigo(options, clip, streams, viewers):
    answer = json.loads(run(
        [options.program, "bench", "--json", "--streams", streams, "--viewers", viewers,
         "--seconds", options.seconds, clip], options.seconds + SPARE_SECONDS))
    if answer["cpu"]["others_percent"] > BUSY_PERCENT:
        print(f"bench.py: other programs took {answer['cpu']['others_percent']:.0f} % of the "
              "machine: this run says little", file=sys.stderr)
    return [answer["inferences"]["done_per_s"], answer["age_ms"]["p50"], answer["age_ms"]["p95"],
            answer["cpu"]["process_percent"], answer["rss_mb"]["end"]]


def figures_of_baseline(options, clip, streams, viewers):
    text = run(
        [options.baseline_python, options.baseline, "--mode", "after", "--engine", "openvino",
         "--size", 416, "--model", options.model, "--seconds", options.seconds, "--viewers",
         viewers, *[clip] * streams], options.seconds + SPARE_SECONDS)
    try:
        answer = json.loads(last_line(text))
        ages = answer["result_age_ms_p50_p95"] or [None, None]
        return [answer["per_second"]["inf"], *ages, answer["cpu_percent_of_machine"],
                answer["rss_mb"]]
    except (ValueError, KeyError, TypeError):
        raise Failed(f"{options.baseline}: its last line is no such JSON object as "
                     f"is wanted: {last_line(text)[:80]}") from None


def measure(options, clip):
    """{scenario: (Trigo's runs, the baseline's runs)}, taken in turns."""
    taken = {scenario: ([], []) for scenario in SCENARIOS}
    for number in range(options.runs):
        for (streams, viewers), (ours, theirs) in taken.items():
            print(f"==> Run {number + 1} of {options.runs}: {streams} streams, {viewers} viewers "
                  "each", file=sys.stderr)
            ours.append(figures_of_trigo(options, clip, streams, viewers))
            if options.baseline:
                try:
                    theirs.append(figures_of_baseline(options, clip, streams, viewers))
                except Failed as failure:
                    print(f"bench.py: going on without the baseline: {failure}", file=sys.stderr)
                    options.baseline = None
    return taken


def median_of(values):
    """None if there is a run without."""
    return statistics.median(values) if values and None not in values else None


def spread(values, digits):
    """Median (least – most)."""
    median = median_of(values)
    if median is None:
        return "–"
    text = f"{median:.{digits}f}"
    if len(values) > 1:
        text += f" ({min(values):.{digits}f} – {max(values):.{digits}f})"
    return text


def ratio(ours, theirs):
    over, under = median_of(ours), median_of(theirs)
    return f"{over / under:.2f}" if over is not None and under else "–"


def table(taken):
    rows = ["| streams, viewers each | | Trigo | baseline | ratio |", "|---|---|---|---|---|"]
    for (streams, viewers), (ours, theirs) in taken.items():
        for place, (name, digits) in enumerate(FIGURES.items()):
            left = [figures[place] for figures in ours]
            right = [figures[place] for figures in theirs]
            rows.append(f"| {streams}, {viewers} | {name} | {spread(left, digits)} | "
                        f"{spread(right, digits)} | {ratio(left, right)} |")
    return "\n".join(rows)


def parse(arguments):
    models = Path(os.environ.get("TRIGO_MODELS", Path.home() / ".cache/trigo/models"))
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("clip", nargs="?", type=Path,
                        help="video to play; made of the sample footage by default")
    parser.add_argument("--baseline", metavar="SCRIPT", default=os.environ.get("TRIGO_BASELINE"),
                        help="Python script to compare with; by default $TRIGO_BASELINE")
    parser.add_argument("--baseline-python", metavar="PYTHON",
                        default=os.environ.get("TRIGO_BASELINE_PYTHON", sys.executable),
                        help="that has what the script needs; by default "
                             "$TRIGO_BASELINE_PYTHON, else this one")
    parser.add_argument("--model", type=Path, default=models / MODEL,
                        help=".onnx file for the baseline; by default the one of Trigo")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20, help="measured time of a run (20)")
    for required in ("--program", "--sample", "--footage"):
        parser.add_argument(required, type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.runs < 1 or options.seconds < 1:
        parser.error("--runs and --seconds are at least 1")
    return options


def main(arguments):
    options = parse(arguments)
    if not options.baseline:
        print("bench.py: no baseline to compare with: give one with --baseline or TRIGO_BASELINE",
              file=sys.stderr)
    elif not Path(options.baseline).is_file():
        print(f"bench.py: going on without the baseline: {options.baseline}: no such file",
              file=sys.stderr)
        options.baseline = None
    try:
        clip = options.clip or make_clip(options.sample, options.footage)
        taken = measure(options, clip)
    except Failed as failure:
        print(f"bench.py: {failure}", file=sys.stderr)
        return 1
    print(f"{clip.name}, {options.runs} runs of {options.seconds:g} s, {os.cpu_count()} cores, "
          f"{platform.system()} {platform.machine()}: median (least – most)\n")
    print(table(taken))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
