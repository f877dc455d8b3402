import { texts } from "../texts/texts";

const frame = "M8 2h12v12H8z";
const area = "M3 2h22v12H3z";
/** What is drawn, as overlay.ts draws it, on a ground of 28 by 16. Colours: camera.css. */
const samples = [
  { name: "seen", path: frame },
  { name: "predicted", path: frame },
  { name: "doubtful", path: frame },
  { name: "still", path: frame },
  { name: "trail", path: "M2 13C9 13 12 5 26 4" },
  { name: "occupied", path: area },
  { name: "vacant", path: area },
  { name: "unknown", path: `${area}M3 9L10 2M6 14L18 2M14 14L25 3M21 14L25 10` },
  { name: "mask", path: `${area}M3 7L8 14M6 2L15 14M13 2L22 14M20 2L25 9` },
] as const;

export function Legend() {
  const t = texts.value.camera;
  return (
    <ul class="overlay-legend" aria-label={t.legend}>
      {samples.map(({ name, path }) => (
        <li key={name}>
          <svg viewBox="0 0 28 16" aria-hidden="true">
            <path class={name} d={path} />
          </svg>
          {t.legends[name]}
        </li>
      ))}
    </ul>
  );
}
