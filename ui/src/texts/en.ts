import type { EventType, StreamState, ZoneState } from "../server/types";
import { camera } from "./en/camera";
import { events } from "./en/events";
import { panel, system } from "./en/figures";
import { keys, picture, wall } from "./en/wall";

const states: Record<StreamState, string> = {
  connecting: "Connecting",
  running: "Live",
  stalled: "Stalled",
  waiting: "Waiting",
  ended: "Ended",
  error: "Error",
};

const zoneStates: Record<ZoneState, string> = {
  unknown: "Unknown",
  vacant: "Vacant",
  occupied: "Occupied",
};

const eventTypes: Record<EventType, string> = {
  stream_lost: "Stream lost",
  stream_restored: "Stream is back",
  entered: "Entered",
  left: "Left",
  dwell: "Stays",
  crossed: "Crossed",
  occupied: "Occupied",
  vacated: "Vacated",
  unknown: "Unknown",
  known: "Known again",
  gap: "Events lost",
};

export const en = {
  states,
  zoneStates,
  eventTypes,
  shell: {
    pages: "Pages",
    wall: "Wall",
    events: "Events",
    system: "System",
    skip: "Skip to the content",
    lost: "Connection lost: trying again…",
    loading: "Loading…",
    device: "What the detector runs on",
    fullScreen: "Full screen",
    settings: "Settings",
    theme: "Colours",
    themes: { auto: "As the system", dark: "Dark", light: "Light" },
    language: "Language",
    notFound: "There is no such page.",
    toWall: "To the wall",
    live: (live: number, all: number) => `${live}/${all} live`,
    people: (count: number) => (count === 1 ? "1 person" : `${count} people`),
  },
  wall,
  picture,
  keys,
  camera,
  panel,
  events,
  system,
};

/** What every catalogue has to have. */
export type Texts = typeof en;
