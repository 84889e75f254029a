/**
 * The remote's keys: raw levels of any board become presses, releases, holds, repeats and chords.
 * Promises: a press counts in the tick it is first seen, a bouncing contact counts once, and a key that is
 * stuck or pressed together with its opposite is ignored while all others keep working. Stop is never ignored.
 */
import { at } from '../../chair/assert.ts';
import { linkLostMs, remoteLimits, tickMs } from '../../chair/limits.ts';
import { keyBit, keyNames } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';

const keyCount = keyNames.length;
export const allKeys = (1 << keyCount) - 1;

export const powerKey = keyBit('power');
export const startKey = keyBit('start');
export const stopKey = keyBit('stop');
export const programKey = keyBit('program');
export const timerKey = keyBit('timer');
const spotKeys = keyBit('spot-up') | keyBit('spot-down');

/** Debounce on release: a key is up once its contact has been open this long; rubber domes bounce for 10-20 ms (chosen). */
const releaseMs = 40;
/** The spot keys repeat after a hold too long to be a slow press (chosen), ... */
const repeatAfterMs = 600;
/** ... and then as fast as the carriage can follow: one 10 mm step at its travel speed of 25 mm/s. */
const repeatEveryMs = 400;
/** Two opposite keys down for this long are shown as a fault; a press that just touches both is not (chosen). */
const pairShownMs = 1000;
/** A key seen down for this long is stuck; it may have been down for a tick before it was seen. */
const stuckSeenMs = remoteLimits.stuckFoundMs - tickMs;

/** Chords: two keys that have a separate function when held together. */
export const lockChord = {
  keys: programKey | timerKey,
  holdMs: remoteLimits.lockHoldMs,
  bit: 1,
} as const;
export const serviceChord = {
  keys: powerKey | stopKey,
  holdMs: remoteLimits.serviceHoldMs,
  bit: 2,
} as const;

/** Opposite ends of rocker keys, which nobody can mean at once. */
const opposites = [keyBit('speed-up') | keyBit('speed-down'), spotKeys] as const;

/** All masks have one bit per key (`keyBit`). Those marked (tick) hold for one tick only. */
export interface Keys {
  /** Keys that are down, debounced, ignored ones included. */
  down: number;
  /** Went down (tick). */
  pressed: number;
  /** Came up without having been ignored or consumed (tick). */
  released: number;
  /** A held spot key asks for another step (tick). */
  repeated: number;
  /** The program key has been held alone for 4 s (tick) and is then consumed. */
  held: number;
  /** Chords that were completed, by their `bit` (tick). */
  chords: number;
  /** Keys that have been down together with the other key of a chord since they were pressed. */
  chorded: number;
  /** Keys that are down but whose press has been used up; they have no effect until released. */
  consumed: number;
  /** Keys other than stop that have been down for `stuckFoundMs`: ignored until they come up. */
  stuck: number;
  /** Keys of a pair that cannot be meant together: ignored until both are up. */
  paired: number;
  /** A stuck key or an impossible pair is to be shown (E72). */
  faulty: boolean;
  downSinceMs: number[];
  closedMs: number[];
  /** Keys held together for the service state; others where the remote has fewer keys. */
  readonly serviceKeys: number;
  nextRepeatMs: number;
  pairSinceMs: number;
}

export function createKeys(serviceKeys: number = serviceChord.keys): Keys {
  return {
    down: 0,
    pressed: 0,
    released: 0,
    repeated: 0,
    held: 0,
    chords: 0,
    chorded: 0,
    consumed: 0,
    stuck: 0,
    paired: 0,
    faulty: false,
    downSinceMs: new Array<number>(keyCount).fill(0),
    closedMs: new Array<number>(keyCount).fill(0),
    serviceKeys,
    nextRepeatMs: 0,
    pairSinceMs: 0,
  };
}

/** Reads the raw key levels of one tick. */
export function readKeys(keys: Keys, rawBits: number, nowMs: Milliseconds): void {
  const raw = rawBits & allKeys;
  keys.pressed = 0;
  keys.released = 0;
  keys.repeated = 0;
  keys.held = 0;
  keys.chords = 0;
  if ((raw | keys.down) !== 0) readDown(keys, raw, nowMs);
}

