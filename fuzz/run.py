#!/usr/bin/env python3
"""Runs fuzz targets, two at a time, and tells what each found.

usage: run.py --build FOLDER --keep FOLDER [--minutes M | --short] [TARGET…]

--build    where the programs fuzz_TARGET are; seeds are made there
--keep     where corpora go, to be gone on with next time, and findings and logs
--minutes  how long each target runs (10)
--short    about a minute for all of them together, from the seeds alone, always the same way

Prints a table. Exit 1 if anything was found; Ctrl-C ends it, with the table as far as it went.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIDE_BY_SIDE = 2
SHORT_SECONDS = 60
INPUT_SECONDS = 10
MEMORY_MB = 2048
GRACE_SECONDS = 60  # For a target to end by itself.
# What is larger teaches nothing more, and is slower.
LARGEST_BYTES = {"clip": 150_000, "http": 16384, "yolox": 16384, "mot": 8192, "words": 512,
                 "url": 2048}
USUAL_LARGEST_BYTES = 4096
DICTIONARIES = {"yaml": "yaml", "config": "yaml", "scene": "yaml", "change": "json",
                "query": "json", "http": "http"}


class Run:
    """One target at work."""

    def __init__(self, target, options):
        self.target = target
        self.log = options.keep / "log" / f"{target}.log"
        self.corpus = options.keep / ("short" if options.short else "corpus") / target
        if options.short:
            shutil.rmtree(self.corpus, ignore_errors=True)
        for folder in (self.log.parent, self.corpus, options.keep / "findings"):
            folder.mkdir(parents=True, exist_ok=True)
        self.begin = time.monotonic()
        self.seconds = 0
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self._command(options), stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)

    def _command(self, options):
        command = [options.build / f"fuzz_{self.target}", self.corpus,
                   options.build / "seeds" / self.target,
                   f"-artifact_prefix={options.keep / 'findings' / self.target}-",
                   f"-max_total_time={options.seconds}", f"-timeout={INPUT_SECONDS}",
                   f"-rss_limit_mb={MEMORY_MB}", "-print_final_stats=1",
                   f"-max_len={LARGEST_BYTES.get(self.target, USUAL_LARGEST_BYTES)}"]
        if self.target in DICTIONARIES:
            command.append(f"-dict={HERE / 'dictionaries' / DICTIONARIES[self.target]}.dict")
        if options.short:
            command.append("-seed=1")
        return [str(word) for word in command]

    def ended(self, limit):
        """Whether it has, by itself or because `limit` seconds were not enough."""
        self.seconds = time.monotonic() - self.begin
        if self.process.poll() is not None:
            return True
        if self.seconds > limit:
            self.process.kill()
            self.process.wait()
            return True
        return False

    def result(self):
        text = self.log.read_text(errors="replace")
        counts = re.findall(r"^stat::number_of_executed_units: *(\d+)|^#(\d+)\t", text,
                            re.MULTILINE)
        covered = re.findall(r" cov: (\d+)", text)
        return {"target": self.target, "minutes": self.seconds / 60,
                "executions": max((int(a or b) for a, b in counts), default=0),
                "coverage": int(covered[-1]) if covered else 0,
                "finding": self._finding(text)}

    def _finding(self, text):
        """Where it lies; what happened, if nothing was written; nothing if all went well."""
        interrupted = 72  # libFuzzer's own word for Ctrl-C.
        if self.process.returncode in (0, interrupted, -signal.SIGINT):
            return ""
        written = re.findall(r"Test unit written to (\S+)", text)
        return written[-1] if written else f"exit {self.process.returncode}, see {self.log}"


def run_all(targets, options):
    """Results of those that ran, and whether they were let finish."""
    waiting, running, results = list(targets), [], []
    try:
        while waiting or running:
            while waiting and len(running) < SIDE_BY_SIDE:
                running.append(Run(waiting.pop(0), options))
            time.sleep(0.1)
            for run in [run for run in running if run.ended(options.seconds + GRACE_SECONDS)]:
                running.remove(run)
                results.append(run.result())
        return results, True
    except KeyboardInterrupt:
        for run in running:
            run.process.send_signal(signal.SIGINT)
            try:
                run.process.wait(INPUT_SECONDS)
            except subprocess.TimeoutExpired:
                run.process.kill()
                run.process.wait()
            run.ended(options.seconds)
            results.append(run.result())
        return results, False


def tell(results, options):
    print(f"{'target':8} {'minutes':>8} {'executions':>11} {'coverage':>9}  finding")
    for result in sorted(results, key=lambda result: result["target"]):
        print("{target:8} {minutes:8.1f} {executions:11d} {coverage:9d}  {0}".format(
            result["finding"] or "none", **result))
    for result in results:
        if result["finding"]:
            print(f"\n{result['target']}: to see it again:\n"
                  f"  {options.build}/fuzz_{result['target']} {result['finding']}")


def parsed(arguments):
    parser = argparse.ArgumentParser(description="Runs fuzz targets, two at a time.")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    options = parser.parse_args(arguments)
    known = sorted(path.name.removesuffix("_fuzz.cpp") for path in HERE.glob("*_fuzz.cpp"))
    for target in options.targets:
        if target not in known:
            parser.error(f"no target {target}; there are: {' '.join(known)}")
    if not options.minutes > 0:
        parser.error("--minutes: more than 0")
    options.targets = options.targets or known
    options.seconds = (max(1, SHORT_SECONDS * SIDE_BY_SIDE // len(options.targets))
                       if options.short else max(1, round(options.minutes * 60)))
    return options


def main(arguments):
    options = parsed(arguments)
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    subprocess.run([sys.executable, HERE / "make_seeds.py", options.build / "seeds"], check=True)
    results, finished = run_all(options.targets, options)
    tell(results, options)
    if any(result["finding"] for result in results):
        return 1
    return 0 if finished else 130


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # While seeds are made.
        sys.exit(130)
