"""Five cameras for a long time: nothing grows. TRIGO_ENDURANCE_MINUTES says how long, 45 unless it
is set; prints a row of figures every ten minutes, or three times if that is not as long."""

import os
import time

import pytest

from camera import Camera, start_all
from watching import Ages, Held, write_config

MINUTES = float(os.environ.get("TRIGO_ENDURANCE_MINUTES", "45"))
ROW_MINUTES = min(10.0, MINUTES / 3)
WARM_UP_S = 20
GROWTH = 0.03   # Of the memory, from the first row to the last.
GROWTH_MB = 1
AGE_P95_MS = 100


@pytest.mark.soak
@pytest.mark.timeout(int(MINUTES * 60) + 300)
def test_nothing_grows(serve, release_binary, owned, clips, tmp_path, no_model):
    cameras = [owned(Camera(clips.elementary(codec)))
               for codec in ("h264", "h264", "h264", "h265", "mjpeg")]
    start_all(cameras)
    names = [f"camera-{number}" for number in range(len(cameras))]
    server = serve(*write_config(tmp_path, dict(zip(names, (one.url() for one in cameras)))),
                   *no_model, program=release_binary)
    for name in names:
        server.wait_for_state(name, "running")
    time.sleep(WARM_UP_S)
    rows, begin = [], time.monotonic()
    print("\n| minutes | RSS, MB | threads | descriptors | age p95, ms |\n|---|---|---|---|---|")
    while time.monotonic() - begin < MINUTES * 60 - 1:
        ages = Ages(server, names)
        left_s = MINUTES * 60 - (time.monotonic() - begin)
        time.sleep(min(ROW_MINUTES * 60, left_s))
        held, age_ms = Held.by(server), ages.p95_ms()
        rows.append((held, age_ms))
        print(f"| {(time.monotonic() - begin) / 60:.1f} | {held.rss_mb:.1f} | {held.threads} "
              f"| {held.descriptors} | {age_ms:.1f} |", flush=True)
    first, last = rows[0][0], rows[-1][0]
    assert last.threads <= first.threads and last.descriptors <= first.descriptors + 1
    assert last.rss_mb <= first.rss_mb * (1 + GROWTH) + GROWTH_MB
    assert max(age_ms for _, age_ms in rows) <= AGE_P95_MS
    for name in names:
        assert server.stream(name)["incidents"] == 0, server.stream(name)["history"]
