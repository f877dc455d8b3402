// What is drawn over a picture: who is where, and where they came from.

// The server draws with the same ones: src/live/overlay.cpp.
const colors = ["#7bd88f", "#6fb7ff", "#ffb454", "#ff8fb1", "#f2e36b", "#5fe0d6"];
const still = "#b4bac0";
const shadow = "rgb(0 0 0 / 60%)";
const shownIds = 1000;  // Ids are shown by their last three digits.

function colorOf(track) {
  return track.still ? still : colors[track.id % colors.length];
}

/**
 * `tracks`: as docs/reference/live.md says. `view`: where the picture lies on the canvas, canvas
 * pixels a picture pixel, canvas pixels a CSS pixel.
 */
export function drawTracks(pen, tracks, view) {
  for (const track of tracks) if (track.confirmed) drawTrail(pen, track, view);
  for (const track of tracks) drawBox(pen, track, view);
}

function drawTrail(pen, track, {left, top, scale, ratio}) {
  if (track.trail.length < 2) return;
  pen.setLineDash([]);
  pen.lineJoin = "round";
  pen.beginPath();
  for (const [x, y] of track.trail) pen.lineTo(left + x * scale, top + y * scale);
  for (const [color, width] of [[shadow, 4], [colorOf(track), 2]]) {
    pen.strokeStyle = color;
    pen.lineWidth = width * ratio;
    pen.stroke();
  }
}

function drawBox(pen, track, view) {
  const {left, top, scale, ratio} = view;
  const box = [left + track.x * scale, top + track.y * scale, track.w * scale, track.h * scale];
  const width = track.confirmed ? 2 : 1;
  pen.setLineDash(track.seen ? [] : [6 * ratio, 4 * ratio]);
  for (const [color, thickness] of [[shadow, width + 2], [colorOf(track), width]]) {
    pen.strokeStyle = color;
    pen.lineWidth = thickness * ratio;
    pen.strokeRect(...box);
  }
  pen.setLineDash([]);
  if (track.confirmed) drawLabel(pen, track, box, view);
}

/** Above the box, or in it where that is outside of the picture. */
function drawLabel(pen, track, [x, y], {left, top, ratio}) {
  const text = `#${track.id % shownIds}${track.still ? " still" : ""}`;
  const size = 11 * ratio;
  const height = size + 4 * ratio;
  pen.font = `600 ${size}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  const width = pen.measureText(text).width + 6 * ratio;
  const labelLeft = Math.max(x - ratio, left);
  const labelTop = y - height >= top ? y - height : Math.max(y, top);
  pen.fillStyle = colorOf(track);
  pen.globalAlpha = track.seen ? 1 : 0.75;
  pen.fillRect(labelLeft, labelTop, width, height);
  pen.globalAlpha = 1;
  pen.fillStyle = "#0b130d";
  pen.fillText(text, labelLeft + 3 * ratio, labelTop + height / 2 + ratio / 2);
}
