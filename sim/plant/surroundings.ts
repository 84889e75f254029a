/** What surrounds the pads: the room and how it changes, a cover, and how somebody leans on them. */
export interface Surroundings {
  /** Where the room's temperature goes, and how fast, K/s. */
  roomToC: number;
  roomPerS: number;
  /** Of the air at the pads: the room's, and warmer under a cover. */
  airC: number;
  coverK: number;
  /** What a person on the pad leaves of the loss to air, 1 with nobody there; and what a cover leaves of the surface's. */
  airShare: number;
  coverShare: number;
  /** Share of the pad that is touched, and contact with skin through clothes for the whole of it, W/K. */
  touch: number;
  contactWPerK: number;
  /** How whoever sits there leans, or will. */
  leaning: Leaning;
}

/** Where the pad is touched, `airLeft` of its loss to air is left. */
interface Leaning {
  readonly contactWPerK: number;
  readonly share: number;
  readonly airLeft: number;
}

/** The nominal world's. */
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

/** What a person does around the pads: leans otherwise, puts a cover on, changes the room. */
export type Change =
  | { readonly leaning: Leaning }
  /** What the cover leaves of the surface's loss to air; 1 is none. */
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

/** The air under a cover that keeps everything in warms by so much, within 15 min. */
const coverMostK = 16;
/** What warms it is skin and pads: in a hot room it becomes no warmer than the warmest surface that may touch somebody. */
const coverAirMostC = 43;
const coverWarmsPerS = coverMostK / 900;
const coverCoolsPerS = coverMostK / 60;

/** Carries the air on by so many seconds; returns the room's temperature. */
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
