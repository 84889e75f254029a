/**
 * Everything a scenario may ask about, as a closed table: the plant's true state, the chair's signs, and the
 * part of the controller's state that a person can see (session state, lock, faults, heat level).
 */
import { at } from '../../src/chair/assert.ts';
import { type PadFigures, padIndex } from '../../src/chair/chair.ts';
import { clamp } from '../../src/chair/clamp.ts';
import { codesIn, type FaultSet, union } from '../../src/chair/fault-set.ts';
import { heatLimits } from '../../src/chair/limits.ts';
import { type HeatLevel, heatLevels, levelGivenOf, sessionStates, widths } from '../../src/chair/names.ts';
import { part } from '../../src/chair/parts.ts';
import { activeFaults } from '../../src/control/guard/guard.ts';
import { isFree } from '../../src/control/guard/register.ts';
import { latchedFaults } from '../../src/control/latched-faults.ts';
import type { Simulation } from '../chair/simulation.ts';
import { kneaderWidth, motorRelayCloses, padNamed, padRelayCloses } from '../plant/plant.ts';
import type { DutyWatch } from './duties.ts';

/** A number, a word or a text, yes or no; faults are a set. */
export type Value = number | string | boolean;

/** What observables read from. */
export interface View {
  readonly simulation: Simulation;
  readonly duties: DutyWatch;
}

interface Common<T extends Value> {
  readonly read: (view: View) => T;
}
export type Observable =
  | (Common<number> & { readonly kind: 'number'; readonly unit: string })
  | (Common<string> & { readonly kind: 'word'; readonly words: readonly string[] })
  /** True and false, and the words a person may use for them. */
  | (Common<boolean> & { readonly kind: 'flag'; readonly yes: string; readonly no: string })
  | (Common<string> & { readonly kind: 'text' })
  | (Common<number> & { readonly kind: 'faults' });

/** Whether the host runs, so that its state is current. */
function hostAlive({ simulation }: View): boolean {
  return simulation.board.host() !== 'killed' && !simulation.hostLost;
}

/**
 * The level that a pad gives: off while the guard holds the pads' relay open, or the room is as warm as the level. The level
 * wanted of all pads may be one that this pad lacks: it then gives the next lower one.
 */
function levelGiven(view: View, pad: string): HeatLevel {
  const { control, options } = view.simulation;
  if (!hostAlive(view) || !isFree(control.guard.register, part.padRelay)) return 'off';
  const index = padAt(view, pad);
  if ((control.heater.pads[index]?.targetC ?? 0) <= 0) return 'off';
  const wantedC = control.goals.heat[index];
  const wanted = heatLevels.find((level) => heatLimits.levelC[level] === wantedC) ?? 'off';
  return levelGivenOf(wanted, at(options.chair.pads, index, 'pad').levels);
}

/** Index of this pad in the chair. */
function padAt({ simulation }: View, name: string): number {
  return padIndex(simulation.options.chair, name);
}

/** Whether a relay's contact truly is closed. */
function contact(closed: boolean): string {
  return closed ? 'closed' : 'open';
}

const flag = (yes: string, no: string, read: (view: View) => boolean): Observable => ({
  kind: 'flag',
  yes,
  no,
  read,
});
const number = (unit: string, read: (view: View) => number): Observable => ({ kind: 'number', unit, read });
const word = (words: readonly string[], read: (view: View) => string): Observable => ({
  kind: 'word',
  words,
  read,
});

function padRows(pad: string): Record<string, Observable> {
  return {
    [`surface.${pad}`]: number('C', ({ simulation }) => padNamed(simulation.board.plant, pad).surfaceC),
    [`element.${pad}`]: number('C', ({ simulation }) => padNamed(simulation.board.plant, pad).elementC),
    [`skin.${pad}`]: number('C', ({ simulation }) => padNamed(simulation.board.plant, pad).skin.skinC),
    [`dose.${pad}`]: number('', ({ simulation }) => padNamed(simulation.board.plant, pad).skin.doseMin),
    [`heat.${pad}`]: word(heatLevels, (view) => levelGiven(view, pad)),
    [`duty.${pad}`]: number('', (view) => at(view.duties.pads, padAt(view, pad), 'pad').share),
  };
}

