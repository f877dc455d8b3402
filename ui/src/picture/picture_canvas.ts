import type { PictureHeader, Scene, View } from "../server/types";
import { drawScene, drawTracks, type Frame } from "./overlay";
import { reconsider, type Viewer, watch } from "./watching";

const ground = "#060708";
const widestPicture = 3840;
const step = 16; // Widths are asked for in these: a window that is drawn larger asks rarely.

/** Shows one stream's live pictures on a canvas, each with who is in exactly that picture. */
export class PictureCanvas implements Viewer {
  readonly #sight: IntersectionObserver;
  readonly #size: ResizeObserver;
  readonly #end: () => void;
  #scene: Scene = { zones: [], lines: [], masks: [] };
  #visible = false;
  #arrived = 0; // Pictures.
  #shown: { bitmap: ImageBitmap; header: PictureHeader; order: number } | null = null;

  /** `onPicture`: called after a picture was drawn. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly stream: string,
    readonly view: View,
    readonly onPicture: (header: PictureHeader) => void,
  ) {
    this.#sight = new IntersectionObserver(
      (entries) => {
        this.#visible = entries.at(-1)?.isIntersecting ?? false;
        reconsider();
      },
      { rootMargin: "100px" },
    );
    this.#size = new ResizeObserver(() => {
      this.draw();
      reconsider();
    });
    this.#sight.observe(canvas);
    this.#size.observe(canvas);
    this.#end = watch(this);
  }

  /** What is drawn over pictures from now on. */
  setScene(scene: Scene): void {
    if (JSON.stringify(scene) === JSON.stringify(this.#scene)) return;
    this.#scene = scene;
    this.draw();
  }

  destroy(): void {
    this.#end();
    this.#sight.disconnect();
    this.#size.disconnect();
    this.#shown?.bitmap.close();
    this.#shown = null;
  }

  wantedWidth(): number {
    if (!this.#visible || this.canvas.clientWidth === 0) return 0;
    const exact = this.canvas.clientWidth * devicePixelRatio;
    return Math.min(widestPicture, Math.ceil(exact / step) * step);
  }

  /**
   * They come in order, the same one again when more is known of it; but a later one may be
   * unpacked before an earlier one.
   */
  async show(header: PictureHeader, jpeg: Blob): Promise<void> {
    const order = ++this.#arrived;
    const bitmap = await createImageBitmap(jpeg);
    if (!this.canvas.isConnected || (this.#shown && order < this.#shown.order)) {
      bitmap.close();
      return;
    }
    this.#shown?.bitmap.close();
    this.#shown = { bitmap, header, order };
    this.draw();
    this.onPicture(header);
  }

  draw(): void {
    const pen = this.#shown && this.#prepare();
    if (!pen || !this.#shown) return;
    const { bitmap, header } = this.#shown;
    const frame = frameOf(header.picture, this.canvas);
    pen.fillStyle = ground;
    pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    pen.drawImage(bitmap, frame.left, frame.top, frame.width, frame.height);
    pen.save();
    pen.beginPath();
    pen.rect(frame.left, frame.top, frame.width, frame.height);
    pen.clip();
    drawScene(pen, this.#scene, header.presence, frame);
    drawTracks(pen, header.tracks, frame);
    pen.restore();
  }

  /** As many pixels as it has on the screen. Null: none. */
  #prepare(): CanvasRenderingContext2D | null {
    const width = Math.round(this.canvas.clientWidth * devicePixelRatio);
    const height = Math.round(this.canvas.clientHeight * devicePixelRatio);
    if (width === 0 || height === 0) return null;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    return this.canvas.getContext("2d", { alpha: false });
  }
}

/** The whole picture, as large as fits, in the middle. */
function frameOf(picture: { width: number; height: number }, canvas: HTMLCanvasElement): Frame {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return {
    left: (canvas.width - width) / 2,
    top: (canvas.height - height) / 2,
    width,
    height,
    scale,
    ratio: devicePixelRatio,
  };
}
