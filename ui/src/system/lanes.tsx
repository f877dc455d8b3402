import type { Stats } from "../server/types";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";

/** What detects side by side, how busy each is, and why it is so many. */
export function Lanes({ lanes }: { lanes: Stats["lanes"] }) {
  const t = texts.value.system.lanes;
  const words = [
    t.count(lanes.count),
    t.batch(lanes.batch),
    lanes.wait_ms > 0 ? t.wait(number(lanes.wait_ms, 1)) : t.noWait,
    t.origins[lanes.origin],
  ];
  return (
    <section class="lanes" aria-label={t.title}>
      <h2>{t.title}</h2>
      <p class="words">{words.join(" · ")}</p>
      {lanes.disturbed && <p class="words">{t.disturbed}</p>}
      <ul class="loads">
        {lanes.load.map((load, lane) => (
          <li key={lane}>
            <span>{t.name(lane)}</span>
            <span class="bar" aria-hidden="true">
              <span class="own" style={{ width: `${load * 100}%` }} />
            </span>
            <span class="load">{t.load(number(load * 100))}</span>
          </li>
        ))}
      </ul>
      {lanes.candidates.length > 0 && <Candidates lanes={lanes} />}
    </section>
  );
}

function Candidates({ lanes }: { lanes: Stats["lanes"] }) {
  const t = texts.value.system.lanes;
  return (
    <details>
      <summary>{t.candidates}</summary>
      <table class="candidates">
        <thead>
          <tr>
            {Object.values(t.candidate).map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {lanes.candidates.map(({ lanes: count, batch, images_per_s, latency_ms }) => (
            <tr key={`${count} ${batch}`}>
              <td>{number(count)}</td>
              <td>{number(batch)}</td>
              <td>{number(images_per_s)}</td>
              <td>{number(latency_ms, 1)}</td>
              <td class="chosen">
                {count === lanes.count && batch === lanes.batch ? t.chosen : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
