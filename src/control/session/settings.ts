/**
 * What a person chooses: program, timer, heat, speed, spot, and the memory of them. Each function changes
 * the session, beeps, shows the new value, and refuses a value beyond its limit. Memory and child lock last over
 * power-off, so these two beep only once they are kept.
 */
import { at } from '../../chair/assert.ts';
import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import { heatLevels } from '../../chair/names.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../chair/units.ts';
import { addEvent } from '../events.ts';
import { findMemory, type Memory, saveMemory } from './memory.ts';
import type { SoundName } from './sounds.ts';
import {
  type ProgramChoice,
  type Session,
  type SessionInputs,
  type ShownItem,
  timerWithin,
} from './state.ts';

export function accept(
  session: Session,
  shown: ShownItem,
  nowMs: Milliseconds,
  sound: SoundName = 'accepted',
): void {
  session.sound = sound;
  session.shown = shown;
  session.shownSinceMs = nowMs;
}

/** Why the chair refuses: not in this state, at the limit, child lock, empty seat. */
type RefusedBy = 'state' | 'limit' | 'lock' | 'seat';

/** Sounds the refusal with its reason, and shows `shown`. */
export function refuse(session: Session, shown: ShownItem, by: RefusedBy, nowMs: Milliseconds): void {
  accept(session, shown, nowMs, `refused-${by}`);
}

/** The chosen program, or undefined when the chair holds none. The list may have changed while no session ran. */
export function chosenProgram(session: Session, inputs: SessionInputs): ProgramChoice | undefined {
  if (session.program >= inputs.programs.length) session.program = 0;
  return inputs.programs[session.program];
}

/** The program of the running session: it existed at the start, and the list does not change during a session. */
export function sessionProgram(session: Session, inputs: SessionInputs): ProgramChoice {
  return at(inputs.programs, session.program, 'program');
}

/** Restores the choices saved for the chosen program, or the defaults. */
export function recall(session: Session, inputs: SessionInputs): void {
  const program = chosenProgram(session, inputs);
  const memory = program && findMemory(session.memories, program.id);
  const plain = { heatLevel: -1, speedShift: 0, spotMm: 0, minutes: session.defaultMinutes };
  const { heatLevel, speedShift, spotMm, minutes } = memory ?? plain;
  session.heatLevel = heatLevel;
  session.heatMost = heatLevels.length - 1;
  session.speedShift = speedShift;
  session.spotMm = spotMm;
  session.minutes = timerWithin(minutes, session.maxMs);
}

export function toggleLock(session: Session, nowMs: Milliseconds): void {
  session.locked = !session.locked;
  if (session.locked) session.startWaits = false;
  addEvent(session.events, { kind: 'lock', atMs: nowMs, locked: session.locked });
  session.keeping = 'lock';
}

export function save(session: Session, inputs: SessionInputs, nowMs: Milliseconds): void {
  const program = chosenProgram(session, inputs);
  if (program === undefined) {
    refuse(session, 'program', 'state', nowMs);
    return;
  }
  const { speedShift, heatLevel, spotMm, minutes } = session;
  const memory: Memory = { program: program.id, speedShift, heatLevel, spotMm, minutes };
  saveMemory(session.memories, memory);
  addEvent(session.events, { kind: 'memory', atMs: nowMs, memory: { ...memory } });
  session.keeping = 'saved';
}

/** The disk has kept what a key has changed, or has not: then the change holds until power is lost, and E62 says why. */
export function acknowledge(session: Session, { settingsKept }: SessionInputs, nowMs: Milliseconds): void {
  const { keeping } = session;
  if (settingsKept === 'none' || keeping === 'nothing') return;
  session.keeping = 'nothing';
  if (settingsKept === 'kept') accept(session, keeping, nowMs);
  else refuse(session, 'nothing', 'state', nowMs);
}

export function nextProgram(session: Session, inputs: SessionInputs, nowMs: Milliseconds): void {
  if (chosenProgram(session, inputs) === undefined) {
    refuse(session, 'program', 'state', nowMs);
    return;
  }
  session.program = (session.program + 1) % inputs.programs.length;
  recall(session, inputs);
  accept(session, 'program', nowMs, session.program === 0 ? 'wrapped' : 'accepted');
}

/** The heat level in force, 0..3: that of the remote, else of the program's step, else of the program's beginning. */
export function currentHeat(session: Session, inputs: SessionInputs): number {
  return Math.min(wantedHeat(session, inputs), session.heatMost, 31 - Math.clz32(inputs.heatLevels));
}

function wantedHeat(session: Session, inputs: SessionInputs): number {
  if (session.heatLevel >= 0) return session.heatLevel;
  if (inputs.stepHeat >= 0) return inputs.stepHeat;
  const program = chosenProgram(session, inputs);
  return program === undefined ? 0 : program.heat;
}

