import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** CSS pixels. */
export interface Room {
  width: number;
  height: number;
  gap: number;
  caption: number; // With the tile's borders.
}

function measured(frame: HTMLElement): Room {
  const style = getComputedStyle(frame);
  const gap = Number.parseFloat(style.getPropertyValue("--gap"));
  return {
    width: frame.clientWidth - 2 * gap,
    height: frame.clientHeight - 2 * gap,
    gap,
    caption: Number.parseFloat(style.getPropertyValue("--caption")) + 2,
  };
}

/** What tiles can take of a frame, and what they need besides their pictures. */
export function useRoom(frame: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>({ width: 0, height: 0, gap: 0, caption: 0 });
  useLayoutEffect(() => {
    const element = frame.current!;
    const measure = () => setRoom(measured(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return room;
}
