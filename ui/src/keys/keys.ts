import { useEffect, useRef } from "preact/hooks";

/** By what the browser calls the key, small letters: "f", "ArrowLeft", "?". */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

const fields = "input, select, textarea, dialog, [popover], [contenteditable]";

/** What a key does here; null where it belongs to the browser, or to a field that is filled in. */
export function actionOf(event: KeyboardEvent, keys: Keys): Keys[string] | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.target instanceof Element && event.target.closest(fields)) return null;
  // Closes what is open above the page.
  if (event.key === "Escape" && document.querySelector("[popover]:popover-open")) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return Object.hasOwn(keys, key) ? keys[key]! : null;
}

/** Keys of the whole page, while the component is there. */
export function useKeys(keys: Keys): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event, newest.current);
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

/** Of an element, or of what the page shows without its head; or back to the window. */
export function toggleFullScreen(element = document.getElementById("content")): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else element?.requestFullscreen().catch((failure) => console.warn(failure));
}
