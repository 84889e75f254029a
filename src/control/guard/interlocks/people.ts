/**
 * What people do: stop key, seat, stuck keys. Power that a person has stopped is not given back until the stages above
 * have let go of it: nothing resumes by itself.
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
    /** The stop key went down, so long ago, and power has not been let go of since. */
    stopped: false,
    stoppedMs: 0 as Milliseconds,
    /** Nobody in the seat for so long. */
    emptyMs: 0 as Milliseconds,
    /** Motors were stopped because the seat was empty, and have not been let go of since. */
    leftSeat: false,
    /** How long in a row nothing at all, and no motor, has been ordered. */
    idleMs: 0 as Milliseconds,
    motorsIdleMs: 0 as Milliseconds,
    /** For how long each key has been down, and those that are stuck, one bit a key. */
    keysMs: keyNames.map((): Milliseconds => 0),
    stuckKeys: 0,
  };
}

/** Orders must rest for so long before power that was stopped may come again. */
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
  // After the seat: who sits down and presses start at once finds orders that have rested until now.
  people.motorsIdleMs = heldFor(motorsIdle, people.motorsIdleMs, dtMs);
  watchKeys(people, sensors.keys | 0, dtMs);
}

function watchSeat(people: People, taken: boolean, clock: Clock): void {
  // A seat that was empty before the session began says nothing about the session.
  const begins = clock.state === 'running' && clock.stateMs === 0;
  people.emptyMs = heldFor(!taken && !begins, people.emptyMs, clock.dtMs);
  const inSession = isInSession(clock);
  if (isLeft(people) && inSession) people.leftSeat = true;
  else if (taken ? people.motorsIdleMs >= letGoMs : !inSession) people.leftSeat = false;
}

/** An empty seat stops motors and heat in a session, and heat everywhere; homing and parking need nobody. */
export const isLeft = ({ emptyMs }: People): boolean => emptyMs > sessionLimits.seatPauseMs;

/** Two keys that exclude each other, held down together, are two stuck keys: they need no rule of their own. */
function watchKeys(people: People, keys: number, dtMs: Milliseconds): void {
  people.stuckKeys = 0;
  for (let key = 0; key < people.keysMs.length; key++) {
    const bit = 1 << key;
    const downMs = heldFor((keys & bit) !== 0, at(people.keysMs, key, 'key'), dtMs);
    people.keysMs[key] = downMs;
    if (bit !== stopBit && downMs >= remoteLimits.stuckFoundMs) people.stuckKeys |= bit;
  }
}
