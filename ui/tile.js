// One stream on the wall: its newest picture with who is in exactly that picture.

import {drawScene, drawTracks} from "/overlay.js";

const stateNames = {
  connecting: "Connecting",
  running: "Live",
  stalled: "Stalled",
  waiting: "Waiting",
  ended: "Ended",
  error: "Error",
};
const widestPicture = 1280;
const fewerPictures =
    "The machine is short of time: only key frames of it are decoded, and in turns the rest";

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** `count`: null where nobody knows. */
export function peopleText(count) {
  if (count === null) return "";
  return count === 1 ? "1 person" : `${count} people`;
}

export class Tile {
  #canvas = element("canvas", "");
  #notice = element("div", "notice");
  #title = element("h2", "");
  #people = element("span", "people");
  #state = element("span", "state");
  #rate = element("span", "rate");
  #zones = element("ul", "zones");
  #scene = {zones: [], lines: []};
  #arrived = 0;   // Pictures.
  #shown = null;  // {bitmap, header, order}: what is on the canvas.
  onScreen = false;

  constructor(id) {
    this.id = id;
    this.root = element("article", "tile");
    this.root.dataset.stream = id;
    this.#title.id = `title-${id}`;
    this.root.setAttribute("aria-labelledby", this.#title.id);
    this.#canvas.setAttribute("role", "img");
    const picture = element("div", "picture");
    picture.append(this.#canvas, this.#notice);
    const caption = element("div", "caption");
    caption.append(this.#title, this.#people, this.#zones, this.#state, this.#rate);
    this.root.append(picture, caption);
  }

  /** What /api/v1/streams says of it. */
  describe(stream) {
    const title = stream.title || stream.id;
    const people = stream.people ?? null;
    const name = stateNames[stream.state] ?? stream.state;
    const live = stream.state === "running";
    this.root.dataset.state = stream.state;
    this.#title.textContent = title;
    this.#title.title = title;
    this.#state.textContent = live && stream.decode_cut ? "Live, reduced" : name;
    this.#state.title = live && stream.decode_cut ? fewerPictures : "";
    this.#people.textContent = live ? peopleText(people) : "";
    this.#people.dataset.count = people ?? "";
    this.#rate.textContent = live ? `${(stream.detections_per_sec ?? 0).toFixed(1)} det/s` : "";
    this.#canvas.setAttribute(
        "aria-label", [title, live ? "live picture" : name, live ? peopleText(people) : ""]
            .filter(Boolean).join(", "));
    this.#describeZones(stream);
    this.#note(stream, name);
  }

  #describeZones({scene, presence}) {
    const changed = JSON.stringify(scene) !== JSON.stringify(this.#scene);
    this.#scene = scene;
    if (changed) this.draw();
    const text = JSON.stringify(presence.zones);
    if (this.#zones.dataset.text === text) return;
    this.#zones.dataset.text = text;
    this.#zones.replaceChildren(...presence.zones.map(({zone, state, count}) => {
      const item = element("li", "", `${zone} ${state === "unknown" ? "?" : count}`);
      item.dataset.state = state;
      item.title = `${zone}: ${state === "unknown" ? "not known" : state}`;
      return item;
    }));
  }

  #note(stream, name) {
    const running = stream.state === "running";
    const heading = running ? "" : name;
    const text = stream.reason || (running ? "No picture yet" : "");
    this.#hideNoticeOfPicture();
    if (this.#notice.dataset.text === heading + text) return;
    this.#notice.dataset.text = heading + text;
    this.#notice.replaceChildren(element("strong", "", heading), element("span", "", text));
  }

  /** A picture speaks for itself while it is live; an old one does not. */
  #hideNoticeOfPicture() {
    this.#notice.hidden = this.root.dataset.state === "running" && this.#shown !== null;
  }

  /** The width of picture that is worth having: no more than is seen. */
  wantedWidth() {
    const exact = this.#canvas.clientWidth * devicePixelRatio;
    return Math.max(16, Math.min(widestPicture, Math.ceil(exact / 16) * 16));
  }

  /**
   * They come in order, the same one again when more is known of it; but a later one may be
   * unpacked before an earlier one.
   */
  async show(header, jpeg) {
    const order = ++this.#arrived;
    const bitmap = await createImageBitmap(jpeg);
    if (this.#shown && order < this.#shown.order) return bitmap.close();
    this.#shown?.bitmap.close();
    this.#shown = {bitmap, header, order};
    this.#hideNoticeOfPicture();
    this.draw();
  }

  draw() {
    if (!this.#shown) return;
    const {bitmap, header} = this.#shown;
    const canvas = this.#canvas;
    const ratio = devicePixelRatio;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const pen = canvas.getContext("2d", {alpha: false});
    const scale = Math.min(width / header.picture.width, height / header.picture.height);
    const size = {width: header.picture.width * scale, height: header.picture.height * scale};
    const left = (width - size.width) / 2;
    const top = (height - size.height) / 2;
    pen.fillStyle = "#060708";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(bitmap, left, top, size.width, size.height);
    pen.save();
    pen.beginPath();
    pen.rect(left, top, size.width, size.height);
    pen.clip();
    const view = {left, top, scale, ratio, ...size};
    drawScene(pen, this.#scene, header.presence, view);
    drawTracks(pen, header.tracks, view);
    pen.restore();
  }
}
