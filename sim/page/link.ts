/**
 * The link that reproduces what the page shows: the set-up, every action on the chair with its time, and the moment.
 * `?program=lower-back-relief&seed=7&speed=10&faults=thermistor.lumbar:open@540000&do=0_power,100^power&at=600000`.
 */

import { simulatedChair } from '../../src/board/shipped.ts';
import { seedMost } from '../random.ts';
import { isRoughKind, type RoughKind, roughKindNames } from '../rough/kinds.ts';
import type { Action, BoardKind, Speed } from './protocol.ts';

export interface Link {
  readonly program: string;
  readonly seed: number;
  readonly board: BoardKind;
  readonly chair: string;
  readonly ambientC: number;
  readonly personKg: number;
  /** The kinds of roughness of its world. */
  readonly rough: readonly RoughKind[];
  readonly speed: Speed;
  readonly actions: readonly Action[];
  /** Chair time to run to at full speed before the page shows the chair; 0 is the beginning. */
  readonly atMs: number;
  readonly running: boolean;
  /** Presses power and start as a person would. */
  readonly run: boolean;
}

/** Most actions in a link; a longer link is not useful. */
export const linkActionsMost = 400;

export function writeLink(link: Link): string {
  const query = new URLSearchParams({
    program: link.program,
    seed: String(link.seed),
    speed: String(link.speed),
  });
  if (link.chair !== simulatedChair) query.set('chair', link.chair);
  if (link.board !== 'model') query.set('board', link.board);
  if (link.ambientC !== 22) query.set('ambient', String(link.ambientC));
  if (link.personKg !== 75) query.set('person', link.personKg === 0 ? 'none' : String(link.personKg));
  if (link.rough.length === roughKindNames.length) query.set('rough', 'true');
  else if (link.rough.length > 0) query.set('rough', link.rough.join(','));
  const faults = link.actions.filter((action) => action.do === 'fault');
  if (faults.length > 0) query.set('faults', faults.map(faultText).join(','));
  const others = link.actions.flatMap((action) =>
    action.do === 'fault' ? [] : [actionText(action.do, action)],
  );
  if (others.length > 0) query.set('do', others.join(','));
  if (link.atMs > 0) query.set('at', String(link.atMs));
  if (!link.running) query.set('paused', '1');
  if (link.run) query.set('run', '1');
  // These characters need no escape in a query, and the link stays readable in the address bar.
  return `?${query.toString().replace(/%3A/g, ':').replace(/%40/g, '@').replace(/%2C/g, ',')}`;
}

type Signed = Exclude<Action['do'], 'fault'>;
const signs: Readonly<Record<Signed, string>> = {
  down: '_',
  up: '^',
  ambient: '~',
  around: '*',
  choose: '!',
};
const signed = ['down', 'up', 'ambient', 'around', 'choose'] as const satisfies readonly Signed[];

function faultText({ name, value, atMs }: Action): string {
  return `${name}:${value}@${atMs}`;
}

function actionText(what: Signed, { name, value, atMs }: Action): string {
  const subject =
    what === 'around' ? `${name}_${value.replaceAll(' ', '_')}` : what === 'ambient' ? value : name;
  return `${atMs}${signs[what]}${subject}`;
}

/** Reads a query; anything missing gets its default. Throws with what is wrong and what would be right. */
export function readLink(text: string): Link {
  const query = new URLSearchParams(text);
  const speed = query.get('speed') ?? '1';
  return {
    program: query.get('program') ?? 'lower-back-relief',
    seed: numberIn(query, 'seed', 1, 0, seedMost),
    board: query.get('board') === 'avr' ? 'avr' : 'model',
    chair: query.get('chair') ?? simulatedChair,
    ambientC: numberIn(query, 'ambient', 22, -10, 50),
    personKg: query.get('person') === 'none' ? 0 : numberIn(query, 'person', 75, 0, 200),
    rough: readRough(query.get('rough') ?? ''),
    speed: speed === 'max' ? 'max' : boundedSpeed(speed),
    actions: [...readFaults(query.get('faults') ?? ''), ...readActions(query.get('do') ?? '')].sort(
      (one, other) => one.atMs - other.atMs,
    ),
    atMs: numberIn(query, 'at', 0, 0, 4 * 3_600_000),
    running: query.get('paused') !== '1',
    run: query.get('run') === '1',
  };
}

function readRough(text: string): readonly RoughKind[] {
  if (text === 'true') return roughKindNames;
  return split(text).map((kind) => {
    if (isRoughKind(kind)) return kind;
    throw new Error(`rough ${kind}: true, or some of ${roughKindNames.join(', ')}`);
  });
}

function boundedSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed >= 0.1 && speed <= 1000)) throw new Error(`speed ${text}: 0.1 to 1000, or max`);
  return speed;
}

function numberIn(
  query: URLSearchParams,
  name: string,
  without: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null) return without;
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new Error(`${name} ${text}: ${least} to ${most}`);
  return value;
}

/** Reads `name:value@ms`; without a time the fault is injected at the beginning. */
function readFaults(text: string): Action[] {
  return split(text).map((part) => {
    const [, name, value, atMs = 0] = /^([\w.-]+):([^@]+)(?:@(\d+))?$/.exec(part) ?? [];
    if (name === undefined || value === undefined)
      throw new Error(`faults ${part}: it looks like thermistor.lumbar:open@540000`);
    return { do: 'fault', name, value, atMs: Number(atMs) };
  });
}

function readActions(text: string): Action[] {
  return split(text).map((part) => {
    const [, atMs, sign, subject = ''] = /^(\d+)([_^~*!])([\w.-]+)$/.exec(part) ?? [];
    const what = signed.find((each) => signs[each] === sign);
    if (what === undefined) throw new Error(`do ${part}: it looks like 1200_power,1300^power`);
    const [name = '', ...value] = what === 'around' ? subject.split('_') : [subject];
    return {
      do: what,
      name: what === 'ambient' ? '' : name,
      value: what === 'ambient' ? subject : value.join(' '),
      atMs: Number(atMs),
    };
  });
}

function split(text: string): string[] {
  const parts = text.split(',').filter((part) => part !== '');
  if (parts.length > linkActionsMost) throw new Error(`a link holds at most ${linkActionsMost} actions`);
  return parts;
}
