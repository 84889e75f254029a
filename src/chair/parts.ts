/**
 * Numbers of the chair's parts: a fault names its part by this number, and a set of outputs is a mask with one bit per
 * part. 0 is no part in particular; for the numbers of the pads see `padPart`.
 */
export const part = {
  none: 0,
  ambient: 3,
  carriage: 4,
  kneader: 5,
  padRelay: 6,
  motorRelay: 7,
  tapper: 8,
  narrow: 9,
  medium: 10,
  wide: 11,
} as const;
type PartName = keyof typeof part;

const firstPad = 1;
/** The most pads a chair can have. */
export const padsMax = 2;

/** Part number of a pad, by its index in the chair's list. */
export function padPart(pad: number): number {
  return firstPad + pad;
}

const texts: Readonly<Record<PartName, string>> = {
  none: '',
  ambient: 'ambient',
  carriage: 'carriage',
  kneader: 'kneader',
  padRelay: 'pad relay',
  motorRelay: 'motor relay',
  tapper: 'tapper',
  narrow: 'narrow',
  medium: 'medium',
  wide: 'wide',
};

/** For people; the pads as the chair names them. */
export function partText(number: number, pads: readonly { readonly name: string }[]): string {
  const pad = pads[number - firstPad];
  if (pad !== undefined) return `${pad.name} pad`;
  const name = (Object.keys(part) as PartName[]).find((each) => part[each] === number);
  return texts[name ?? 'none'];
}

export function maskOf(...names: readonly PartName[]): number {
  return names.reduce((mask, name) => mask | (1 << part[name]), 0);
}

export const motorParts = maskOf('carriage', 'kneader', 'tapper', 'motorRelay');
export const heatParts = maskOf('padRelay') | (((1 << padsMax) - 1) << firstPad);
/** The parts that the guard can take power from. */
export const allParts = motorParts | heatParts;
/** One more than the highest number of these parts. */
export const outputsEnd = part.tapper + 1;
