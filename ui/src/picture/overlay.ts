// Zones and who is followed, drawn over a picture. The server draws the same, but for masks:
// src/live/overlay.cpp.

import type { Box, Point, Presence, Scene, Track, ZoneState } from "../server/types";
import { texts } from "../texts/texts";

const colors = ["#7bd88f", "#ff8fc7", "#f2e55c", "#6cb6ff", "#ffab4a", "#b79bff"];
const stillColor = "#c3cad0";
const zoneColors: Record<ZoneState, string> = {
  occupied: "#2fe6c8",
  vacant: "#9fb8c4",
  unknown: "#8a8f94",
};
const lineColor = "#ffffff";
const shade = "rgb(0 0 0 / 60%)"; // Under everything: seen on every ground.
const textColor = "#0b130d";
const shortIds = 1000;
const smallPicture = 360; // CSS pixels; what is drawn in narrower ones is finer.

/** Where the picture lies on the canvas, all in pixels of the canvas, but for two. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  scale: number; // Canvas to picture pixels.
  ratio: number; // Canvas to CSS pixels.
}

interface Style extends Frame {
  line: number;
  text: number;
}

type Pen = CanvasRenderingContext2D;

function styleOf(frame: Frame): Style {
  const fine = frame.width < smallPicture * frame.ratio;
  return { ...frame, line: (fine ? 1.5 : 2) * frame.ratio, text: (fine ? 10 : 11) * frame.ratio };
}

/** What people are shown of an id. */
export function shortId(id: number): string {
  return `#${id % shortIds}`;
}

/** The colour of a person's box and trail. */
export function trackColor({ id, still }: Pick<Track, "id" | "still">): string {
  return still ? stillColor : colors[id % colors.length]!;
}

/** `scene`: what is drawn on the stream's picture; `presence`: what is known of it. */
export function drawScene(pen: Pen, scene: Scene, presence: Presence, frame: Frame): void {
  const style = styleOf(frame);
  const states = new Map(presence.zones.map((zone) => [zone.zone, zone]));
  pen.lineJoin = "round";
  pen.setLineDash([]);
  for (const { polygon } of scene.masks)
    drawMask(
      pen,
      polygon.map((corner) => spot(corner, style)),
      style,
    );
  for (const { zone, polygon } of scene.zones) {
    const { state, count } = states.get(zone) ?? { state: "unknown" as const, count: null };
    const corners = polygon.map((corner) => spot(corner, style));
    drawZone(pen, corners, { zone, state, count }, style);
  }
  for (const { from, to } of scene.lines) drawLine(pen, spot(from, style), spot(to, style), style);
}

/** A point of 0 … 1 in pixels of the canvas. */
function spot([x, y]: Point, { left, top, width, height }: Style): Point {
  return [left + x * width, top + y * height];
}

function outline(corners: Point[]): Path2D {
  const path = new Path2D();
  for (const [x, y] of corners) path.lineTo(x, y);
  path.closePath();
  return path;
}

interface ZoneShown {
  zone: string;
  state: ZoneState;
  count: number | null;
}

/** Thick: occupied. Thin: vacant. Hatched, and without a count: nobody knows. */
function drawZone(pen: Pen, corners: Point[], { zone, state, count }: ZoneShown, style: Style) {
  const color = zoneColors[state];
  const path = outline(corners);
  if (state === "unknown") hatch(pen, corners, path, color, style);
  if (state === "occupied") {
    pen.fillStyle = `${color}22`;
    pen.fill(path);
  }
  stroke(pen, path, color, (state === "occupied" ? 1.25 : 0.6) * style.line, style.ratio);
  const [x, y] = corners.reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a));
  const told = { occupied: ` · ${count}`, vacant: "", unknown: " · ?" }[state];
  drawText(pen, zone + told, color, { x, y }, style);
}

/** Quiet, and hatched the other way than zones that are not known. */
function drawMask(pen: Pen, corners: Point[], style: Style): void {
  const path = outline(corners);
  hatch(pen, corners, path, zoneColors.unknown, style, -1);
  stroke(pen, path, zoneColors.unknown, 0.5 * style.line, style.ratio);
}