export type Observables = Readonly<Record<string, Observable>>;

/** What can be observed of this chair. */
export function observablesOf({ pads }: { readonly pads: readonly Pick<PadFigures, 'name'>[] }): Observables {
  return { ...Object.assign({}, ...pads.map(({ name }) => padRows(name))), ...wholeChair };
}

/** Thirds of the rail, by the true place. */
const thirds = ['lower', 'middle', 'upper'] as const;

const wholeChair: Observables = {
  state: word(sessionStates, (view) => (hostAlive(view) ? view.simulation.control.session.state : 'off')),
  locked: flag('true', 'false', ({ simulation }) => simulation.control.session.locked),
  ambient: number('C', ({ simulation }) => simulation.board.plant.ambientC),
  room: number('C', ({ simulation }) => simulation.board.plant.ambientC),
  'carriage.mm': number('mm', ({ simulation }) => simulation.board.plant.carriageMm),
  'place.third': word(thirds, ({ simulation }) => {
    const { railMm } = simulation.options.chair.carriage;
    const third = Math.floor((simulation.board.plant.carriageMm * thirds.length) / railMm);
    return at(thirds, clamp(third, 0, thirds.length - 1), 'third');
  }),
  'carriage.moving': flag('true', 'false', ({ simulation }) => simulation.board.plant.carriageMmPerS !== 0),
  'kneader.moving': flag(
    'true',
    'false',
    ({ simulation }) => simulation.board.plant.kneaderTurnsPerMin !== 0,
  ),
  'tapper.moving': flag(
    'true',
    'false',
    ({ simulation }) => (simulation.board.plant.tapper?.speed ?? 0) !== 0,
  ),
  'kneader.turns': number('', ({ simulation }) => simulation.board.plant.kneaderTurnsMade),
  'kneader.width': word([...widths, 'between'], ({ simulation }) => kneaderWidth(simulation.board.plant)),
  relay: word(['open', 'closed'], ({ simulation: { board } }) =>
    contact(padRelayCloses(board.plant, board.pins)),
  ),
  'motor-relay': word(['open', 'closed'], ({ simulation: { board } }) =>
    contact(motorRelayCloses(board.plant, board.pins)),
  ),
  fault: { kind: 'faults', read: (view) => (hostAlive(view) ? faultsOf(view.simulation) : 0) },
  lamp: flag('on', 'off', ({ simulation }) => simulation.board.signs.lamp),
  beep: flag('on', 'off', ({ simulation }) => simulation.board.signs.beeper),
  display: { kind: 'text', read: ({ simulation }) => simulation.board.signs.display },
  armed: flag('true', 'false', ({ simulation }) => simulation.board.armed()),
  /** The last answer to the technician at the service port. */
  technician: word(['idle', 'busy', 'done', 'refused'], ({ simulation }) => simulation.technician.stands),
  'supply.v': number('V', ({ simulation }) => simulation.board.plant.supplyV),
  'motors.v': number('V', ({ simulation }) => simulation.board.plant.motorsV),
  seat: flag(
    'taken',
    'empty',
    ({ simulation: { board } }) => board.plant.personKg > 0 && !board.plant.seatEmpty,
  ),
};

/** The faults that the guard has latched or shows, and the fault in which the session stands. */
const faultsOf = ({ control }: Simulation): FaultSet =>
  union(activeFaults(control.guard), latchedFaults(control));

/** A value as a person reads it; numbers to two places, or as they are. */
export function valueText(observable: Observable, value: Value, exact = false): string {
  switch (observable.kind) {
    case 'number': {
      const shown = exact ? Number(value) : Math.round(Number(value) * 100) / 100;
      return `${shown}${observable.unit === '' ? '' : ` ${observable.unit}`}`;
    }
    case 'faults':
      return codesIn(Number(value)).join('+') || 'none';
    case 'flag':
      return value === true ? observable.yes : observable.no;
    case 'text':
      return JSON.stringify(value);
    case 'word':
      return String(value);
  }
}
