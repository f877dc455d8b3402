import "./panel.css";
import { useRef, useState } from "preact/hooks";
import type { Ledger } from "../server/types";
import { count } from "../texts/numbers";
import { texts } from "../texts/texts";
import { type LedgerPart, ledgerParts, shareText } from "./ledger_parts";

interface Props {
  ledger: Ledger;
  /** For a row of a table: the legend comes on hover and focus. `label`: whose it is. */
  compact?: { label: string };
}

/** Where everything that arrived went, as one bar whose parts add up to it. */
export function LedgerBar({ ledger, compact }: Props) {
  const parts = ledgerParts(ledger);
  if (compact) return <CompactBar ledger={ledger} parts={parts} label={compact.label} />;
  return (
    <div class="ledger">
      <Bar parts={parts} />
      <Legend ledger={ledger} parts={parts} />
    </div>
  );
}

function Bar({ parts }: { parts: LedgerPart[] }) {
  return (
    <span class="ledger-bar" aria-hidden="true">
      {parts.map(({ key, outcome, count }) => (
        <span
          key={key}
          class={`part ${outcome}`}
          data-part={key}
          data-count={count}
          hidden={count < 0}
          style={{ flexGrow: count }}
        />
      ))}
    </span>
  );
}

function Legend({ ledger, parts }: { ledger: Ledger; parts: LedgerPart[] }) {
  const t = texts.value.panel.ledger;
  const rows = parts.map((part) => ({ ...part, name: t.parts[part.key] }));
  return (
    <table class="ledger-legend">
      <caption class="unseen">{t.title}</caption>
      <tbody>
        {rows.map(({ key, outcome, name, count: here }) => (
          <tr key={key}>
            <th scope="row">
              <span class={`swatch part ${outcome}`} aria-hidden="true" />
              {name}
            </th>
            <td>{count(here)}</td>
            <td>{shareText(here, ledger.packets)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t.packets}</th>
          <td>{count(ledger.packets)}</td>
          <td>{shareText(ledger.packets, ledger.packets)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

interface CompactProps {
  ledger: Ledger;
  parts: LedgerPart[];
  label: string;
}

function CompactBar({ ledger, parts, label }: CompactProps) {
  const t = texts.value.panel.ledger;
  const button = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);

  function show(isShown: boolean) {
    setOpen(isShown);
    card.current?.togglePopover(isShown);
    if (isShown && card.current && button.current) place(card.current, button.current);
  }

  const said = parts.map(({ key, count }) => `${t.parts[key]} ${shareText(count, ledger.packets)}`);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="ledger-compact"
        aria-label={`${label}: ${t.title}: ${said.join(", ") || shareText(0, 0)}`}
        onMouseEnter={() => show(true)}
        onMouseLeave={() => show(false)}
        onFocus={() => show(true)}
        onBlur={() => show(false)}
        onKeyDown={({ key }) => key === "Escape" && show(false)}
      >
        <Bar parts={parts} />
      </button>
      <div ref={card} popover="manual" class="ledger-card" aria-hidden="true">
        {open && (
          <>
            <h3>{t.title}</h3>
            <Legend ledger={ledger} parts={parts} />
          </>
        )}
      </div>
    </>
  );
}

/** Beside `anchor`, wherever there is room on the screen. */
function place(card: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const gap = 6;
  // Before it has been drawn it has no height: the most that it can have decides.
  const below = at.bottom < innerHeight / 2;
  card.style.top = below ? `${at.bottom + gap}px` : "auto";
  card.style.bottom = below ? "auto" : `${innerHeight - at.top + gap}px`;
  card.style.right = `${Math.max(innerWidth - at.right, gap)}px`;
}
