import type { Texts } from "../en";

// Of the performance panel and of the system page.

export const panel: Texts["panel"] = {
  title: "Performances",
  groups: {
    inference: "Inférence",
    streaming: "Flux vidéo",
    system: "Système",
    batch: "Lots et file",
  },
  figures: {
    time: { name: "Temps", what: "Le dernier appel du détecteur" },
    average: {
      name: "Moyenne",
      what: "Moyenne des 100 derniers appels du détecteur",
    },
    looks: {
      name: "Par seconde",
      what: "Images analysées par seconde, sur 5 s",
    },
    fps: {
      name: "FPS",
      what: "Images décodées par seconde, moyenne des flux en direct",
    },
    frameTime: {
      name: "Par image",
      what: "Temps processeur pour lire et décoder une image",
    },
    processed: {
      name: "Traitées",
      what: "Images décodées depuis le démarrage ; la courbe : par seconde",
    },
    detections: {
      name: "Détections",
      what: "Images analysées depuis le démarrage ; la courbe : par seconde",
    },
    cpu: {
      name: "CPU",
      what: "De toute la machine, tous programmes",
    },
    gpu: { name: "GPU", what: "De son temps, tous programmes" },
    temperature: { name: "Temp. GPU", what: "Du GPU" },
    ram: { name: "RAM", what: "Mémoire de ce programme" },
    batch: {
      name: "Lot",
      what: "Images dans le dernier appel du détecteur",
    },
    queue: { name: "File", what: "Images en attente du détecteur" },
    streams: { name: "Flux", what: "Flux en direct" },
    skip: {
      name: "Saut",
      what: "Une image analysée pour autant d’images décodées",
    },
  },
  units: { ms: "ms", perSecond: "/s", percent: "%", celsius: "°C", megabytes: "Mo" },
  noGpu: "pas de GPU",
  larger: "Courbes plus grandes",
  own: (percent) => `Trigo : ${percent} %`,
  machine: (percent) => `machine : ${percent} %`,
  lastMinute: (least, most) => `Dernière minute : de ${least} à ${most}`,
  nothingYet: "Dernière minute : rien de connu",
  ledger: {
    title: "Ce que sont devenus les paquets",
    packets: "Paquets",
    parts: {
      detected: "Analysées",
      in_flight: "En cours d’analyse",
      waiting: "En attente du détecteur",
      hidden: "Dans le décodeur, ou sans image",
      not_due: "Non prévues",
      economy: "Laissés : inutiles",
      cancelled: "Abandonnées : fin du flux",
      replaced: "Remplacées par une plus récente",
      expired: "Trop vieilles à leur tour",
      behind: "Sautés : lus trop tard",
      corrupt: "Abîmées",
      no_key: "Sans image clé auparavant",
      rejected: "Refusés par le décodeur",
      failed: "Échec du détecteur",
      other: "Laissés",
      doubled: "Deuxièmes images d’un paquet",
    },
  },
};

