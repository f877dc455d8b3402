import { titleOf } from "../server/stream";
import "./camera.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { toggleFullScreen, useKeys } from "../keys/keys";
import { PerformancePanel } from "../panel/performance_panel";
import { standingOf } from "../picture/standing";
import { StateIcon } from "../picture/state_icon";
import { PeopleText, StateText } from "../picture/stream_words";
import { streamsPoll, usePoll } from "../server/poll";
import type { Stream } from "../server/types";
import { addressOf, go, route } from "../shell/route";
import { texts } from "../texts/texts";
import { comeBackTo } from "../wall/current_tile";
import { CameraPicture } from "./camera_picture";
import { Known } from "./known";
import { Legend } from "./legend";
import { neighboursOf } from "./neighbours";
import { StreamFigures } from "./stream_figures";

const wall = addressOf([]);

/** One stream: its picture, who is where in it, and how it is doing. */
export function CameraPage({ id }: { id: string }) {
  const streams = usePoll(streamsPoll);
  const figure = useRef<HTMLElement>(null);
  const stream = streams?.find((candidate) => candidate.id === id);
  const ids = streams?.map((one) => one.id) ?? [];
  const neighbours = neighboursOf(ids, id);
  // From where one is now, which may not be rendered yet.
  const step = (which: "previous" | "next") => {
    const now = neighboursOf(ids, route.peek().rest[0] ?? "");
    if (now) go(addressOf(["camera", now[which]]));
  };
  useEffect(() => comeBackTo(id), [id]);
  useKeys({
    Escape: () => (document.fullscreenElement ? toggleFullScreen() : go(wall)),
    f: () => toggleFullScreen(figure.current),
    ArrowLeft: () => step("previous"),
    ArrowRight: () => step("next"),
  });
  if (!streams) return <p class="loading">{texts.value.shell.loading}</p>;
  if (!stream) return <Unknown id={id} />;
  const t = texts.value.camera;
  return (
    <div class="camera">
      <Bar stream={stream} neighbours={neighbours} figure={figure} />
      <CameraPicture stream={stream} figure={figure} />
      <Scrolling className="camera-below" label={t.known}>
        <Legend />
        <Known stream={stream} />
      </Scrolling>
      <Scrolling className="camera-side" label={t.allFigures}>
        <PerformancePanel />
        <StreamFigures stream={stream} />
      </Scrolling>
    </div>
  );
}

interface ScrollingProps {
  className: string;
  label: string;
  children: ComponentChildren;
}

/** Scrolls by itself where there is little room; by keys too. */
function Scrolling({ className, label, children }: ScrollingProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll what has the focus.
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function Unknown({ id }: { id: string }) {
  const t = texts.value;
  return (
    <section class="notice-page">
      <h1>{t.camera.unknown(id)}</h1>
      <p>{t.camera.unknownWhat}</p>
      <a href={wall}>{t.shell.toWall}</a>
    </section>
  );
}

interface BarProps {
  stream: Stream;
  neighbours: ReturnType<typeof neighboursOf>;
  figure: { current: HTMLElement | null };
}

function Bar({ stream, neighbours, figure }: BarProps) {
  const t = texts.value;
  return (
    <div class="camera-bar">
      <a class="button" href={wall}>
        ← {t.camera.toWall}
      </a>
      {neighbours && (
        <>
          <Neighbour id={neighbours.previous} sign="‹" name={t.camera.previous} />
          <Neighbour id={neighbours.next} sign="›" name={t.camera.next} />
        </>
      )}
      <h1>{titleOf(stream)}</h1>
      <p class="camera-state">
        <StateIcon state={standingOf(stream)} />
        <StateText stream={stream} />
        <PeopleText stream={stream} />
      </p>
      <a class="button" href={addressOf(["events"], new URLSearchParams({ stream: stream.id }))}>
        {t.camera.events}
      </a>
      {document.fullscreenEnabled && (
        <button type="button" class="button" onClick={() => toggleFullScreen(figure.current)}>
          {t.shell.fullScreen}
        </button>
      )}
    </div>
  );
}

function Neighbour({ id, sign, name }: { id: string; sign: string; name: string }) {
  return (
    <a class="button" href={addressOf(["camera", id])} title={`${name}: ${id}`}>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{`${name}: ${id}`}</span>
    </a>
  );
}
