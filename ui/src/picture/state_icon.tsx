import type { Standing } from "./standing";

// Told apart by their shape, without their colour too. On a ground of 16 by 16.
const shapes: Record<Standing, string> = {
  running: "M8 3a5 5 0 1 1 0 10a5 5 0 0 1 0-10z",
  connecting: "M8 2a6 6 0 1 0 6 6h-2.5a3.5 3.5 0 1 1-3.5-3.5z",
  lost: "M9.5 0L3 9h4l-1.5 7L13 6.5H8.5z",
  stalled: "M3 2h4v12H3zM9 2h4v12H9z",
  waiting: "M3 1h10v2.5L9.5 8l3.5 4.5V15H3v-2.5L6.5 8L3 3.5z",
  ended: "M3 3h10v10H3z",
  error: "M8 1l7.5 13.5h-15zM7 6v4h2V6zM7 11v2h2v-2z",
};

export function StateIcon({ state }: { state: Standing }) {
  return (
    <svg class="state-icon" data-state={state} viewBox="0 0 16 16" aria-hidden="true">
      <path fill-rule="evenodd" d={shapes[state]} />
    </svg>
  );
}
