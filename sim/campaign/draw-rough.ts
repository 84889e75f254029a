/**
 * What `--rough` adds to a seed: each kind of roughness, and each family of faults of the rough world, in a quarter of
 * the seeds, freely combined. Each draws from a stream of its own, so that a new one does not change what seeds mean.
 */
import { commonPads, widths } from '../../src/chair/names.ts';
import { isHostFaultName } from '../chair/host-faults.ts';
import type { Coming } from '../plant/fault-values.ts';
import { comingText } from '../plant/fault-values.ts';
import { wireNames, wireWords } from '../plant/wires.ts';
import { nextBelow, nextBetween, nextShare, pick, type Random } from '../random.ts';
import { roughKindNames } from '../rough/kinds.ts';
import { nextLog, streamOf } from '../rough/streams.ts';
import type { Action, FaultOrder, Scenario, Step } from '../scenario/scenario.ts';
import { isFault } from './bounds.ts';
import { wideFamilies } from './draw-wide.ts';

/** Share of the seeds that have each. */
const share = 0.25;
const tickMs = 20;
const sessionMs = 30 * 60_000;

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Switches, plugs, relays and leads whose contact may come and go. */
const contacts: readonly (readonly [FaultOrder['name'], string])[] = [
  ...[...commonPads, 'ambient' as const].flatMap(
    (pad) =>
      [
        [`thermistor.${pad}`, 'open'],
        [`thermistor.${pad}`, 'short'],
      ] as const,
  ),
  ...commonPads.flatMap(
    (pad) =>
      [
        [`pad.${pad}`, 'open'],
        [`fet.${pad}`, 'open'],
        [`fet.${pad}`, 'shorted'],
      ] as const,
  ),
  ...(['top', 'bottom'] as const).flatMap(
    (end) =>
      [
        [`limit.${end}`, 'open'],
        [`limit.${end}`, 'stuck'],
        [`limit.${end}`, 'floating'],
      ] as const,
  ),
  ...widths.flatMap(
    (width) =>
      [
        [`cam.${width}`, 'open'],
        [`cam.${width}`, 'floating'],
      ] as const,
  ),
  ['current.carriage', 'open'],
  ['current.kneader', 'open'],
  ['current.pads', 'open'],
  ['relay', 'open'],
  ['relay', 'welded'],
  ['motor-relay', 'open'],
  ['motor-relay', 'welded'],
  ['carriage', 'no-edges'],
  ['carriage', 'jammed'],
  ['carriage', 'runaway'],
  ['kneader', 'no-edges'],
  ['kneader', 'jammed'],
  ['kneader', 'runaway'],
  ['seat', 'empty'],
  ['estop', 'pressed'],
  ['key.start', 'stuck'],
  ['key.stop', 'stuck'],
  ['link', 'lost'],
  ['link', 'noisy'],
];

/**
 * How long a contact's fault is present, and how long absent. Half of them flicker: present for 1 to 10 ticks, absent for up to
 * 30 times as long, which a count that restarts would miss. The others take from a tick to a session, log-uniform.
 */
function drawComing(random: Random): Coming {
  const flickers = nextShare(random) < 0.5;
  const onMs = Math.round(nextLog(random, tickMs, flickers ? 10 * tickMs : sessionMs));
  const offMs = Math.round(flickers ? onMs * nextLog(random, 1, 30) : nextLog(random, tickMs, sessionMs));
  const forMs = nextShare(random) < 0.5 ? 0 : Math.round(nextLog(random, flickers ? 10_000 : 100, sessionMs));
  if (nextShare(random) < 0.5) return { onMs, everyMs: onMs + offMs, chance: 0, forMs };
  return { onMs, everyMs: 0, chance: Math.max(0.001, round(onMs / (onMs + offMs), 3)), forMs };
}

type Draw = (random: Random) => FaultOrder;

