/**
 * The chair's parts, numbered once: a fault names its part by this number, and a set of outputs is a mask with the bit
 * of each of its parts. 0 is no part in particular; the pads have numbers of their own, see `padPart`.
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

/** Of a pad, as the chair lists them. */
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
/** What the guard can take power from. */
export const allParts = motorParts | heatParts;
/** Above the number of each of them. */
export const outputsEnd = part.tapper + 1;
