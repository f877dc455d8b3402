"""Runs clang-tidy on every source file, and skips those that were clean before and are unchanged.

usage: tidy.py --build FOLDER --cache FOLDER [--jobs N] [FILE…]

A file counts as unchanged while it, every header of ours that it includes, .clang-tidy, its compile
command and clang-tidy itself are. Prints what clang-tidy found; exit 1 if anything.
"""

import argparse
import concurrent.futures
import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src"
TIDY = "clang-tidy-14"
SECONDS_PER_FILE = 300


def texts_of(path, known):
    """The texts of `path` and of every header of ours that it reaches, by path."""
    pending, found = [path], {}
    while pending:
        current = pending.pop()
        if current in found:
            continue
        if current not in known:
            known[current] = current.read_text()
        found[current] = known[current]
        for name in re.findall(r'^\s*#\s*include\s+"([^"]+)"', known[current], re.MULTILINE):
            if (header := SOURCES / name).is_file():
                pending.append(header)
    return found


def key_of(path, command, common, known):
    digest = hashlib.sha256(common)
    digest.update(command.encode())
    for name, text in sorted(texts_of(path, known).items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def run_tidy(path, build):
    """What clang-tidy has to say of one file; nothing if it is clean."""
    command = [TIDY, "--quiet", "-p", str(build), "--extra-arg=-Wno-unknown-warning-option",
               str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              timeout=SECONDS_PER_FILE)
    except subprocess.TimeoutExpired:
        return f"{path}: clang-tidy took more than {SECONDS_PER_FILE} s"
    if done.returncode == 0:
        return ""
    return done.stdout.strip() or done.stderr.strip()


def main():
    parser = argparse.ArgumentParser(description="clang-tidy on what has changed")
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()

    entries = json.loads((arguments.build / "compile_commands.json").read_text())
    commands = {Path(entry["file"]): entry["command"] for entry in entries}
    wanted = {path.resolve() for path in arguments.files} or set(commands)
    wanted = sorted(path for path in wanted & set(commands) if path.is_relative_to(SOURCES))
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()
    known = {}
    clean = arguments.cache / "clean"
    clean.mkdir(parents=True, exist_ok=True)
    keys = {path: key_of(path, commands[path], common, known) for path in wanted}
    stale = [path for path in wanted if not (clean / keys[path]).exists()]

    bad = 0
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=max(1, arguments.jobs)) as pool:
        for path, said in zip(stale, pool.map(lambda path: run_tidy(path, arguments.build), stale)):
            if said:
                bad += 1
                print(said, flush=True)
            else:
                (clean / keys[path]).touch()
    print(f"tidy.py: {len(stale)} files checked in {time.monotonic() - begin:.0f} s, "
          f"{len(wanted) - len(stale)} unchanged, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