export function nextHeat(session: Session, inputs: SessionInputs, nowMs: Milliseconds): void {
  if (session.coolingDown) {
    refuse(session, 'heat', 'state', nowMs);
    return;
  }
  const from = currentHeat(session, inputs);
  let level = (from + 1) % heatLevels.length;
  const asked = level;
  while ((inputs.heatLevels & (1 << level)) === 0) level = (level + 1) % heatLevels.length;
  setHeat(session, level);
  // A level that the chair does not offer is refused and skipped, so that off stays within reach.
  if (level !== asked || level === from) refuse(session, 'heat', 'limit', nowMs);
  else accept(session, 'heat', nowMs, level === 0 ? 'wrapped' : 'accepted');
}

function setHeat(session: Session, level: number): void {
  session.heatLevel = level;
  session.heatMost = heatLevels.length - 1;
}

/** The next level in this direction that the chair offers; undefined where there is none. */
function levelBeside(session: Session, inputs: SessionInputs, by: 1 | -1): number | undefined {
  let level = currentHeat(session, inputs) + by;
  while (level >= 0 && level < heatLevels.length && (inputs.heatLevels & (1 << level)) === 0) level += by;
  return heatLevels[level] === undefined ? undefined : level;
}

/** Refuses a choice that is at its limit, or any choice once the cool-down has begun. */
function refuseChoice(session: Session, shown: ShownItem, nowMs: Milliseconds): void {
  refuse(session, shown, session.coolingDown ? 'state' : 'limit', nowMs);
}

/** Caps every pad one level lower. A level for all pads would instead warm a pad that the program leaves off. */
export function cooler(session: Session, inputs: SessionInputs, nowMs: Milliseconds): void {
  const level = levelBeside(session, inputs, -1);
  if (session.coolingDown || level === undefined) {
    refuseChoice(session, 'heat', nowMs);
    return;
  }
  session.heatMost = level;
  accept(session, 'heat', nowMs);
}

/** The next higher level that the chair offers, on every pad; never wraps round to off. */
export function warmer(session: Session, inputs: SessionInputs, nowMs: Milliseconds): void {
  const level = levelBeside(session, inputs, 1);
  if (session.coolingDown || level === undefined) {
    refuseChoice(session, 'heat', nowMs);
    return;
  }
  setHeat(session, level);
  accept(session, 'heat', nowMs);
}

export function shiftSpeed(session: Session, by: number, nowMs: Milliseconds): void {
  const shift = session.speedShift + by;
  if (session.coolingDown || Math.abs(shift) > remoteLimits.speedShiftMax) {
    refuseChoice(session, 'speed', nowMs);
    return;
  }
  session.speedShift = shift;
  accept(session, 'speed', nowMs);
}

/** A key held at the end of the range is silent: its press was refused, or it has just reached the end. */
export function shiftSpot(session: Session, byMm: Millimetres, repeated: boolean, nowMs: Milliseconds): void {
  const spotMm = session.spotMm + byMm;
  if (Math.abs(spotMm) > remoteLimits.spotMaxMm) {
    if (!repeated) refuse(session, 'spot', 'limit', nowMs);
    return;
  }
  session.spotMm = spotMm;
  accept(session, 'spot', nowMs);
}

/**
 * The timer's choices that are no longer than the longest session. During a session, choices that have passed or leave no whole
 * cool-down are left out too: stepping through the choices must never end the session.
 */
function timerChoices(session: Session): number[] {
  const leastMs = session.inSession ? session.massageMs + sessionLimits.coolDownMs : 0;
  return sessionLimits.minutes.filter(
    (minutes) => minutes * minuteMs >= leastMs && minutes * minuteMs <= session.maxMs,
  );
}

/** Changes to the next shorter timer (-1) or the next longer one (1). */
export function shiftTimer(session: Session, by: 1 | -1, nowMs: Milliseconds): void {
  const choices = timerChoices(session);
  const chosen =
    by > 0
      ? choices.find((minutes) => minutes > session.minutes)
      : choices.findLast((minutes) => minutes < session.minutes);
  if (session.coolingDown || chosen === undefined) {
    refuseChoice(session, 'timer', nowMs);
    return;
  }
  session.minutes = chosen;
  accept(session, 'timer', nowMs);
}

/** The next of the timer's choices; after the last comes the first. */
export function nextTimer(session: Session, nowMs: Milliseconds): void {
  const choices = timerChoices(session);
  const chosen = choices.find((minutes) => minutes > session.minutes) ?? choices[0];
  if (session.coolingDown || chosen === undefined || chosen === session.minutes) {
    refuseChoice(session, 'timer', nowMs);
    return;
  }
  const wrapped = chosen < session.minutes;
  session.minutes = chosen;
  accept(session, 'timer', nowMs, wrapped ? 'wrapped' : 'accepted');
}
