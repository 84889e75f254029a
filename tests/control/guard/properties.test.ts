/**
 * What holds for any sequence of inputs whatever, broken in every way: a million ticks of generated histories,
 * each a row of changes that last some ticks.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesIn, union, without } from '../../../src/chair/fault-set.ts';
import { faults as faultTable } from '../../../src/chair/faults.ts';
import { keyBit, sessionStates } from '../../../src/chair/names.ts';
import { createPower, type Power } from '../../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../../src/chair/sensors.ts';
import {
  createGuard,
  createGuardContext,
  type Guard,
  type GuardContext,
  guardTick,
} from '../../../src/control/guard/guard.ts';
import { chair } from '../../chair.ts';
import { limits } from './rig.ts';

const nonsense = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e308, -1e308, 5e-324];

/** Mostly a value that may be, sometimes one that cannot. */
const real = (low: number, high: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: low, max: high, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(...nonsense) },
  );
const bit = fc.oneof(
  { weight: 12, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, 1, 'on', Number.NaN) },
);

interface Inputs {
  sensors: Sensors;
  wanted: Power;
  context: GuardContext;
  /** Added to the clock with each tick. */
  tickMs: number;
  lateMs: number;
}

type Change = (inputs: Inputs) => void;

const set =
  <T extends object>(pick: (inputs: Inputs) => T, key: keyof T) =>
  (value: unknown): Change =>
  (inputs) => {
    Object.assign(pick(inputs), { [key]: value });
  };

const sensors = ({ sensors }: Inputs) => sensors;
const link = ({ sensors }: Inputs) => sensors.link;
const readback = ({ sensors }: Inputs) => sensors.link.readback;
const wanted = ({ wanted }: Inputs) => wanted;
const padsWanted = ({ wanted }: Inputs) => wanted.padsOn;
const padsRead = ({ sensors }: Inputs) => sensors.link.readback.padsOn;
const pad =
  (index: number) =>
  ({ sensors }: Inputs) =>
    sensors.pads[index]!;
const context = ({ context }: Inputs) => context;
const self = (inputs: Inputs) => inputs;

