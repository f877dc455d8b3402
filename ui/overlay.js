// Zones and who is followed, drawn over a picture. The server draws the same: src/live/overlay.cpp.

const colors = ["#7bd88f", "#ff8fc7", "#f2e55c", "#6cb6ff", "#ffab4a", "#b79bff"];
const stillColor = "#c3cad0";
const zoneColors = {occupied: "#2fe6c8", vacant: "#9fb8c4", unknown: "#8a8f94"};
const lineColor = "#ffffff";
const shade = "rgb(0 0 0 / 60%)";  // Under everything: seen on every ground.
const textColor = "#0b130d";
const shortIds = 1000;
const smallTile = 360;  // CSS pixels; what is drawn in narrower ones is finer.

/**
 * `view`: {left, top, scale, ratio, width, height}, all but `ratio` (canvas to CSS pixels) and
 * `scale` (canvas to picture pixels) in pixels of the canvas.
 */
function styleOf(view) {
  const fine = view.width < smallTile * view.ratio;
  return {...view, line: (fine ? 1.5 : 2) * view.ratio, text: (fine ? 10 : 11) * view.ratio};
}

/** `scene`: what is drawn on the stream's picture; `presence`: what is known of it. */
export function drawScene(pen, scene, presence, view) {
  const style = styleOf(view);
  const states = new Map(presence.zones.map((zone) => [zone.zone, zone]));
  pen.lineJoin = "round";
  pen.setLineDash([]);
  for (const {zone, polygon} of scene.zones) {
    const known = states.get(zone) ?? {state: "unknown", count: null};
    drawZone(pen, polygon.map((corner) => spot(corner, style)), {zone, ...known}, style);
  }
  for (const {from, to} of scene.lines) drawLine(pen, spot(from, style), spot(to, style), style);
}

/** A point of 0 … 1 in pixels of the canvas. */
function spot([x, y], {left, top, width, height}) {
  return [left + x * width, top + y * height];
}

/** Thick: occupied. Thin: vacant. Hatched, and without a count: nobody knows. */
function drawZone(pen, corners, {zone, state, count}, style) {
  const color = zoneColors[state];
  pen.beginPath();
  for (const corner of corners) pen.lineTo(...corner);
  pen.closePath();
  if (state === "unknown") hatch(pen, corners, color, style);
  if (state === "occupied") {
    pen.fillStyle = `${color}22`;
    pen.fill();
  }
  stroke(pen, color, (state === "occupied" ? 1.25 : 0.6) * style.line, style.ratio);
  const [x, y] = corners.reduce((a, b) => b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a);
  const told = {occupied: ` · ${count}`, vacant: "", unknown: " · ?"}[state];
  drawText(pen, zone + told, color, {x, y}, style);
}

/** Within the path that is there; leaves it there. */
function hatch(pen, corners, color, {line, ratio}) {
  const path = new Path2D();
  corners.forEach(([x, y], i) => i === 0 ? path.moveTo(x, y) : path.lineTo(x, y));
  path.closePath();
  const sums = corners.map(([x, y]) => x + y);
  const xs = corners.map(([x]) => x);
  const step = 10 * ratio;
  pen.save();
  pen.clip(path);
  pen.fillStyle = "rgb(138 143 148 / 25%)";
  pen.fill(path);
  pen.beginPath();
  for (let sum = Math.ceil(Math.min(...sums) / step) * step; sum < Math.max(...sums); sum += step) {
    pen.moveTo(Math.min(...xs), sum - Math.min(...xs));
    pen.lineTo(Math.max(...xs), sum - Math.max(...xs));
  }
  pen.strokeStyle = color;
  pen.lineWidth = 0.5 * line;
  pen.stroke();
  pen.restore();
  pen.beginPath();
  for (const corner of corners) pen.lineTo(...corner);
  pen.closePath();
}

/** With a tick at its right, as one sees who walks it. */
function drawLine(pen, [fromX, fromY], [toX, toY], style) {
  const across = toX - fromX;
  const down = toY - fromY;
  const tick = 10 * style.ratio / Math.max(Math.hypot(across, down), 1);
  const middle = [(fromX + toX) / 2, (fromY + toY) / 2];
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.moveTo(...middle);
  pen.lineTo(middle[0] - down * tick, middle[1] + across * tick);
  stroke(pen, lineColor, 0.75 * style.line, style.ratio);
}

export function drawTracks(pen, tracks, view) {
  const style = styleOf(view);
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

function drawLabel(pen, track, style) {
  const text = `#${track.id % shortIds}${track.still ? " still" : ""}`;
  drawText(pen, text, colorOf(track), place(track, style), style);
}

/** Above a place or, where that is outside of the picture, below it. */
function drawText(pen, text, color, place, style) {
  const {ratio} = style;
  pen.font = `600 ${style.text}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  const width = pen.measureText(text).width + 6 * ratio;
  const height = style.text + 4 * ratio;
  const rightmost = style.left + style.width - width;
  const x = Math.max(Math.min(place.x - style.line / 2, rightmost), style.left);
  const y = place.y - height >= style.top ? place.y - height : Math.max(place.y, style.top);
  pen.fillStyle = color;
  pen.fillRect(x, y, width, height);
  pen.fillStyle = textColor;
  pen.fillText(text, x + 3 * ratio, y + height / 2 + ratio / 2);
}
