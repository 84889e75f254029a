/**
 * The chair's parts, numbered once: a fault names its part by this number, and a set of outputs is a mask with the bit
 * of each of its parts. 0 is no part in particular.
 */
export const part = {
  none: 0,
  lumbar: 1,
  sacral: 2,
  ambient: 3,
  carriage: 4,
  kneader: 5,
  padRelay: 6,
  motorRelay: 7,
  narrow: 8,
  medium: 9,
  wide: 10,
} as const;
type PartName = keyof typeof part;

/** For people, by number. */
export const partNames = [
  '',
  'lumbar pad',
  'sacral pad',
  'ambient',
  'carriage',
  'kneader',
  'pad relay',
  'motor relay',
  'narrow',
  'medium',
  'wide',
] as const;

/** What the guard can take power from. */
export const outputParts = ['carriage', 'kneader', 'lumbar', 'sacral', 'padRelay', 'motorRelay'] as const;
export type OutputPart = (typeof outputParts)[number];

export function maskOf(...names: readonly PartName[]): number {
  return names.reduce((mask, name) => mask | (1 << part[name]), 0);
}

export const motorParts = maskOf('carriage', 'kneader', 'motorRelay');
export const heatParts = maskOf('lumbar', 'sacral', 'padRelay');
export const allParts = motorParts | heatParts;

/** Pads are listed from the lower end of the numbering on. */
export function padPart(pad: number): number {
  return part.lumbar + pad;
}

/** The most pads a chair can have. */
export const padsMax = 2;
