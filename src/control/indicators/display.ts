/**
 * The remote's four characters. A value that was just changed is shown for a while; a fault shows its code; else
 * the display cycles through all choices, so that they can be read without a key press. The text is only made
 * anew when it changes.
 */
import { at } from '../../chair/assert.ts';
import { type FaultCode, faultIndex } from '../../chair/faults.ts';
import type { SessionState } from '../../chair/names.ts';
import { type Milliseconds, minuteMs } from '../../chair/units.ts';
import { type Keys, stopKey } from '../keys/keys.ts';
import { chosenProgram, currentHeat } from '../session/settings.ts';
import type { Session, SessionInputs, ShownItem } from '../session/state.ts';
import { type PageTrigger, pageTriggers } from '../session/triggers.ts';

/** Long enough to look down and read (chosen). */
const shownForMs = 3000;
/** How long each item of the cycle is shown (chosen). */
const roundEachMs = 2000;
/** Refresh interval while no key changes anything: nobody reads faster, and making the text is the costly part. */
const lookEveryMs = 100;
/** A warning takes the last part of every second item of the cycle. */
const warningFromMs = 3000;
const warningEveryMs = 4000;
/** A page order that waits for start is shown most of the time, since start then confirms it and does nothing else. */
const pendingEveryMs = 4000;
const pendingForMs = 3000;

export type DisplayItem =
  | ShownItem
  | 'left'
  | 'state'
  | 'asks'
  | 'code'
  | 'part'
  | 'warning'
  | 'confirm'
  | 'pending';

/** What the display cycles through in each state; while a massage runs, every other item is the minutes left. */
export const rounds: Readonly<Record<SessionState, readonly DisplayItem[]>> = {
  off: ['nothing'],
  homing: ['state', 'program', 'timer', 'heat', 'speed', 'spot'],
  ready: ['program', 'timer', 'heat', 'speed', 'spot'],
  running: ['left', 'program', 'left', 'heat', 'left', 'speed', 'left', 'spot'],
  paused: ['state', 'left', 'state', 'program', 'state', 'heat', 'state', 'speed', 'state', 'spot'],
  parking: ['state'],
  fault: ['code', 'part'],
  service: ['state'],
};

/** Texts of the item `state`. */
export const stateTexts: Readonly<Record<SessionState, string>> = {
  off: '    ',
  homing: 'HOME',
  ready: '    ',
  running: '    ',
  paused: 'PAUS',
  parking: 'PARK',
  fault: 'FLT ',
  service: 'SERV',
};

export const heatTexts = ['HOFF', 'H LO', 'HMED', 'H HI'] as const;

/** Texts of the page orders that start confirms. Orders that need no confirmation never wait and have none. */
const pendingTexts: Readonly<Record<PageTrigger, string>> = {
  'page-stop': '    ',
  'page-pause': '    ',
  'page-cooler': '    ',
  'page-slower': '    ',
  'page-sooner': '    ',
  'page-start': 'GO ?',
  'page-warmer': 'HOT?',
  'page-faster': 'S+ ?',
  'page-later': 'T+ ?',
  'page-spot-up': 'O+ ?',
  'page-spot-down': 'O- ?',
};

export interface Display {
  item: DisplayItem;
  /** The value shown for the item; the text is made anew when item, value, code or state changes. */
  value: number;
  code: FaultCode | 'none';
  state: SessionState;
  text: string;
  nextLookMs: Milliseconds;
}

export function createDisplay(): Display {
  return { item: 'nothing', value: 0, code: 'none', state: 'off', text: '    ', nextLookMs: 0 };
}

export function stepDisplay(
  display: Display,
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  nowMs: Milliseconds,
): void {
  const changed = session.shownSinceMs === nowMs || session.stateSinceMs === nowMs || keys.down !== 0;
  if (!changed && nowMs < display.nextLookMs) return;
  display.nextLookMs = nowMs + lookEveryMs;
  const item = itemNow(session, keys, inputs, nowMs);
  const value = valueShown(item, session, inputs);
  const code = codeOf(item, session, keys, inputs);
  if (
    item === display.item &&
    value === display.value &&
    code === display.code &&
    session.state === display.state
  ) {
    return;
  }
  display.item = item;
  display.value = value;
  display.code = code;
  display.state = session.state;
  display.text = item === 'part' ? partShort(session, inputs).padEnd(4) : textOf(item, value, code, session);
}

