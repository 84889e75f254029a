/**
 * When the host gets its turns: late, held up by pauses, left out. The board plans each turn a tick ahead: whether
 * there is one, how late it is, and how old the values are that it finds.
 */
import { tickMs } from '../../src/chair/limits.ts';
import type { TurnFaultName } from '../plant/faults.ts';
import { nextBetween, nextShare, type Random } from '../random.ts';
import { nextLog, streamOf } from './streams.ts';

/** Pauses of a host that does other things, too: it is away for this share of the time. */
interface OwnPauses {
  readonly random: Random;
  readonly share: number;
  readonly leastMs: number;
  readonly mostMs: number;
  /** Begin and end of the next pause. */
  fromMs: number;
  untilMs: number;
}

export interface Turns {
  readonly random: Random;
  lateFromMs: number;
  lateToMs: number;
  paused: boolean;
  oneIn: number;
  missedShare: number;
  ownPauses: OwnPauses | null;
  /** Something disturbs the turns. */
  active: boolean;
  /** The next tick: it has no turn; the host is away; how late its turn is; and by how much a pause has delayed it so far. */
  missed: boolean;
  away: boolean;
  lateMs: number;
  behindMs: number;
  /** The host has hung since the last turn. */
  hung: boolean;
  /** When the last turn ran, and how old the values are that the next turn finds; 0: fresh. */
  ranAtMs: number;
  ageMs: number;
  /** The answer to the last turn has not come yet: the values are the previous ones. */
  stale: boolean;
  /** Turns that each of these has changed. */
  readonly changed: Record<TurnFaultName, number>;
  tick: number;
}

export function createTurns(seed: number): Turns {
  return {
    random: streamOf(seed, 'turns'),
    lateFromMs: 0,
    lateToMs: 0,
    paused: false,
    oneIn: 1,
    missedShare: 0,
    ownPauses: null,
    active: false,
    missed: false,
    away: false,
    lateMs: 0,
    behindMs: 0,
    hung: false,
    ranAtMs: 0,
    ageMs: 0,
    stale: false,
    changed: { 'host.late': 0, 'host.pause': 0, 'host.one-in': 0, 'host.missed': 0 },
    tick: 0,
  };
}

/** Time from sending the outputs, which ask for a status, until it has come (measured on the emulated chip). */
const answerMs = 15.5;

/** Puts one of the faults of the host's turns in, or takes it away. */
export function breakTurns(
  turns: Turns,
  name: TurnFaultName,
  { number, to, word }: { readonly number: number; readonly to: number; readonly word: string },
): void {
  const none = word === 'none';
  if (name === 'host.late') {
    turns.lateFromMs = none ? 0 : number;
    turns.lateToMs = none ? 0 : to;
  } else if (name === 'host.pause') turns.paused = !none;
  else if (name === 'host.one-in') turns.oneIn = none ? 1 : Math.round(number);
  else turns.missedShare = none ? 0 : number;
  settleTurns(turns);
}

export function settleTurns(turns: Turns): void {
  turns.active =
    turns.lateToMs > 0 ||
    turns.paused ||
    turns.oneIn > 1 ||
    turns.missedShare > 0 ||
    turns.ownPauses !== null ||
    turns.behindMs > 0;
}

/** The host of a healthy chair is away for at most 8 % of the time. */
export function createOwnPauses(seed: number): OwnPauses {
  const random = streamOf(seed, 'pauses');
  const share = nextLog(random, 0.01, 0.08);
  const leastMs = nextBetween(random, 20, 60);
  const mostMs = nextBetween(random, leastMs, 100);
  const pauses = { random, share, leastMs, mostMs, fromMs: 0, untilMs: 0 };
  drawPause(pauses, 0);
  return pauses;
}

function drawPause(pauses: OwnPauses, nowMs: number): void {
  const { random, share, leastMs, mostMs } = pauses;
  const lengthMs = nextBetween(random, leastMs, mostMs);
  const meanGapMs = ((leastMs + mostMs) / 2) * (1 / share - 1);
  // Spaced so that the share holds over any few seconds, too.
  pauses.fromMs = nowMs + nextBetween(random, 0.5, 1.5) * meanGapMs;
  pauses.untilMs = pauses.fromMs + lengthMs;
}

function isAway({ ownPauses: pauses, paused }: Turns, nowMs: number): boolean {
  if (paused) return true;
  if (pauses === null) return false;
  if (nowMs >= pauses.untilMs) drawPause(pauses, nowMs);
  return nowMs >= pauses.fromMs && nowMs < pauses.untilMs;
}

/** A turn begins. A host that hung takes it before it reads what has arrived meanwhile. */
export function beginTurn(turns: Turns, nowMs: number): void {
  if (!turns.hung) return;
  turns.hung = false;
  turns.stale = true;
  turns.ageMs += nowMs - turns.ranAtMs;
  turns.ranAtMs = nowMs;
}

/** Called once a tick: decides on the turn of the tick that begins at `nowMs`; a host that hangs takes it when it goes on. */
export function planTurn(turns: Turns, nowMs: number, hangs: boolean): void {
  if (hangs) {
    turns.hung = true;
    // Whatever else kept it from its turn is over when it goes on.
    turns.missed = false;
    turns.away = false;
    turns.lateMs = 0;
    turns.behindMs = 0;
  }
  if (turns.hung) return;
  if (!turns.active) {
    turns.missed = false;
    turns.away = false;
    turns.stale = false;
    turns.lateMs = 0;
    turns.ageMs = 0;
    turns.ranAtMs = nowMs;
    return;
  }
  const { changed, random } = turns;
  turns.tick++;
  turns.away = isAway(turns, nowMs);
  if (turns.away) {
    turns.missed = true;
    turns.behindMs += tickMs;
    changed['host.pause']++;
    return;
  }
  turns.missed = false;
  if (turns.oneIn > 1 && turns.tick % turns.oneIn !== 0) {
    turns.missed = true;
    changed['host.one-in']++;
  } else if (turns.missedShare > 0 && nextShare(random) < turns.missedShare) {
    turns.missed = true;
    changed['host.missed']++;
  }
  if (turns.missed) return;
  const jitterMs = turns.lateToMs > 0 ? nextBetween(random, turns.lateFromMs, turns.lateToMs) : 0;
  if (jitterMs > 0) changed['host.late']++;
  runTurn(turns, nowMs, jitterMs);
}

function runTurn(turns: Turns, nowMs: number, jitterMs: number): void {
  const sinceMs = nowMs + jitterMs - turns.ranAtMs;
  // A host that was away reads what has come only after the turn that was due.
  turns.stale = turns.behindMs > 0 || sinceMs < answerMs;
  turns.ageMs = turns.stale ? turns.ageMs + sinceMs : sinceMs - answerMs;
  turns.lateMs = turns.behindMs + jitterMs;
  turns.behindMs = 0;
  turns.ranAtMs = nowMs + jitterMs;
  settleTurns(turns);
}