/** Orders come often, so that there is power to take away. */
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: real(-1.5, 1.5).map(set(wanted, 'carriageDuty')) },
  { weight: 6, arbitrary: real(-1.5, 1.5).map(set(wanted, 'kneaderDuty')) },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(
        set(padsWanted, 0),
        set(padsWanted, 1),
        set(wanted, 'padRelay'),
        set(wanted, 'motorRelay'),
      )
      .chain((order) => bit.map(order)),
  },
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 4 }).map(
      (more): Change =>
        ({ sensors: s }) =>
          (s.carriageEdges += more),
    ),
  },
  { weight: 1, arbitrary: real(0, 1000).map(set(sensors, 'carriageEdges')) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('limitTop', 'limitBottom', 'camNarrow', 'camMedium', 'camWide', 'seat')
      .chain((key) => bit.map(set(sensors, key))),
  },
  { weight: 1, arbitrary: bit.map(set(sensors, 'emergencyStop')) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('carriageA', 'kneaderA', 'padsA')
      .chain((key) => real(-1, 9).map(set(sensors, key))),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(set(pad(0), 'elementC'), set(pad(1), 'elementC'), set(sensors, 'ambientC'))
      .chain((reading) => real(-30, 130).map(reading)),
  },
  { weight: 2, arbitrary: real(15, 32).map(set(sensors, 'supplyV')) },
  {
    weight: 2,
    arbitrary: fc
      .oneof(fc.integer({ min: 0, max: 1023 }), fc.constantFrom(...nonsense))
      .map(set(sensors, 'keys')),
  },
  { weight: 1, arbitrary: fc.constantFrom('connected', 'guarded').chain((key) => bit.map(set(link, key))) },
  { weight: 2, arbitrary: real(0, 300).map(set(link, 'ageMs')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('badFrames', 'boots', 'trip').chain((key) => real(0, 12).map(set(link, key))),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        set(readback, 'valid'),
        set(padsRead, 0),
        set(padsRead, 1),
        set(readback, 'padRelay'),
        set(readback, 'motorRelay'),
      )
      .chain((level) => bit.map(level)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('carriageDuty', 'kneaderDuty')
      .chain((key) => real(-1, 1).map(set(readback, key))),
  },
  { weight: 3, arbitrary: fc.constantFrom(...sessionStates).map(set(context, 'state')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('selfTest', 'pressing').chain((key) => bit.map(set(context, key))),
  },
  { weight: 1, arbitrary: real(-50, 200).map(set(self, 'tickMs')) },
  { weight: 1, arbitrary: real(-50, 200).map(set(self, 'lateMs')) },
  // Everything well again.
  {
    weight: 3,
    arbitrary: fc.constant((inputs: Inputs) => {
      const edges = inputs.sensors.carriageEdges;
      Object.assign(inputs.sensors, createSensors(chair), { seat: true });
      if (Number.isFinite(edges)) inputs.sensors.carriageEdges = edges;
      inputs.tickMs = 20;
      inputs.lateMs = 0;
      inputs.context.state = 'running';
      if (!Number.isFinite(inputs.context.dueMs)) inputs.context.dueMs = 0;
    }),
  },
);

const history = fc.array(fc.record({ change, ticks: fc.integer({ min: 1, max: 60 }) }), {
  minLength: 1,
  maxLength: 60,
});

function freshInputs(): Inputs {
  const inputs: Inputs = {
    sensors: createSensors(chair),
    wanted: createPower(chair),
    context: { ...createGuardContext(), state: 'running' },
    tickMs: 20,
    lateMs: 0,
  };
  inputs.sensors.seat = true;
  return inputs;
}

function broken(
  guard: Guard,
  before: number,
  { wanted: asked, sensors: seen, context }: Inputs,
  allowed: Power,
): string {
  const { carriageDuty, kneaderDuty } = allowed;
  if (!(Math.abs(carriageDuty) <= 1 && Math.abs(kneaderDuty) <= 1)) return 'a duty beyond full';
  if (carriageDuty !== 0 && Math.sign(carriageDuty) !== Math.sign(asked.carriageDuty))
    return 'the carriage the wrong way';
  if (kneaderDuty !== 0 && Math.sign(kneaderDuty) !== Math.sign(asked.kneaderDuty))
    return 'the kneader the wrong way';
  if (Math.abs(carriageDuty) > Math.abs(asked.carriageDuty)) return 'more carriage than wanted';
  if (Math.abs(kneaderDuty) > Math.abs(asked.kneaderDuty)) return 'more kneader than wanted';
  const switches = ({ padsOn, padRelay, motorRelay }: Power) => [...padsOn, padRelay, motorRelay];
  if (allowed.padsOn.length !== chair.pads.length) return 'another number of pads';
  for (const [index, on] of switches(allowed).entries()) {
    if (on !== false && switches(asked)[index] !== true) return `switch ${index} that was not wanted`;
    if (on !== true && on !== false) return `switch ${index} neither on nor off`;
  }
  const { faults, faultedMs } = guard.register;
  if (without(before, faults) !== 0) return 'a fault forgotten';
  const anything =
    carriageDuty !== 0 ||
    kneaderDuty !== 0 ||
    allowed.padsOn[0] ||
    allowed.padsOn[1] ||
    allowed.padRelay ||
    allowed.motorRelay;
  const heat = allowed.padsOn[0] || allowed.padsOn[1] || allowed.padRelay;
  const motors = carriageDuty !== 0 || kneaderDuty !== 0 || allowed.motorRelay;
  const testing = context.state === 'service' && context.selfTest === true;
  const took = new Set(codesIn(faults).map((code) => faultTable[code].did));
  if (faultedMs > 600 && anything && !testing) return 'power with a fault latched for long';
  if (anything && took.has('all off')) return 'power with a fault that takes all';
  if ((heat && took.has('heat off')) || (motors && took.has('motors off'))) return 'power that a fault took';
  if (anything && seen.emergencyStop !== false) return 'power with the emergency stop pressed';
  if (anything && (seen.keys & keyBit('stop')) !== 0) return 'power with the stop key down';
  if (anything && !(seen.link.connected === true && seen.link.ageMs <= 250)) return 'power without a link';
  if ((allowed.padsOn[0] || allowed.padsOn[1] || allowed.padRelay) && seen.link.guarded !== true)
    return 'heat unguarded';
  for (const celsius of [seen.pads[0]!.elementC, seen.pads[1]!.elementC]) {
    if ((allowed.padsOn[0] || allowed.padsOn[1]) && !(celsius >= -5 && celsius < 60))
      return 'heat on a bad reading';
  }
  if (carriageDuty > 0 && seen.limitTop !== false) return 'driven into the upper limit';
  if (carriageDuty < 0 && seen.limitBottom !== false) return 'driven into the lower limit';
  return '';
}

describe('for any history of inputs', () => {
  test('a million ticks: nothing is added, faults only latch, nothing is ever thrown', () => {
    let total = 0;
    let withPower = 0;
    let seenFaults = 0;
    const property = fc.property(history, (segments) => {
      const guard = createGuard(limits);
      const allowed = createPower(chair);
      const inputs = freshInputs();
      let before = 0;
      for (const { change: apply, ticks } of segments) {
        apply(inputs);
        for (let tick = 0; tick < ticks; tick++) {
          inputs.context.dueMs += inputs.tickMs;
          inputs.context.nowMs = inputs.context.dueMs + inputs.lateMs;
          guardTick(guard, inputs.wanted, inputs.sensors, inputs.context, allowed);
          const what = broken(guard, before, inputs, allowed);
          if (what !== '') throw new Error(`${what} in tick ${total}`);
          before = guard.register.faults;
          seenFaults = union(seenFaults, union(before, guard.register.shown));
          if (allowed.carriageDuty !== 0 || allowed.padsOn[0]) withPower++;
          total++;
        }
      }
    });
    let seed = 20261121;
    while (total < 1_000_000) fc.assert(property, { seed: seed++, numRuns: 200 });
    // The histories say something: power was given in many ticks, and nearly every fault came up.
    expect(withPower).toBeGreaterThan(10_000);
    expect(codesIn(seenFaults).length).toBeGreaterThanOrEqual(20);
  }, 180_000);

  test('the same history gives the same outputs, also when the guard is saved and restored on the way', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 400 }), (segments, cut) => {
        const one = { guard: createGuard(limits), inputs: freshInputs(), allowed: createPower(chair) };
        const two = { guard: createGuard(limits), inputs: freshInputs(), allowed: createPower(chair) };
        let tickNumber = 0;
        for (const { change: apply, ticks } of segments) {
          apply(one.inputs);
          apply(two.inputs);
          for (let tick = 0; tick < ticks; tick++) {
            if (tickNumber++ === cut) two.guard = structuredClone(two.guard);
            for (const { guard, inputs, allowed } of [one, two]) {
              inputs.context.dueMs += inputs.tickMs;
              inputs.context.nowMs = inputs.context.dueMs + inputs.lateMs;
              guardTick(guard, inputs.wanted, inputs.sensors, inputs.context, allowed);
            }
          }
        }
        expect(two.allowed).toEqual(one.allowed);
        expect(two.guard).toEqual(one.guard);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
