/**
 * What people do: stop key, seat, stuck keys. Power that a person has stopped does not come back before the stages above
 * have stopped ordering it: nothing resumes by itself.
 */
import { at } from '../../../chair/assert.ts';
import { remoteLimits, sessionLimits } from '../../../chair/limits.ts';
import { keyBit, keyNames } from '../../../chair/names.ts';
import { areMotorsOff, type Power } from '../../../chair/outputs.ts';
import type { Sensors } from '../../../chair/sensors.ts';
import type { Milliseconds } from '../../../chair/units.ts';
import { heldFor } from '../timers.ts';
import { type Clock, isInSession } from './clock.ts';

type People = ReturnType<typeof createPeople>;

export function createPeople() {
  return {
    /** The stop key was pressed, and orders have not rested since; how long ago it was last down. */
    stopped: false,
    stoppedMs: 0 as Milliseconds,
    /** How long nobody has been in the seat. */
    emptyMs: 0 as Milliseconds,
    /** Motors were stopped because the seat was empty, and their orders have not rested since. */
    leftSeat: false,
    /** How long no power at all has been ordered, and how long no motor. */
    idleMs: 0 as Milliseconds,
    motorsIdleMs: 0 as Milliseconds,
    /** How long each key has been down; and the keys that are stuck, one bit a key. */
    keysMs: keyNames.map((): Milliseconds => 0),
    stuckKeys: 0,
  };
}

/** How long orders must rest before power that was stopped may return. */
const letGoMs = 100;
const stopBit = keyBit('stop');

export function watchPeople(
  people: People,
  sensors: Sensors,
  clock: Clock,
  wanted: Readonly<Power>,
  selfTest: boolean,
): void {
  const { dtMs } = clock;
  const motorsIdle = areMotorsOff(wanted);
  const heatIdle = !wanted.padsOn.includes(true);

  people.stoppedMs += dtMs;
  if (people.idleMs >= letGoMs) people.stopped = false;
  people.idleMs = heldFor(motorsIdle && heatIdle, people.idleMs, dtMs);
  if ((sensors.keys & stopBit) !== 0) {
    people.stopped = true;
    people.stoppedMs = 0;
    people.idleMs = 0;
  }

  watchSeat(people, sensors.seat === true || selfTest, clock);
  // Updated after the seat, so that orders count as rested for a person who sits down and presses start at once.
  people.motorsIdleMs = heldFor(motorsIdle, people.motorsIdleMs, dtMs);
  watchKeys(people, sensors.keys | 0, dtMs);
}

function watchSeat(people: People, taken: boolean, clock: Clock): void {
  // Time with an empty seat before the session began does not count.
  const begins = clock.state === 'running' && clock.stateMs === 0;
  people.emptyMs = heldFor(!taken && !begins, people.emptyMs, clock.dtMs);
  const inSession = isInSession(clock);
  if (isLeft(people) && inSession) people.leftSeat = true;
  else if (taken ? people.motorsIdleMs >= letGoMs : !inSession) people.leftSeat = false;
}

/** The seat has been empty for longer than it may: in a session motors and heat stop; homing and parking need nobody. */
export const isLeft = ({ emptyMs }: People): boolean => emptyMs > sessionLimits.seatPauseMs;

/** An impossible pair of keys held down counts as two stuck keys, and needs no rule of its own. */
function watchKeys(people: People, keys: number, dtMs: Milliseconds): void {
  people.stuckKeys = 0;
  for (let key = 0; key < people.keysMs.length; key++) {
    const bit = 1 << key;
    const downMs = heldFor((keys & bit) !== 0, at(people.keysMs, key, 'key'), dtMs);
    people.keysMs[key] = downMs;
    if (bit !== stopBit && downMs >= remoteLimits.stuckFoundMs) people.stuckKeys |= bit;
  }
}
