import {LiveSocket} from "/live.js";
import {StatsPanel} from "/stats.js";
import {Tile, peopleText} from "/tile.js";

const streamsEveryMs = 1000;
const statsEveryMs = 500;
const requestLimitMs = 4000;
const narrowestTile = 170;  // CSS pixels; narrower ones scroll instead.
const shapes = {narrowest: 1, usual: 16 / 9};

const page = Object.fromEntries(["wall", "empty", "summary", "connection", "device", "stats"]
    .map((id) => [id, document.getElementById(id)]));
const tiles = new Map();  // By stream id.
const panel = new StatsPanel(page.stats);
const lost = {socket: false, streams: false, stats: false};
let asked = "";  // What was last asked of the socket.

const socket = new LiveSocket({
  async picture(header, jpeg) {
    try {
      await tiles.get(header.stream)?.show(header, jpeg);
    } finally {
      // Even one that could not be shown: otherwise none would follow it.
      socket.acknowledge(header);
    }
  },
  closed: askAgain,
  refused: askAgain,
  open: () => note("socket", false),
  lost: () => note("socket", true),
});

/** The stream may be back by the next look at the list. */
function askAgain() {
  asked = "";
}

function note(what, isLost) {
  lost[what] = isLost;
  const any = Object.values(lost).some(Boolean);
  document.body.classList.toggle("offline", any);
  page.connection.hidden = !any;
  const text = any ? "Connection lost: trying again…" : "";
  if (page.connection.textContent !== text) page.connection.textContent = text;
}

// --- which tiles are there, and which are watched ---

const sight = new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) {
    const tile = tiles.get(target.dataset.stream);
    if (tile) tile.onScreen = isIntersecting;
  }
  askForPictures();
}, {rootMargin: "100px"});

/** Only what is seen, as large as it is seen. */
function askForPictures() {
  const wishes = document.hidden ? [] : [...tiles.values()]
      .filter((tile) => tile.onScreen)
      .map((tile) => ({stream: tile.id, width: tile.wantedWidth()}));
  const text = JSON.stringify(wishes);
  if (text === asked) return;
  asked = text;
  socket.watch(wishes);
}

function showStreams(streams) {
  const present = new Set(streams.map(({id}) => id));
  for (const [id, tile] of tiles) {
    if (present.has(id)) continue;
    sight.unobserve(tile.root);
    tile.root.remove();
    tiles.delete(id);
  }
  for (const stream of streams) {
    let tile = tiles.get(stream.id);
    if (!tile) {
      tile = new Tile(stream.id);
      tiles.set(stream.id, tile);
      page.wall.append(tile.root);
      sight.observe(tile.root);
    }
    tile.describe(stream);
  }
  page.empty.hidden = streams.length > 0;
  page.wall.hidden = streams.length === 0;
  const live = streams.filter(({state}) => state === "running");
  const counts = live.map(({people}) => people).filter(Number.isFinite);
  const people = counts.length > 0 ? counts.reduce((sum, count) => sum + count) : null;
  page.summary.textContent = streams.length === 0 ? "" :
      [`${live.length}/${streams.length} live`, peopleText(people)].filter(Boolean).join(" · ");
  arrange(streams);
  askForPictures();
}

// --- the largest tiles that fit the window ---

let wallShape = shapes.usual;

/** The shape of most: of all pictures the middle one. */
function commonShape(streams) {
  const known = streams.filter(({width, height}) => width > 0 && height > 0)
      .map(({width, height}) => width / height).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? shapes.usual;
  return Math.min(Math.max(middle, shapes.narrowest), shapes.usual);
}

function arrange(streams) {
  if (streams) wallShape = commonShape(streams);
  const style = getComputedStyle(document.documentElement);
  const gap = parseFloat(style.getPropertyValue("--gap"));
  const caption = parseFloat(style.getPropertyValue("--caption")) + 2;
  const frame = page.wall.parentElement;
  const beside = matchMedia("(min-width: 1000px)").matches;
  const width = frame.clientWidth - 2 * gap;
  const height = beside ? frame.clientHeight - 2 * gap : innerHeight - 60;
  let best = {columns: Math.max(1, Math.floor((width + gap) / (narrowestTile + gap))), tile: 0};
  for (let columns = 1; columns <= tiles.size; ++columns) {
    const rows = Math.ceil(tiles.size / columns);
    const across = (width - (columns - 1) * gap) / columns;
    const down = ((height - (rows - 1) * gap) / rows - caption) * wallShape;
    const tile = Math.floor(Math.min(across, down));
    if (tile >= narrowestTile && tile > best.tile) best = {columns, tile};
  }
  page.wall.style.setProperty("--columns", best.columns);
  page.wall.style.setProperty("--tile", best.tile > 0 ? `${best.tile}px` : "1fr");
  page.wall.style.setProperty("--aspect", wallShape);
  for (const tile of tiles.values()) tile.draw();
}

new ResizeObserver(() => {
  arrange();
  askForPictures();
}).observe(page.wall.parentElement);
document.addEventListener("visibilitychange", askForPictures);

// --- what the server says of itself ---

async function poll(what, path, everyMs, show) {
  try {
    const response = await fetch(path, {signal: AbortSignal.timeout(requestLimitMs)});
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    const answer = await response.json();
    note(what, false);
    show(answer);
  } catch (failure) {
    console.warn(failure);
    note(what, true);
  }
  setTimeout(() => poll(what, path, everyMs, show), everyMs);
}

function showStats(stats) {
  page.device.hidden = !stats.device;
  page.device.textContent = stats.device ?? "";
  panel.show(stats);
}

poll("streams", "/api/v1/streams", streamsEveryMs, showStreams);
poll("stats", "/api/stats", statsEveryMs, showStats);