const families: Readonly<Record<string, Draw>> = {
  contacts(random) {
    const [name, word] = pick(random, contacts);
    return { name, value: comingText(word, drawComing(random)) };
  },
  'wrong-parts'(random) {
    const name = pick(random, [
      ...[...commonPads, 'ambient' as const].map((pad) => `thermistor.${pad}` as const),
      ...commonPads.map((pad) => `surface-sensor.${pad}` as const),
    ]);
    const lead = Math.round(nextLog(random, 100, 500));
    // A poorer contact at the surface amounts to a sensor that fell off, which is another fault.
    const least = name.startsWith('surface-sensor') ? 0.9 : 0.8;
    // Half of them have the poorest contact.
    const contact = nextShare(random) < 0.5 ? least : round(nextBetween(random, least, 0.97), 2);
    return {
      name,
      value: pick(random, ['beta 3435', 'resistance 100 kohm', `lead ${lead} ohm`, `contact ${contact}`]),
    };
  },
  wires(random) {
    const wire = pick(random, wireNames);
    return { name: `wires.${wire}`, value: wireWords[wire] };
  },
  turns(random) {
    const onMs = Math.round(nextBetween(random, 20, 100));
    const everyMs = Math.round(onMs / nextLog(random, 0.01, 0.3));
    const orders: readonly FaultOrder[] = [
      { name: 'host.pause', value: comingText('on', { onMs, everyMs, chance: 0, forMs: 0 }) },
      { name: 'host.one-in', value: pick(random, ['2', '3']) },
      { name: 'host.missed', value: `${round(nextLog(random, 0.01, 0.3), 3)} for 60000 ms` },
    ];
    return pick(random, orders);
  },
  upstream(random) {
    const word = pick(random, ['heat', 'motion', 'full']);
    return { name: 'upstream', value: nextShare(random) < 0.5 ? word : comingText(word, drawComing(random)) };
  },
  host(random) {
    const orders: readonly FaultOrder[] = [
      { name: 'values', value: comingText('repeated', drawComing(random)) },
      { name: 'keep', value: pick(random, ['twice', 'slow']) },
      { name: 'clock', value: 'jumps' },
    ];
    return pick(random, orders);
  },
  /** Half of them as a healthy line may be held for a few seconds; the others up to what just does not count as a lost link. */
  'line-held'(random) {
    const long = nextShare(random) < 0.5;
    const onMs = Math.round(long ? nextBetween(random, 100, 220) : nextBetween(random, 20, 100));
    const everyMs = Math.round(long ? onMs + nextLog(random, 20, 2000) : onMs / nextLog(random, 0.01, 0.3));
    return { name: 'line.pause', value: comingText('on', { onMs, everyMs, chance: 0, forMs: 0 }) };
  },
};

/** Share of the seeds in which the schedule's own fault is alone with roughness and lateness, so that its report is judged. */
const singleShare = 1 / 3;
const lateFamilies: readonly string[] = ['turns', 'line-held'];

/** All that `--rough` may name: kinds of roughness of a healthy world, and families of faults. */
export const campaignKinds: readonly string[] = [
  ...roughKindNames,
  ...Object.keys(families),
  ...Object.keys(wideFamilies),
];

