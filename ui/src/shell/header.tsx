import { toggleFullScreen } from "../keys/keys";
import { KeysHelp } from "../keys/keys_help";
import { disconnected } from "../server/connection";
import { statsPoll, streamsPoll, usePoll } from "../server/poll";
import type { Stream } from "../server/types";
import { chooseLanguage, type Language, language, languages, texts } from "../texts/texts";
import { Choice } from "./choice";
import { addressOf, route } from "./route";
import { chooseTheme, theme, themes } from "./theme";

const pages = ["", "events", "system"] as const;

export function Header() {
  const t = texts.value.shell;
  const names = { "": t.wall, events: t.events, system: t.system };
  const here = route.value.page === "camera" ? "" : route.value.page;
  return (
    <header>
      <a class="brand" href={addressOf([])} aria-label={`Trigo: ${t.toWall}`}>
        <img src="./icon.svg" alt="" width="24" height="24" />
        <span>Trigo</span>
      </a>
      <nav aria-label={t.pages}>
        {pages.map((page) => (
          <a
            key={page}
            href={addressOf(page ? [page] : [])}
            aria-current={here === page ? "page" : undefined}
          >
            {names[page]}
          </a>
        ))}
      </nav>
      <Summary />
      <Device />
      {route.value.page === "" && document.fullscreenEnabled && <FullScreen />}
      <KeysHelp />
      <Settings />
    </header>
  );
}

function FullScreen() {
  const t = texts.value.shell;
  return (
    <button
      type="button"
      class="icon-button"
      title={`${t.fullScreen} (F)`}
      onClick={() => toggleFullScreen()}
    >
      <span class="unseen">{t.fullScreen}</span>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <path d="M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4" />
      </svg>
    </button>
  );
}

function Settings() {
  const t = texts.value.shell;
  return (
    <>
      <button type="button" class="icon-button" popovertarget="settings" title={t.settings}>
        <span class="unseen">{t.settings}</span>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M3 6h6m4 0h4M3 14h2m4 0h8" />
          <circle cx="11" cy="6" r="2" />
          <circle cx="7" cy="14" r="2" />
        </svg>
      </button>
      <div id="settings" popover="auto">
        <Choice
          label={t.theme}
          value={theme.value}
          options={themes.map((value) => ({ value, name: t.themes[value] }))}
          onChoose={chooseTheme}
        />
        <Choice<Language>
          label={t.language}
          value={language.value}
          options={Object.entries(languages).map(([value, { name }]) => ({
            value: value as Language,
            name,
          }))}
          onChoose={chooseLanguage}
        />
      </div>
    </>
  );
}

/** How many live, and who is there; or that nobody answers. */
function Summary() {
  const streams = usePoll(streamsPoll);
  const t = texts.value.shell;
  const lost = disconnected.value;
  return (
    <p id="summary" role="status" class={lost ? "lost" : ""}>
      {lost ? t.lost : streams ? summaryOf(streams) : ""}
    </p>
  );
}

function summaryOf(streams: Stream[]): string {
  const t = texts.value.shell;
  if (streams.length === 0) return "";
  const live = streams.filter(({ state }) => state === "running");
  const counts = live.map(({ people }) => people).filter((people) => people !== null);
  const parts = [t.live(live.length, streams.length)];
  if (counts.length > 0) parts.push(t.people(counts.reduce((sum, count) => sum + count, 0)));
  return parts.join(" · ");
}

function Device() {
  const stats = usePoll(statsPoll);
  if (!stats?.device) return null;
  return (
    <p class="chip" id="device" title={texts.value.shell.device}>
      {stats.device}
    </p>
  );
}
