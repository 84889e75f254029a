/** Messages between the setup page and its server: JSON, one message per frame. */

export interface PageAsk {
  /** Number of the ask; an answer with an earlier number is ignored. */
  readonly n: number;
  readonly id: string;
  readonly text: string;
  readonly kind: 'say' | 'press' | 'hold' | 'release';
  /** The part to press or hold, by its path in the file. */
  readonly part: string;
  /** The page's button is to be held. */
  readonly button: boolean;
  /** The instrument's reading at a simulated chair; empty if the ask needs none. */
  readonly reads: string;
}

/** What a person beside a simulated chair sees and feels. */
export interface SeenChair {
  readonly supplied: boolean;
  readonly sits: boolean;
  /** Height above the lower end of the rail, and direction of motion: -1, 0, 1. */
  readonly carriageMm: number;
  readonly carriageWay: number;
  readonly kneaderDeg: number;
  readonly kneaderWay: number;
  readonly taps: boolean;
  readonly pads: readonly { readonly name: string; readonly feels: 'cold' | 'warm' | 'hot' }[];
  /** Parts that the person presses by hand now. */
  readonly pressed: readonly string[];
}

export type ToSetupPage =
  | {
      readonly t: 'hello';
      readonly model: string;
      /** Names as printed on the board, by pin number. */
      readonly pins: readonly string[];
      /** Parts that can be pressed by hand at a simulated chair; null at a real one. */
      readonly parts: readonly { readonly part: string; readonly name: string }[] | null;
    }
  | {
      readonly t: 'state';
      /** The server's time, which each frame of a hold repeats. */
      readonly at: number;
      readonly ask: PageAsk | null;
      /** `0` or `1` by pin number. */
      readonly levels: string;
      readonly armed: boolean;
      readonly held: boolean;
      readonly chair: SeenChair | null;
    }
  | { readonly t: 'told'; readonly lines: readonly string[] }
  | { readonly t: 'end'; readonly failed: boolean };

export type FromSetupPage =
  | { readonly c: 'answer'; readonly n: number; readonly text: string }
  /** `press` counts the presses of a page, `sequence` the frames of a press; `at`: the latest time received from the server. */
  | { readonly c: 'hold'; readonly press: number; readonly sequence: number; readonly at: number }
  | { readonly c: 'release' }
  | { readonly c: 'hand'; readonly part: string; readonly down: boolean }
  | { readonly c: 'supply'; readonly on: boolean };

/** Interval of the frames while the button is held. */
export const holdEachMs = 50;

/** Reads a message of a setup page; null if it is none. */
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
