/** Totals over the chair's life: hours of motors and pads, sessions and faults, counted as they happen and kept. */
import { allMotorNames } from '../chair/names.ts';
import { motorDuty, type Outputs } from '../chair/outputs.ts';
import { type Milliseconds, minuteMs } from '../chair/units.ts';
import type { ChairEvent } from '../control/events.ts';
import type { Lifetime } from '../store/documents.ts';

export interface Counting {
  /** By name; the tapper is only listed once it has run. */
  readonly motors: { carriage: Milliseconds; kneader: Milliseconds; tapper?: Milliseconds };
  /** By pad name; totals of pads that the chair no longer has are kept. */
  readonly pads: Record<string, Milliseconds>;
  readonly faults: Record<string, number>;
  sessions: number;
  dueMs: Milliseconds;
  /** Use counted since the totals were last kept. */
  unkeptMs: Milliseconds;
}

/** A power cut loses at most this much use; the card is written four times an hour for it (chosen). */
const keepEachMs = 15 * minuteMs;
/** The longest time that one turn is counted as. */
const turnMostMs = 1000;

/** A part that was never used has no count yet. */
const countOf = <Name extends string>(counts: Readonly<Partial<Record<Name, number>>>, name: Name): number =>
  counts[name] ?? 0;

export function createCounting({ motors, pads, faults, sessions }: Lifetime): Counting {
  return {
    motors: { ...motors, carriage: countOf(motors, 'carriage'), kneader: countOf(motors, 'kneader') },
    pads: { ...pads },
    faults: { ...faults },
    sessions,
    dueMs: Number.NaN,
    unkeptMs: 0,
  };
}

/** Called each turn; counts use by the orders given in it. */
export function countUse(
  counting: Counting,
  outputs: Outputs,
  pads: readonly { readonly name: string }[],
  dueMs: Milliseconds,
): void {
  const passedMs = dueMs - counting.dueMs;
  counting.dueMs = dueMs;
  if (!(passedMs > 0)) return;
  const dtMs = Math.min(passedMs, turnMostMs);
  let used = false;
  for (const motor of allMotorNames) {
    if (motorDuty(outputs, motor) === 0) continue;
    counting.motors[motor] = countOf(counting.motors, motor) + dtMs;
    used = true;
  }
  for (const [pad, { name }] of pads.entries()) {
    if (outputs.padsOn[pad] !== true) continue;
    counting.pads[name] = countOf(counting.pads, name) + dtMs;
    used = true;
  }
  if (used) counting.unkeptMs += dtMs;
}

/** True if the totals are to be kept now. */
export function countEvent(counting: Counting, event: ChairEvent): boolean {
  if (event.kind === 'fault') counting.faults[event.code] = countOf(counting.faults, event.code) + 1;
  else if (event.kind === 'session-end') counting.sessions = Math.max(counting.sessions, event.record.number);
  else return false;
  return true;
}

export function isKeepDue({ unkeptMs }: Counting): boolean {
  return unkeptMs >= keepEachMs;
}

/** A copy, to be kept. */
export function lifetimeOf(counting: Counting): Lifetime {
  counting.unkeptMs = 0;
  const { motors, pads, faults, sessions } = counting;
  const whole = (times: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, Math.round(ms)]));
  return { motors: whole(motors), pads: whole(pads), faults: { ...faults }, sessions };
}
