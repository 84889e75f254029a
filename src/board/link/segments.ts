/**
 * Characters for a 14-segment display behind an HT16K33, and the bytes that show them.
 * Segments as the common backpacks wire them: bit 0 A, then B, C, D, E, F, G1, G2, H, J, K, L, M, N.
 */

const font: Readonly<Record<string, number>> = {
  ' ': 0x0000,
  '-': 0x00c0,
  '+': 0x12c0,
  '.': 0x4000,
  '0': 0x0c3f,
  '1': 0x0006,
  '2': 0x00db,
  '3': 0x008f,
  '4': 0x00e6,
  '5': 0x2069,
  '6': 0x00fd,
  '7': 0x0007,
  '8': 0x00ff,
  '9': 0x00ef,
  A: 0x00f7,
  B: 0x128f,
  C: 0x0039,
  D: 0x120f,
  E: 0x00f9,
  F: 0x0071,
  G: 0x00bd,
  H: 0x00f6,
  I: 0x1200,
  J: 0x001e,
  K: 0x2470,
  L: 0x0038,
  M: 0x0536,
  N: 0x2136,
  O: 0x003f,
  P: 0x00f3,
  Q: 0x203f,
  R: 0x20f3,
  S: 0x00ed,
  T: 0x1201,
  U: 0x003e,
  V: 0x0c30,
  W: 0x2836,
  X: 0x2d00,
  Y: 0x1500,
  Z: 0x0c09,
};
/** A character without a shape lights every segment: better odd than unseen. */
const unknown = 0x3fff;

export const displayLength = 4;

/** Commands that wake the controller: oscillator on, display on without blinking, full brightness. */
export const displayStart: ReadonlyArray<readonly number[]> = [[0x21], [0x81], [0xef]];

/** The write that shows a text: address 0, then low and high byte of each character. */
export function displayBytes(text: string): number[] {
  const bytes = [0];
  for (let index = 0; index < displayLength; index++) {
    const segments = font[(text[index] ?? ' ').toUpperCase()] ?? unknown;
    bytes.push(segments & 0xff, segments >> 8);
  }
  return bytes;
}

/** The text that was shown, from the controller's memory; `?` where no character looks like it. */
export function displayText(memory: ArrayLike<number>): string {
  let text = '';
  for (let index = 0; index < displayLength; index++) {
    const segments = (memory[index * 2] as number) | ((memory[index * 2 + 1] as number) << 8);
    text += Object.keys(font).find((character) => font[character] === segments) ?? '?';
  }
  return text;
}