export const system: Texts["system"] = {
  title: "Système",
  advice: {
    title: "Conseils",
    calm: "Tout suit",
    calmOf: (streams, looks) =>
      `${streams <= 1 ? `${streams} flux` : `${streams} flux`}, ${looks} analyses par seconde`,
    young: "Démarrage : les premières secondes ne sont pas encore jugées",
    trouble: "L’enregistrement est en difficulté",
    troubleWhat:
      "Voyez son disque : reste-t-il de la place, est-il inscriptible ? Le direct continue.",
    lost: (count) =>
      count === 1 ? "1 flux ne donne pas d’images" : `${count} flux ne donnent pas d’images`,
    lostOf: (state, reason) => `${state} : ${reason}`,
    starved: (count) =>
      count === 1
        ? "1 flux demande plus que la machine ne donne"
        : `${count} flux demandent plus que la machine ne donne`,
    starvedOf: (wanted, got) => `demande ${wanted} analyses/s et en reçoit ${got}`,
    lower: (rate) =>
      `Demandez moins d’analyses : detect.rate de ${rate}, ou un detect.every plus grand`,
    faster: "Prenez le profil rapide : detect.profile: fast",
    fewer: "Arrêtez les flux inutiles, ou donnez une priorité (priority) aux importants",
    cut: (count) =>
      count === 1
        ? "1 flux n’est pas décodé en entier"
        : `${count} flux ne sont pas décodés en entier`,
    cutShare: (percent) =>
      `Il reste du temps pour en décoder ${percent} % en entier, et du reste les images clés`,
    smaller: "Prenez le petit flux de la caméra comme url, le grand comme live_url",
    late: (count) => (count === 1 ? "1 flux est lu en retard" : `${count} flux sont lus en retard`),
    lateOf: (seconds) => `${seconds} s de retard`,
    lateWhat: "Le processeur ou le réseau ne suit pas ce que la caméra envoie",
    others: (percent) => `D’autres programmes prennent ${percent} % du processeur`,
    more: (count) => `et ${count} de plus`,
  },
  lanes: {
    title: "Voies",
    name: (lane) => `Voie ${lane}`,
    load: (percent) => `détecte ${percent} % du temps`,
    count: (count) => (count === 1 ? "1 voie" : `${count} voies`),
    batch: (frames) =>
      frames === 1 ? "une image par appel" : `jusqu’à ${frames} images par appel`,
    noWait: "sans attendre d’autres images",
    wait: (ms) => `attend ${ms} ms d’autres images`,
    origins: {
      config: "selon la configuration",
      measured: "mesuré à ce démarrage",
      cached: "mesuré à un démarrage antérieur",
      fixed: "fixé par le modèle",
    },
    disturbed: "La machine était occupée pendant la mesure ; le prochain démarrage la refera.",
    candidates: "Ce qui a été mesuré",
    candidate: { lanes: "Voies", batch: "Lot", rate: "Images/s", latency: "Appel, ms" },
    chosen: "retenu",
  },
  streams: {
    title: "Flux",
    hint: "Triez par une colonne avec son bouton",
    none: "Aucun flux",
    columns: {
      title: "Flux",
      state: "État",
      people: "Pers.",
      fps: "FPS",
      looks: "Analyses/s",
      ledger: "Devenir",
      age: "Âge p95/p50",
      lag: "Retard",
      decode: "Décodage",
      mode: "Décode",
      packets: "Reçus",
      frames: "Images",
      detected: "Analysées",
      replaced: "Rempl.",
      expired: "Périmées",
      corrupt: "Abîmées",
      discarded: "Laissés",
      incidents: "Pertes",
    },
    whats: {
      title: "Vers la page de la caméra",
      state: "Ce qu’il fait, et pourquoi",
      people: "Personnes à la dernière analyse",
      fps: "Images décodées par seconde",
      looks: "Analyses par seconde reçues, sur celles demandées",
      ledger:
        "Ce que sont devenus les paquets ; trie selon ce qui est perdu faute de temps ou abîmé",
      age: "Âge des résultats à leur publication, ms : 95 sur 100, et la moitié",
      lag: "Retard de lecture des paquets, ms",
      decode: "Temps processeur pour lire et décoder, ms par seconde ; 1000 font un cœur",
      mode: "Quelles images sont décodées",
      packets: "Paquets arrivés",
      frames: "Images sorties du décodeur",
      detected: "Images analysées",
      replaced: "Une plus récente est venue avant que le détecteur soit libre",
      expired: "Trop vieilles quand leur tour est venu",
      corrupt: "Images laissées car abîmées",
      discarded: "Paquets jamais donnés au décodeur",
      incidents: "Nombre de pertes du flux",
    },
    modes: { all: "toutes", reference: "référence", keyframes: "clés" },
    cut: "réduit",
  },
  links: {
    title: "Pour les programmes",
    metrics: "Métriques",
    stats: "Chiffres en JSON",
    streams: "Flux en JSON",
  },
};
