// The WebSocket of live pictures: docs/reference/live.md of the project describes it.

const firstRetryMs = 500;
const longestRetryMs = 5000;

/** One socket for all streams. It connects again by itself and then asks for the same. */
export class LiveSocket {
  #socket = null;
  #wishes = [];
  #retryMs = firstRetryMs;

  /** `handlers`: picture(header, jpeg), closed(stream), refused(stream, detail), open(), lost(). */
  constructor(handlers) {
    this.handlers = handlers;
    this.#connect();
  }

  /** `wishes`: [{stream, width}], the whole set. */
  watch(wishes) {
    this.#wishes = wishes;
    this.#say({watch: wishes});
  }

  acknowledge({stream, epoch, seq}) {
    this.#say({ack: {stream, epoch, seq}});
  }

  #say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/v1/live`, "trigo.live.v1");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#retryMs = firstRetryMs;
      this.handlers.open();
      this.watch(this.#wishes);
    };
    socket.onmessage = ({data}) => typeof data === "string" ? this.#hear(data) : this.#see(data);
    socket.onclose = () => {
      this.handlers.lost();
      setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
    };
    this.#socket = socket;
  }

  #see(message) {
    const length = new DataView(message).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(message, 4, length)));
    this.handlers.picture(header, new Blob([new Uint8Array(message, 4 + length)],
                                           {type: "image/jpeg"}));
  }

  #hear(text) {
    const {closed, error} = JSON.parse(text);
    if (closed) this.handlers.closed(closed.stream);
    if (error) this.handlers.refused(error.stream, error.detail);
  }
}