/** `given`: the kinds that every seed gets; null: each kind in a quarter of the seeds. */
export function roughen(
  scenario: Scenario,
  seed: number,
  given: readonly string[] | null,
  healthy = false,
): Scenario {
  const isIn = (kind: string, random: Random): boolean => {
    const drawn = nextShare(random) < share;
    return given === null ? drawn : given.includes(kind);
  };
  const rough = roughKindNames.filter((kind) => isIn(kind, streamOf(seed, `is ${kind}`)));
  const steps = [...scenario.steps];
  const single = given === null && nextShare(streamOf(seed, 'is single')) < singleShare;
  for (const [family, draw] of Object.entries(families)) {
    const random = streamOf(seed, `is ${family}`);
    if (!isIn(family, random) || (healthy && given === null)) continue;
    if (single && !lateFamilies.includes(family)) continue;
    const order = draw(random);
    const known = steps.some(
      (step) => step.kind === 'fault' && step.faults.some(({ name }) => name === order.name),
    );
    // A name has one value: the schedule's own fault of this name is kept.
    if (known) continue;
    const fromStart = family === 'wires' || family === 'wrong-parts';
    const at = fromStart ? 0 : nextBelow(random, steps.length + 1);
    const step: Step = { kind: 'fault', faults: [order], line: 0, column: 0 };
    steps.splice(at, 0, step);
    if (isSlow(order)) steps.push(...use(random, slowMs).map(asStep));
  }
  for (const [family, { daily, alone, change }] of Object.entries(wideFamilies)) {
    const random = streamOf(seed, `is ${family}`);
    if (!isIn(family, random)) continue;
    if ((healthy && !daily) || (single && !alone)) continue;
    change(random, steps);
  }
  const random = streamOf(seed, 'settles');
  const isUsed = steps.some((step) => step.kind === 'press' && step.key === 'start');
  if (!isUsed) steps.push(...use(random).map(asStep));
  if (!healthy) steps.push(...settles(random, steps).map(asStep));
  return { ...scenario, rough, steps };
}

const asStep = (action: Action): Step => ({ ...action, line: 0, column: 0 });

/** Faults that only warm pads show, which takes minutes: a sensor that reads low, and hostile orders to heat. */
const isSlow = ({ name, value }: FaultOrder): boolean =>
  name === 'upstream' ? !value.startsWith('motion') : /^(beta|lead|contact)/.test(value);
const slowMs = 15 * 60_000;

/** Steps that use a chair that is off: home, warm, drive and park it, so that faults show and roughness is met. */
function use(random: Random, atLeastMs = 40_000): Action[] {
  const heat = Array.from({ length: nextBelow(random, 3) }, (): Action => ({ kind: 'press', key: 'heat' }));
  return [
    { kind: 'press', key: 'power' },
    { kind: 'wait', forMs: 41_000 },
    ...heat,
    { kind: 'press', key: 'start' },
    { kind: 'wait', forMs: tickMs * nextBelow(random, 90 * 50) + atLeastMs },
    { kind: 'press', key: 'power' },
    { kind: 'wait', forMs: 25_000 },
  ];
}

/**
 * The second part of a seed: all faults are taken away, or all but one; the mains are switched off and on, and the chair
 * is used once more. Without faults the chair counts as healthy again (the judge relies on it), and every chair settles.
 */
function settles(random: Random, steps: readonly Step[]): Action[] {
  const broken = new Map<string, FaultOrder>();
  for (const step of steps) {
    for (const order of step.kind === 'fault' ? step.faults : []) {
      if (isFault(order) || isHostFaultName(order.name)) broken.set(order.name, order);
      else broken.delete(order.name);
    }
  }
  const orders = [...broken.values()];
  const stays = orders.length > 0 && nextShare(random) < 0.7 ? pick(random, orders).name : null;
  const heals = orders
    .filter(({ name }) => name !== stays)
    .map(({ name }): FaultOrder => ({ name, value: 'none' }));
  const mains = (value: string): Action => ({ kind: 'fault', faults: [{ name: 'power', value }] });
  const again = (): Action[] => [
    mains('cut'),
    { kind: 'wait', forMs: 2000 },
    mains('none'),
    { kind: 'wait', forMs: 3000 },
    ...use(random),
  ];
  return [
    // Faults that could do nothing so far get one more chance before they are taken away.
    ...(orders.length > 0 && stays === null ? again() : []),
    ...(heals.length > 0 ? [{ kind: 'fault', faults: heals } as const] : []),
    ...again(),
  ];
}

/** The same scenario with nothing broken: only people and technicians come and go. */
export function healed(scenario: Scenario): Scenario {
  const steps = scenario.steps.filter(
    (step) => step.kind !== 'fault' || step.faults.every(({ name }) => name === 'person'),
  );
  return { ...scenario, steps };
}
