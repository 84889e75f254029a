/** What surrounds the pads: the room and how it changes, a cover, and how a person leans on them. */
export interface Surroundings {
  /** The temperature that the room goes to, and how fast, K/s. */
  roomToC: number;
  roomPerS: number;
  /** Temperature of the air at the pads; and how much warmer than the room a cover makes it. */
  airC: number;
  coverK: number;
  /** Share of the loss to air left with a person on the pad, 1 with nobody there; and of the surface's loss left by a cover. */
  airShare: number;
  coverShare: number;
  /** Share of the pad that is touched, and contact with skin through clothes for the whole pad, W/K. */
  touch: number;
  contactWPerK: number;
  /** How the person leans, now or once there is one. */
  leaning: Leaning;
}

/** `airLeft`: share of the loss to air that is left where the pad is touched. */
interface Leaning {
  readonly contactWPerK: number;
  readonly share: number;
  readonly airLeft: number;
}

/** How a person leans in the nominal world. */
export const nominalLeaning: Leaning = { contactWPerK: 0.6, share: 1, airLeft: 0.5 };

export function createSurroundings(roomC: number): Surroundings {
  return {
    roomToC: roomC,
    roomPerS: 0,
    airC: roomC,
    coverK: 0,
    airShare: 1,
    coverShare: 1,
    touch: 0,
    contactWPerK: 0,
    leaning: nominalLeaning,
  };
}

/** Somebody leans back, or nobody does. */
export function lean(around: Surroundings, leans: boolean): void {
  const { contactWPerK, share, airLeft } = around.leaning;
  around.touch = leans ? share : 0;
  around.contactWPerK = leans ? contactWPerK : 0;
  around.airShare = leans ? 1 - share * (1 - airLeft) : 1;
}

/** What a person changes around the pads: how they lean, a cover, the room's temperature. */
export type Change =
  | { readonly leaning: Leaning }
  /** Share of the surface's loss to air that the cover leaves; 1: no cover. */
  | { readonly coverShare: number }
  | { readonly roomToC: number; readonly inMs: number };

export function changeSurroundings(
  around: Surroundings,
  change: Change,
  roomC: number,
  leans: boolean,
): void {
  if ('leaning' in change) {
    around.leaning = change.leaning;
    lean(around, leans);
  } else if ('coverShare' in change) {
    around.coverShare = change.coverShare;
  } else {
    around.roomToC = change.roomToC;
    around.roomPerS = Math.abs(change.roomToC - roomC) / Math.max(0.02, change.inMs / 1000);
  }
}

/** A cover that lets no warmth out warms the air under it by this much, within 15 min. */
const coverMostK = 16;
/** Skin and pads warm the air under a cover, so even in a hot room it gets no warmer than the warmest surface that may touch somebody. */
const coverAirMostC = 43;
const coverWarmsPerS = coverMostK / 900;
const coverCoolsPerS = coverMostK / 60;

/** Moves the air on by `seconds`; returns the room's temperature. */
export function stepSurroundings(around: Surroundings, roomC: number, seconds: number): number {
  const toK = Math.max(0, Math.min(coverMostK * (1 - around.coverShare), coverAirMostC - roomC));
  around.coverK = towards(
    around.coverK,
    toK,
    (toK > around.coverK ? coverWarmsPerS : coverCoolsPerS) * seconds,
  );
  const nextC = towards(roomC, around.roomToC, around.roomPerS * seconds);
  around.airC = nextC + around.coverK;
  return nextC;
}

function towards(from: number, to: number, most: number): number {
  return from < to ? Math.min(to, from + most) : Math.max(to, from - most);
}
