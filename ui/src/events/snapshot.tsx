import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts/texts";

// A picture is there about a second after the event: the best look of that second.
const readyMs = 2500;

interface Props {
  path: string | undefined; // Undefined: none was taken.
  time: string; // Of the event.
  alt: string;
}

/** Who it was, or a quiet sign that there is no picture. */
export function Snapshot({ path, time, alt }: Props) {
  const wait = Date.parse(time) + readyMs - Date.now();
  const [isReady, setReady] = useState(wait <= 0);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    if (isReady || !path) return;
    const timer = setTimeout(() => setReady(true), wait);
    return () => clearTimeout(timer);
  }, [path]);
  if (!path) return <span class="no-snapshot" aria-hidden="true" />;
  if (!isReady || failed === path)
    return <span class="no-snapshot expected" title={texts.value.events.noPicture} />;
  return (
    <img src={path} alt={alt} loading="lazy" decoding="async" onError={() => setFailed(path)} />
  );
}
