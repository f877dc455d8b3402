import { useState } from "preact/hooks";
import { texts } from "../texts/texts";

const commands = [
  "trigo run --loop video.mp4",
  "trigo run rtsp://USER:PASSWORD@192.168.1.20/stream1",
];
const config = `streams:
  yard:
    title: Back yard
    url: rtsp://USER:PASSWORD@192.168.1.20/stream1`;
const configCommand = "trigo run --config trigo.yaml";

/** What to do while there is no stream. */
export function EmptyWall() {
  const t = texts.value.wall;
  return (
    <section class="notice-page" id="empty">
      <h1>{t.empty}</h1>
      <p>{t.emptyWhat}</p>
      {commands.map((command) => (
        <Copyable key={command} text={command} />
      ))}
      <p>{t.emptyConfig}</p>
      <Copyable text={config} />
      <Copyable text={configCommand} />
    </section>
  );
}

function Copyable({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const t = texts.value.wall;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch (failure) {
      console.warn(failure);
    }
  };
  return (
    <div class="copyable">
      <pre>{text}</pre>
      <button type="button" class="button" onClick={copy} aria-label={`${t.copy}: ${text}`}>
        {copied ? t.copied : t.copy}
      </button>
    </div>
  );
}