/** Handles a tick in which a key is down or has just been. In nearly all ticks none is, so this is kept apart. */
function readDown(keys: Keys, raw: number, nowMs: Milliseconds): void {
  readContacts(keys, raw, nowMs);
  findStuck(keys, nowMs);
  findPairs(keys, nowMs);
  const ignored = keys.stuck | keys.paired;
  keys.pressed &= ~ignored;
  keys.released &= ~(ignored | keys.consumed);
  // Stop is never ignored: even when consumed it still counts as half of a chord.
  const good = keys.down & ~((ignored | keys.consumed) & ~stopKey);
  findChords(keys, good, raw, nowMs);
  // A contact that has just opened is no longer held, though not yet released.
  findHolds(keys, good & ~keys.chorded & raw, nowMs);
  forgetReleased(keys);
  keys.faulty = keys.stuck !== 0 || (keys.paired !== 0 && nowMs - keys.pairSinceMs >= pairShownMs);
}

/** Key levels older than this are stale: the controller waits this long for a frame. */
const freshWithinMs = linkLostMs;

/**
 * Consumes the keys that are down once the key levels are stale. Whether and when they were released is unknown, and a
 * release that is seen only when the link is back must not start a motion seconds after the press.
 */
export function consumeStale(keys: Keys, ageMs: Milliseconds): void {
  if (!(ageMs <= freshWithinMs)) consumeKeys(keys);
}

/** Consumes the keys that are down, except those in `except`. */
export function consumeKeys(keys: Keys, except = 0): void {
  keys.consumed |= keys.down & ~except;
}

/** A contact counts as down from the tick it is seen closed until it has been open for `releaseMs`. */
function readContacts(keys: Keys, raw: number, nowMs: Milliseconds): void {
  for (let key = 0; key < keyCount; key++) {
    const bit = 1 << key;
    if ((raw & bit) !== 0) {
      keys.closedMs[key] = nowMs;
      if ((keys.down & bit) === 0) {
        keys.down |= bit;
        keys.pressed |= bit;
        keys.chorded &= ~bit;
        keys.downSinceMs[key] = nowMs;
      }
    } else if ((keys.down & bit) !== 0 && nowMs - at(keys.closedMs, key, 'key') >= releaseMs) {
      keys.down &= ~bit;
      keys.released |= bit;
    }
  }
}

function findStuck(keys: Keys, nowMs: Milliseconds): void {
  for (let key = 0; key < keyCount; key++) {
    const bit = 1 << key;
    if ((keys.down & bit) === 0 || bit === stopKey) continue;
    if (nowMs - at(keys.downSinceMs, key, 'key') >= stuckSeenMs) keys.stuck |= bit;
  }
}

function findPairs(keys: Keys, nowMs: Milliseconds): void {
  for (const pair of opposites) {
    if ((keys.down & pair) !== pair) continue;
    if (keys.paired === 0) keys.pairSinceMs = nowMs;
    keys.paired |= pair;
  }
}

function findChords(keys: Keys, good: number, raw: number, nowMs: Milliseconds): void {
  findChord(keys, lockChord, lockChord.keys, good, raw, nowMs);
  findChord(keys, serviceChord, keys.serviceKeys, good, raw, nowMs);
}

function findChord(
  keys: Keys,
  { bit, holdMs }: typeof lockChord | typeof serviceChord,
  mask: number,
  good: number,
  raw: number,
  nowMs: Milliseconds,
): void {
  if ((good & mask) !== mask) return;
  keys.chorded |= mask;
  if ((raw & mask) !== mask || heldMs(keys, mask, nowMs) < holdMs) return;
  keys.chords |= bit;
  keys.consumed |= mask;
}

function findHolds(keys: Keys, good: number, nowMs: Milliseconds): void {
  if ((good & programKey) !== 0 && heldMs(keys, programKey, nowMs) >= remoteLimits.saveHoldMs) {
    keys.held |= programKey;
    keys.consumed |= programKey;
  }
  const spot = good & spotKeys;
  if (spot === 0) return;
  if ((keys.pressed & spot) !== 0) keys.nextRepeatMs = nowMs + repeatAfterMs;
  else if (nowMs >= keys.nextRepeatMs) {
    keys.repeated |= spot;
    keys.nextRepeatMs = nowMs + repeatEveryMs;
  }
}

/** A released key works again; of a pair, both keys must be up. */
function forgetReleased(keys: Keys): void {
  keys.consumed &= keys.down;
  keys.stuck &= keys.down;
  for (const pair of opposites) {
    if ((keys.down & pair) === 0) keys.paired &= ~pair;
  }
}

/** How long all keys of the mask have been down together. */
function heldMs(keys: Keys, mask: number, nowMs: Milliseconds): Milliseconds {
  let since = 0;
  for (let key = 0; key < keyCount; key++) {
    if ((mask & (1 << key)) !== 0) since = Math.max(since, at(keys.downSinceMs, key, 'key'));
  }
  return nowMs - since;
}
