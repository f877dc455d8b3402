import type { Texts } from "./en";
import { camera } from "./fr/camera";
import { events } from "./fr/events";
import { panel, system } from "./fr/figures";
import { keys, picture, wall } from "./fr/wall";

export const fr: Texts = {
  states: {
    connecting: "Connexion",
    running: "En direct",
    stalled: "Figé",
    waiting: "En attente",
    ended: "Terminé",
    error: "Erreur",
  },
  zoneStates: {
    unknown: "Inconnu",
    vacant: "Libre",
    occupied: "Occupé",
  },
  eventTypes: {
    stream_lost: "Flux perdu",
    stream_restored: "Flux rétabli",
    entered: "Entrée",
    left: "Sortie",
    dwell: "Présence prolongée",
    crossed: "Franchissement",
    occupied: "Occupé",
    vacated: "Libéré",
    unknown: "Inconnu",
    known: "De nouveau connu",
    gap: "Événements perdus",
  },
  shell: {
    pages: "Pages",
    wall: "Mur",
    events: "Événements",
    system: "Système",
    skip: "Aller au contenu",
    lost: "Connexion perdue : nouvel essai…",
    loading: "Chargement…",
    device: "Ce sur quoi tourne le détecteur",
    fullScreen: "Plein écran",
    settings: "Réglages",
    theme: "Couleurs",
    themes: { auto: "Comme le système", dark: "Sombre", light: "Clair" },
    language: "Langue",
    notFound: "Cette page n’existe pas.",
    toWall: "Vers le mur",
    live: (live, all) => `${live}/${all} en direct`,
    people: (count) => (count <= 1 ? `${count} personne` : `${count} personnes`),
  },
  wall,
  picture,
  keys,
  camera,
  panel,
  events,
  system,
};
