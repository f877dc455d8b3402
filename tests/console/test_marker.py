"""Boxes belong to their picture: what is drawn over a marker is where the marker is in that very
picture, and not in the one before or after it."""

import subprocess

from trigo_server import wait_until

WIDTH, HEIGHT = 640, 240
STEP = 6      # Pixels that the marker moves from picture to picture.
BEGIN = 60    # Where its middle is in the first one.
PICTURES = 85
SAMPLES = 24  # At least so many different pictures are compared.
# How many pictures the boxes of a stream are ahead of it. The two beside prove that the test would
# find boxes of the next picture, or of the one before.
STREAMS = {"exact": 0, "early": 1, "late": -1}

# Every time the page has drawn, of each tile: where the marker's middle is, where that of the box
# is, in parts of the canvas's width, and how much of the box's left side is drawn: predictions are
# dashed. Read from the pixels alone.
SAMPLER = """() => {
  const inks = [[0x7b, 0xd8, 0x8f], [0xff, 0x8f, 0xc7], [0xf2, 0xe5, 0x5c], [0x6c, 0xb6, 0xff],
                [0xff, 0xab, 0x4a], [0xb7, 0x9b, 0xff]];
  const isInk = (pixels, at) => inks.some(
      (ink) => ink.every((value, i) => Math.abs(value - pixels[at + i]) < 12));
  const sample = (canvas) => {
    const pen = canvas.getContext('2d');
    const {width, height} = canvas;
    const row = pen.getImageData(0, Math.round(height / 2), width, 1).data;
    let light = 0, lights = 0, left = width, right = -1;
    for (let x = 0; x < width; ++x) {
      if (Math.min(row[4 * x], row[4 * x + 1], row[4 * x + 2]) > 235) { light += x; ++lights; }
      if (isInk(row, 4 * x)) { left = Math.min(left, x); right = Math.max(right, x); }
    }
    if (lights < 5 || right - left < 5) return null;
    const side = Math.round(height * 0.2);
    const column = pen.getImageData(left, Math.round(height * 0.4), 1, side).data;
    let drawn = 0;
    for (let y = 0; y < side; ++y) if (isInk(column, 4 * y)) ++drawn;
    return {marker: light / lights / width, box: (left + right) / 2 / width, drawn: drawn / side};
  };
  window.samples = [];
  const look = () => {
    for (const tile of document.querySelectorAll('.tile')) {
      const found = sample(tile.querySelector('canvas'));
      if (found) window.samples.push({stream: tile.dataset.stream, ...found});
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def make_clip(path, begin):
    """A white square that moves by STEP to the right in each picture."""
    half = 12
    dark = b"\x20" * WIDTH
    around = dark * (HEIGHT // 2 - half)
    pictures = bytearray()
    for number in range(PICTURES):
        x = begin + STEP * number
        light = dark[:x - half] + b"\xff" * (2 * half) + dark[x + half:]
        pictures += around + light * (2 * half) + around
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-s",
         f"{WIDTH}x{HEIGHT}", "-r", "12.5", "-i", "-", "-c:v", "libx264", "-preset", "ultrafast",
         "-crf", "10", "-pix_fmt", "yuv420p", str(path)], input=bytes(pictures), check=True,
        timeout=60)
    return path


def test_a_box_is_where_its_person_is_in_that_very_picture(open_page, serve, release_binary,
                                                           tmp_path):
    boxes = tmp_path / "boxes.txt"
    boxes.write_text("".join(f"{number + 1},-1,{BEGIN + STEP * number - 30},60,60,120,0.9\n"
                             for number in range(PICTURES)))
    config = tmp_path / "trigo.yaml"
    config.write_text("live: {every: 1}\ndetect: {every: 1}\nstreams:\n")
    with config.open("a") as streams:
        for name, ahead in STREAMS.items():
            clip = make_clip(tmp_path / f"{name}.mp4", BEGIN - STEP * ahead)
            streams.write(f"  {name}: {{url: {clip}, loop: true}}\n")
    server = serve("--config", config, "--detections", boxes, program=release_binary)
    page = open_page(server)
    page.wait_for_selector(".tile:nth-child(3) canvas")
    page.evaluate(SAMPLER)

    def ahead():
        """By stream: how many pictures its box is ahead of the marker, in each that was looked at,
        once the person was followed for a while: boxes are smoothed at first."""
        found = {name: {} for name in STREAMS}
        for sample in page.evaluate("window.samples"):
            if sample["drawn"] > 0.95 and 0.3 < sample["marker"] < 0.85:
                place = round(sample["marker"] * WIDTH / STEP)
                found[sample["stream"]].setdefault(place, []).append(
                    (sample["box"] - sample["marker"]) * WIDTH / STEP)
        return min(map(len, found.values())) >= SAMPLES and found

    for name, by_place in wait_until(ahead, 25, f"{SAMPLES} pictures of each").items():
        found = sorted(sum(by_place.values(), []))
        print(name, len(by_place), found[0], found[-1])
        assert STREAMS[name] - 0.5 < found[0] and found[-1] < STREAMS[name] + 0.5, (name, found)
