/** Between the page of setup and its server: JSON, one message a frame. */

export interface PageAsk {
  /** Counts the asks: an answer to an earlier one is none. */
  readonly n: number;
  readonly id: string;
  readonly text: string;
  readonly kind: 'say' | 'press' | 'hold' | 'release';
  /** What is pressed or held, by its place in the file. */
  readonly part: string;
  /** What is held is the button of the page. */
  readonly button: boolean;
  /** What the person's instrument reads at a simulated chair; empty where it takes none. */
  readonly reads: string;
}

/** What a person beside a simulated chair sees, and feels with a hand. */
export interface SeenChair {
  readonly supplied: boolean;
  readonly sits: boolean;
  /** Above the bottom of the rail, and which way it goes: -1, 0, 1. */
  readonly carriageMm: number;
  readonly carriageWay: number;
  readonly kneaderDeg: number;
  readonly kneaderWay: number;
  readonly taps: boolean;
  readonly pads: readonly { readonly name: string; readonly feels: 'cold' | 'warm' | 'hot' }[];
  /** What the person presses by hand now. */
  readonly pressed: readonly string[];
}

export type ToSetupPage =
  | {
      readonly t: 'hello';
      readonly model: string;
      /** As printed on the board, by number. */
      readonly pins: readonly string[];
      /** What can be pressed by hand at a simulated chair; null at a real one. */
      readonly parts: readonly { readonly part: string; readonly name: string }[] | null;
    }
  | {
      readonly t: 'state';
      /** The server's time, which each frame of a hold says again. */
      readonly at: number;
      readonly ask: PageAsk | null;
      /** By number of pin: `0` or `1`. */
      readonly levels: string;
      readonly armed: boolean;
      readonly held: boolean;
      readonly chair: SeenChair | null;
    }
  | { readonly t: 'told'; readonly lines: readonly string[] }
  | { readonly t: 'end'; readonly failed: boolean };

export type FromSetupPage =
  | { readonly c: 'answer'; readonly n: number; readonly text: string }
  /** `press` counts the presses of a page, `sequence` the frames of one; `at`: the latest time that it had from the server. */
  | { readonly c: 'hold'; readonly press: number; readonly sequence: number; readonly at: number }
  | { readonly c: 'release' }
  | { readonly c: 'hand'; readonly part: string; readonly down: boolean }
  | { readonly c: 'supply'; readonly on: boolean };

/** How often a page says that its button is held. */
export const holdEachMs = 50;

/** Null where it is no message of such a page. */
export function readMessage(text: string): FromSetupPage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { c, n, text: said, press, sequence, at, part, down, on } = value as Record<string, unknown>;
  const isCount = (each: unknown): each is number => Number.isSafeInteger(each) && (each as number) >= 0;
  if (c === 'answer' && isCount(n) && typeof said === 'string') return { c, n, text: said };
  if (c === 'hold' && isCount(press) && isCount(sequence) && isCount(at)) return { c, press, sequence, at };
  if (c === 'release') return { c };
  if (c === 'hand' && typeof part === 'string' && typeof down === 'boolean') return { c, part, down };
  if (c === 'supply' && typeof on === 'boolean') return { c, on };
  return null;
}
