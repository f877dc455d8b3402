import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts/texts";

// A picture is there about a second after the event: the best look of that second.
const readyMs = 2500;
const againMs = 4000; // If it was not, on a busy machine.
const youngMs = 15_000; // After that it does not come any more.

interface Props {
  path: string | undefined; // Undefined: none was taken.
  time: string; // Of the event.
  alt: string;
}

/** Who it was, or a quiet sign that there is no picture. */
export function Snapshot({ path, time, alt }: Props) {
  const age = () => Date.now() - Date.parse(time);
  // Null: not asked for any more.
  const [wait, setWait] = useState<number | null>(() => Math.max(readyMs - age(), 0));
  useEffect(() => {
    if (!path || !wait) return;
    const timer = setTimeout(() => setWait(0), wait);
    return () => clearTimeout(timer);
  }, [path, wait]);
  if (!path) return <span class="no-snapshot" aria-hidden="true" />;
  if (wait !== 0) return <span class="no-snapshot expected" title={texts.value.events.noPicture} />;
  return (
    <img
      src={path}
      alt={alt}
      loading="lazy"
      decoding="async"
      onError={() => setWait(age() < youngMs ? againMs : null)}
    />
  );
}
