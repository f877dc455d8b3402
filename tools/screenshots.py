"""Takes the pictures of the console in docs/images: every page, at three widths, in both themes.

usage: screenshots.py --program build/release/trigo --config tools/demo.yaml [--out docs/images]
                      [--seconds 240]

Plays the config on a free port, into a record of its own, waits until something has happened, and
leaves PAGE-WIDTH-THEME.webp for each. Wants Chromium, the Python package playwright, and ffmpeg.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGES = {"wall": "#/", "camera": "#/camera/yard", "events": "#/events?last=5m",
         "system": "#/system"}
SIZES = {390: 844, 1280: 800, 2560: 1440}
THEMES = ("dark", "light")
QUALITY = 72  # Of WebP: text stays sharp, a page is some 10 to 200 KB.
SETTLE_MS = 2500
START_SECONDS = 60


def start(program, config, record):
    """Starts the program; returns it and the address of its console."""
    text = re.sub(r"^data: .*$", f"data: {record}", config.read_text(), flags=re.MULTILINE)
    # Beside the original, so that relative names mean the same.
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", dir=config.parent) as written:
        written.write(text)
        written.flush()
        child = subprocess.Popen(
            # Relative, for the pages show where files lie.
            [program, "run", "--config", os.path.relpath(written.name),
             "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + START_SECONDS
        for line in child.stdout:
            if address := re.search(r"http://\S+", line):
                return child, address[0]
            if time.monotonic() > deadline:
                break
    child.kill()
    child.wait()
    sys.exit(f"screenshots.py: {program} did not start within {START_SECONDS} s")


def take_all(address, out):
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for width, height in SIZES.items():
            for theme in THEMES:
                page = browser.new_page(viewport={"width": width, "height": height},
                                        color_scheme=theme, locale="en-GB")
                for name, where in PAGES.items():
                    page.goto("about:blank")
                    page.goto(address + where)
                    page.wait_for_timeout(SETTLE_MS)
                    png = Path(folder) / "page.png"
                    page.screenshot(path=png)
                    to_webp(png, out / f"{name}-{width}-{theme}.webp")
                page.close()
        browser.close()


def to_webp(png, webp):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", png, "-c:v", "libwebp",
                    "-quality", str(QUALITY), webp], check=True, timeout=60)


def main():
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=root / "build/release/trigo")
    parser.add_argument("--config", type=Path, default=root / "tools/demo.yaml")
    parser.add_argument("--out", type=Path, default=root / "docs/images")
    parser.add_argument("--seconds", type=float, default=240, help="to play before the first one")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as record:
        child, address = start(arguments.program, arguments.config, record)
        # Whoever writes must be read, or it stops.
        drain = subprocess.Popen(["cat"], stdin=child.stdout, stdout=subprocess.DEVNULL)
        try:
            time.sleep(arguments.seconds)
            take_all(address, arguments.out)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=20)
            drain.wait(timeout=20)


if __name__ == "__main__":
    main()
