/** What surrounds the pads: air, a cover, and how somebody leans on them. One set for all pads of a chair. */
export interface Surroundings {
  /** Of the air at the pads: the room's, and warmer under a cover. */
  airC: number;
  /** What a person on the pad leaves of the loss to air, 1 with nobody there; and what a cover leaves of the surface's. */
  airShare: number;
  coverShare: number;
  /** Share of the pad that is touched, and contact with skin through clothes for the whole of it. */
  touch: number;
  contactWPerK: number;
}

/** How somebody leans: the nominal world's. Where the pad is touched, half of its loss to air is left. */
interface Leaning {
  readonly contactWPerK: number;
  readonly share: number;
  readonly airLeft: number;
}

export const nominalLeaning: Leaning = { contactWPerK: 0.6, share: 1, airLeft: 0.5 };

export function createSurroundings(airC: number): Surroundings {
  return { airC, airShare: 1, coverShare: 1, touch: 0, contactWPerK: 0 };
}

/** Somebody leans back like this, or nobody does. */
export function lean(around: Surroundings, leaning: Leaning | null): void {
  around.touch = leaning?.share ?? 0;
  around.contactWPerK = leaning?.contactWPerK ?? 0;
  around.airShare = leaning === null ? 1 : 1 - leaning.share * (1 - leaning.airLeft);
}
