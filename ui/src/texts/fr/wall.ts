import type { Texts } from "../en";

// Of the wall, of what is said over a picture anywhere, and of keys.

export const wall: Texts["wall"] = {
  title: "Mur",
  empty: "Aucune caméra",
  emptyWhat: "Dites à Trigo quoi regarder au démarrage : un fichier, un dossier ou une caméra.",
  emptyConfig: "Ou listez vos caméras dans un fichier :",
  copy: "Copier",
  copied: "Copié",
  livePicture: (title) => `${title}, image en direct`,
  zone: (zone, state, count) => `${zone} : ${state} ${count}`,
};

export const picture: Texts["picture"] = {
  reduced: "En direct, réduit",
  reducedWhy: "La machine manque de temps : images clés seules, le reste à tour de rôle.",
  peopleUnknown: "Nombre de personnes : inconnu",
  lost: "Pas de connexion",
  lostReason: "Trigo ne répond pas. Nouvel essai…",
  still: "immobile",
  none: "Pas encore d’image",
  old: (seconds) => `Image d’il y a ${seconds} s`,
  since: (time) => `depuis ${time}`,
  unknownZones: (zones) => `Inconnu : ${zones}`,
};

export const keys: Texts["keys"] = {
  title: "Clavier",
  home: "Début",
  end: "Fin",
  escape: "Échap",
  move: "D’une caméra à l’autre sur le mur",
  open: "Ouvrir la caméra",
  neighbours: "Caméra précédente et suivante, sur la page d’une caméra",
  back: "Retour au mur",
  fullScreen: "Plein écran, et retour",
  help: "Cette liste",
  close: "Fermer",
};
