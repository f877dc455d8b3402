"""Writes all the odd clips into a folder, and a list of what is odd about each.

usage: make_clips.py FOLDER
"""

import csv
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from containers import CONTAINERS
from damaged import DAMAGED
from pictures import PICTURES
from timing import TIMING
from workshop import Workshop

CLIPS = [*DAMAGED, *TIMING, *PICTURES, *CONTAINERS]


def make_all(folder):
    """Writes them; returns why those that could not be made were not, by name."""
    shop = Workshop(folder / "parts")

    def make(clip):
        try:
            clip.make(shop, folder / clip.name)
        except subprocess.CalledProcessError as error:
            (folder / clip.name).unlink(missing_ok=True)
            return clip.name, error.stderr.decode(errors="replace").strip()
        return None

    with ThreadPoolExecutor(2) as pool:
        return dict(filter(None, pool.map(make, CLIPS)))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    failed = make_all(folder)
    for name, reason in failed.items():
        print(f"{name}: {reason}", file=sys.stderr)
    with open(folder / "manifest.csv", "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "bytes", "odd"])
        rows.writerows([clip.name, (folder / clip.name).stat().st_size, clip.odd]
                       for clip in CLIPS if clip.name not in failed)
    print(f"{len(CLIPS) - len(failed)} clips in {folder}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    sys.exit(main(Path(sys.argv[1])))
