// One stream on the wall: its newest picture with who is in exactly that picture.

import {drawTracks} from "/overlay.js";

const stateNames = {
  connecting: "Connecting",
  running: "Live",
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

/** The same picture comes again once it is detected. */
function isNewer(header, last) {
  if (header.epoch !== last.epoch) return header.epoch > last.epoch;
  if (header.seq !== last.seq) return header.seq > last.seq;
  return header.detected && !last.detected;
}

export class Tile {
  #canvas = element("canvas", "");
  #notice = element("div", "notice");
  #title = element("h2", "");
  #people = element("span", "people");
  #state = element("span", "state");
  #rate = element("span", "rate");
  #last = {epoch: -1, seq: -1, detected: false};
  #shown = null;  // {bitmap, header}: what is on the canvas.
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
    caption.append(this.#title, this.#people, this.#state, this.#rate);
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
    this.#note(stream, name);
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

  /** After a break in the connection anything is new. */
  forget() {
    this.#last = {epoch: -1, seq: -1, detected: false};
  }

  /** Whether it was drawn; an older one than what is there is not. */
  async show(header, jpeg) {
    const bitmap = await createImageBitmap(jpeg);
    if (!isNewer(header, this.#last)) return;
    const {epoch, seq, detected} = header;
    this.#last = {epoch, seq, detected};
    this.#shown?.bitmap.close();
    this.#shown = {bitmap, header};
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
    drawTracks(pen, header.tracks, {left, top, scale, ratio, width: size.width});
    pen.restore();
  }
}
