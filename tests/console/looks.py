"""What a page of the console shows, read from its pixels."""

# A number for each tile's picture that changes with it, by stream.
SUMS = """() => Object.fromEntries([...document.querySelectorAll('.tile')].map((tile) => {
  const canvas = tile.querySelector('canvas');
  const {width, height} = canvas;
  if (width < 16 || height < 16) return [tile.dataset.stream, null];
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 52) sum = (sum * 31 + pixels[at]) % 1000003;
  return [tile.dataset.stream, sum];
}))"""

# Of overlay.ts: what zones, masks and people are drawn with.
INKS = {
    "occupied": [[0x2f, 0xe6, 0xc8]],
    "unknown": [[0x8a, 0x8f, 0x94]],
    "person": [[0x7b, 0xd8, 0x8f], [0xff, 0x8f, 0xc7], [0xf2, 0xe5, 0x5c], [0x6c, 0xb6, 0xff],
               [0xff, 0xab, 0x4a], [0xb7, 0x9b, 0xff]],
}

# How many pixels of a picture have one of these inks, and how far right.
INKED = """([inks, where]) => {
  const canvas = document.querySelector(where);
  if (canvas === null || canvas.width === 0) return {count: 0, right: 0};
  const {width, height} = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  let count = 0, right = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (!inks.some(ink => ink.every((value, i) => Math.abs(value - pixels[at + i]) < 3))) continue;
    ++count;
    right = Math.max(right, at / 4 % width / width);
  }
  return {count, right};
}"""


def ink(page, name, where="canvas"):
    """`count` of pixels of the picture (of those, the first) that have this ink; `right`: of the
    rightmost, in parts of its width."""
    return page.evaluate(INKED, [INKS[name], where])