/** `slope`: 1 falls to the left, -1 to the right. */
function hatch(
  pen: Pen,
  corners: Point[],
  path: Path2D,
  color: string,
  { line, ratio }: Style,
  slope: 1 | -1 = 1,
): void {
  const sums = corners.map(([x, y]) => slope * x + y);
  const xs = corners.map(([x]) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const step = 10 * ratio;
  const lines = new Path2D();
  for (let sum = Math.ceil(Math.min(...sums) / step) * step; sum < Math.max(...sums); sum += step) {
    lines.moveTo(left, sum - slope * left);
    lines.lineTo(right, sum - slope * right);
  }
  pen.save();
  pen.clip(path);
  pen.fillStyle = "rgb(138 143 148 / 25%)";
  pen.fill(path);
  pen.strokeStyle = color;
  pen.lineWidth = 0.5 * line;
  pen.stroke(lines);
  pen.restore();
}

/** With a tick at its right, as one sees who walks it. */
function drawLine(pen: Pen, from: Point, to: Point, style: Style): void {
  const across = to[0] - from[0];
  const down = to[1] - from[1];
  const tick = (10 * style.ratio) / Math.max(Math.hypot(across, down), 1);
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const path = new Path2D();
  path.moveTo(...from);
  path.lineTo(...to);
  path.moveTo(x, y);
  path.lineTo(x - down * tick, y + across * tick);
  stroke(pen, path, lineColor, 0.75 * style.line, style.ratio);
}

export function drawTracks(pen: Pen, tracks: Track[], frame: Frame): void {
  const style = styleOf(frame);
  const confirmed = tracks.filter((track) => track.confirmed);
  pen.lineJoin = pen.lineCap = "round";
  pen.setLineDash([]);
  for (const track of confirmed) drawTrail(pen, track, style);
  pen.lineJoin = "miter";
  pen.lineCap = "butt";
  for (const track of tracks) drawBox(pen, track, style);
  pen.setLineDash([]);
  for (const track of confirmed) {
    const still = track.still ? ` ${texts.value.picture.still}` : "";
    drawText(pen, shortId(track.id) + still, trackColor(track), place(track, style), style);
  }
}

function place({ x, y, w, h }: Box, { left, top, scale }: Style): Box {
  return { x: left + x * scale, y: top + y * scale, w: w * scale, h: h * scale };
}

/** With its shade. */
function stroke(pen: Pen, path: Path2D, color: string, width: number, ratio: number): void {
  for (const [style, lineWidth] of [
    [shade, width + 2 * ratio],
    [color, width],
  ] as const) {
    pen.strokeStyle = style;
    pen.lineWidth = lineWidth;
    pen.stroke(path);
  }
}

/** Where the feet were, up to where they are. */
function drawTrail(pen: Pen, track: Track, style: Style): void {
  if (track.still || track.trail.length === 0) return;
  const path = new Path2D();
  for (const [x, y] of [...track.trail, [track.x + track.w / 2, track.y + track.h] as Point])
    path.lineTo(style.left + x * style.scale, style.top + y * style.scale);
  stroke(pen, path, trackColor(track), 0.75 * style.line, style.ratio);
}

/** Dashed: predicted. Thin: not believed yet. */
function drawBox(pen: Pen, track: Track, style: Style): void {
  const { x, y, w, h } = place(track, style);
  pen.setLineDash(track.seen ? [] : [3 * style.line, 2 * style.line]);
  const path = new Path2D();
  path.rect(x, y, w, h);
  stroke(pen, path, trackColor(track), (track.confirmed ? 1 : 0.5) * style.line, style.ratio);
}

/** Above a place or, where that is outside of the picture, below it. */
function drawText(pen: Pen, text: string, color: string, at: { x: number; y: number }, s: Style) {
  pen.font = `600 ${s.text}px system-ui, sans-serif`;
  pen.textBaseline = "middle";
  const width = pen.measureText(text).width + 6 * s.ratio;
  const height = s.text + 4 * s.ratio;
  const x = Math.max(Math.min(at.x - s.line / 2, s.left + s.width - width), s.left);
  const y = at.y - height >= s.top ? at.y - height : Math.max(at.y, s.top);
  pen.fillStyle = color;
  pen.fillRect(x, y, width, height);
  pen.fillStyle = textColor;
  pen.fillText(text, x + 3 * s.ratio, y + height / 2 + s.ratio / 2);
}