function codeOf(item: DisplayItem, session: Session, keys: Keys, inputs: SessionInputs): FaultCode | 'none' {
  if (item === 'warning') return warningOf(keys, inputs);
  return item === 'code' || item === 'part' ? session.faultCode : 'none';
}

/** The faulty part in four characters; empty where no part in particular is at fault. */
function partShort({ faultCode }: Session, { faultParts }: SessionInputs): string {
  return faultCode === 'none' ? '' : at(faultParts, faultIndex(faultCode), 'fault').short;
}

/** A key that does not work is shown before other faults. */
function warningOf(keys: Keys, inputs: SessionInputs): FaultCode | 'none' {
  return keys.faulty ? 'E72' : inputs.warningCode;
}

function itemNow(session: Session, keys: Keys, inputs: SessionInputs, nowMs: Milliseconds): DisplayItem {
  const { state } = session;
  // A stop key that is held, or stuck, explains why nothing moves.
  if ((keys.down & stopKey) !== 0 && state !== 'off' && state !== 'fault') return 'stop';
  if (session.asking) return 'asks';
  if (session.shown !== 'nothing' && nowMs - session.shownSinceMs < shownForMs) return session.shown;
  const sinceMs = nowMs - session.stateSinceMs;
  if (state !== 'off' && state !== 'fault' && warningOf(keys, inputs) !== 'none') {
    if (sinceMs % warningEveryMs >= warningFromMs) return 'warning';
  }
  if (inputs.pagePending !== 'none' && sinceMs % pendingEveryMs < pendingForMs) return 'pending';
  if (state === 'service' && inputs.confirmPending) return 'confirm';
  const round = rounds[state];
  const item = at(round, Math.floor(sinceMs / roundEachMs) % round.length, 'item');
  if (item === 'part' && partShort(session, inputs) === '') return 'code';
  if (item !== 'state') return item;
  return session.startWaits ? 'waits' : session.pausedBySeat ? 'seat' : item;
}

function valueShown(item: DisplayItem, session: Session, inputs: SessionInputs): number {
  switch (item) {
    case 'program':
      return chosenProgram(session, inputs) === undefined ? 0 : session.program + 1;
    case 'timer':
      return session.minutes;
    case 'left':
      return Math.ceil(session.leftMs / minuteMs);
    case 'heat':
      return session.coolingDown ? 0 : currentHeat(session, inputs);
    case 'speed':
      return session.speedShift;
    case 'spot':
      return session.spotMm;
    case 'pending':
      return inputs.pagePending === 'none' ? 0 : pageTriggers.indexOf(inputs.pagePending);
    default:
      return 0;
  }
}

function textOf(item: Exclude<DisplayItem, 'part'>, value: number, code: string, session: Session): string {
  switch (item) {
    case 'nothing':
      return '    ';
    case 'program':
      return value === 0 ? 'P --' : `P${right(`${value}`)}`;
    case 'timer':
      return `T${right(`${value}`)}`;
    case 'left':
      return ` ${right(`${value}`)}`;
    case 'heat':
      return at(heatTexts, value, 'heat level');
    case 'speed':
      return `S${right(signed(value))}`;
    case 'spot':
      return `O${right(signed(value))}`;
    case 'lock':
      return session.locked ? 'LOCK' : 'FREE';
    case 'stop':
      return 'STOP';
    case 'rest':
      return 'REST';
    case 'saved':
      return 'SAVE';
    case 'confirm':
      return 'KEY?';
    case 'pending':
      return pendingTexts[at(pageTriggers, value, 'order')];
    case 'seat':
      return 'SEAT';
    case 'waits':
      return 'WAIT';
    case 'asks':
      return 'YOU?';
    case 'state':
      return stateTexts[session.state];
    case 'code':
    case 'warning':
      return code.padEnd(4);
  }
}

function right(text: string): string {
  return text.padStart(3);
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : `${value}`;
}
