import "./keys.css";
import { useRef } from "preact/hooks";
import { texts } from "../texts/texts";
import { useKeys } from "./keys";

/** A button, and the dialog that lists all keys. `?` opens it too. */
export function KeysHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const t = texts.value.keys;
  const open = () => dialog.current?.showModal();
  const rows: [string[], string][] = [
    [["←", "↑", "↓", "→", t.home, t.end], t.move],
    [["↵"], t.open],
    [["←", "→"], t.neighbours],
    [[t.escape], t.back],
    [["F"], t.fullScreen],
    [["?"], t.help],
  ];
  useKeys({ "?": open });
  return (
    <>
      <button type="button" class="icon-button keys-button" title={t.title} onClick={open}>
        <span aria-hidden="true">?</span>
        <span class="unseen">{t.title}</span>
      </button>
      <dialog ref={dialog} class="keys-help" aria-labelledby="keys-title">
        <h2 id="keys-title">{t.title}</h2>
        <dl>
          {rows.map(([keys, what]) => (
            <>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" class="button">
            {t.close}
          </button>
        </form>
      </dialog>
    </>
  );
}
