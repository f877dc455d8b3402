// Who is followed, drawn over a picture. The server draws the same: src/live/overlay.cpp.

const colors = ["#7bd88f", "#ff8fc7", "#f2e55c", "#6cb6ff", "#ffab4a", "#b79bff"];
const stillColor = "#c3cad0";
const shade = "rgb(0 0 0 / 60%)";  // Under everything: seen on every ground.
const textColor = "#0b130d";
const shortIds = 1000;
const smallTile = 360;  // CSS pixels; what is drawn in narrower ones is finer.

/**
 * `view`: {left, top, scale, ratio, width}, all but `ratio` (canvas to CSS pixels) and `scale`
 * (canvas to picture pixels) in pixels of the canvas.
 */
export function drawTracks(pen, tracks, view) {
  const fine = view.width < smallTile * view.ratio;
  const style = {...view, line: (fine ? 1.5 : 2) * view.ratio, text: (fine ? 10 : 11) * view.ratio};
  const confirmed = tracks.filter((track) => track.confirmed);
  pen.lineJoin = pen.lineCap = "round";
  for (const track of confirmed) drawTrail(pen, track, style);
  pen.lineJoin = "miter";
  pen.lineCap = "butt";
  for (const track of tracks) drawBox(pen, track, style);
  for (const track of confirmed) drawLabel(pen, track, style);
}

function colorOf({id, still}) {
  return still ? stillColor : colors[id % colors.length];
}

function place({x, y, w, h}, {left, top, scale}) {
  return {x: left + x * scale, y: top + y * scale, w: w * scale, h: h * scale};
}

/** Strokes the path that is there, with its shade. */
function stroke(pen, color, width, ratio) {
  for (const [style, lineWidth] of [[shade, width + 2 * ratio], [color, width]]) {
    pen.strokeStyle = style;
    pen.lineWidth = lineWidth;
    pen.stroke();
  }
}

/** Where the feet were, up to where they are. */
function drawTrail(pen, track, style) {
  if (track.still || track.trail.length === 0) return;
  const feet = [...track.trail, [track.x + track.w / 2, track.y + track.h]];
  pen.setLineDash([]);
  pen.beginPath();
  for (const [x, y] of feet) pen.lineTo(style.left + x * style.scale, style.top + y * style.scale);
  stroke(pen, colorOf(track), 0.75 * style.line, style.ratio);
}

/** Dashed: predicted. Thin: not believed yet. */
function drawBox(pen, track, style) {
  const {x, y, w, h} = place(track, style);
  pen.setLineDash(track.seen ? [] : [3 * style.line, 2 * style.line]);
  pen.beginPath();
  pen.rect(x, y, w, h);
  stroke(pen, colorOf(track), (track.confirmed ? 1 : 0.5) * style.line, style.ratio);
}

/** Above the box or, where that is outside of the picture, in it. */
function drawLabel(pen, track, style) {
  const {ratio} = style;
  const box = place(track, style);
  const text = `#${track.id % shortIds}${track.still ? " still" : ""}`;
  pen.font = `600 ${style.text}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  const width = pen.measureText(text).width + 6 * ratio;
  const height = style.text + 4 * ratio;
  const rightmost = style.left + style.width - width;
  const x = Math.max(Math.min(box.x - style.line / 2, rightmost), style.left);
  const y = box.y - height >= style.top ? box.y - height : Math.max(box.y, style.top);
  pen.fillStyle = colorOf(track);
  pen.fillRect(x, y, width, height);
  pen.fillStyle = textColor;
  pen.fillText(text, x + 3 * ratio, y + height / 2 + ratio / 2);
}
