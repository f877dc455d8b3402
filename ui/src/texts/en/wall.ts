// Of the wall, of what is said over a picture anywhere, and of keys.

export const wall = {
  title: "Wall",
  empty: "No camera yet",
  emptyWhat: "Tell Trigo what to watch when it starts: a file, a directory of files, or a camera.",
  emptyConfig: "Or list your cameras in a file:",
  copy: "Copy",
  copied: "Copied",
  livePicture: (title: string) => `${title}, live picture`,
  zone: (zone: string, state: string, count: string) => `${zone}: ${state} ${count}`,
};

export const picture = {
  reduced: "Live, reduced",
  reducedWhy: "The machine is short of time: key frames alone are decoded, the rest in turns.",
  peopleUnknown: "How many people: not known",
  lost: "No connection",
  lostReason: "Trigo does not answer. Trying again…",
  still: "still",
  none: "No picture yet",
  old: (seconds: string) => `Picture ${seconds} s old`,
  since: (time: string) => `since ${time}`,
  unknownZones: (zones: string) => `Not known: ${zones}`,
};

export const keys = {
  title: "Keyboard",
  home: "Home",
  end: "End",
  escape: "Esc",
  move: "From camera to camera on the wall",
  open: "Open the camera",
  neighbours: "Previous and next camera, on a camera’s page",
  back: "Back to the wall",
  fullScreen: "Full screen, and back",
  help: "This list",
  close: "Close",
};
