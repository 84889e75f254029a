/**
 * The switch-off-path test, before and after each session: test pulses show that each relay and each switch (FET or
 * H-bridge) alone stops the current, and that current flows when both are closed. It only gives the pulses; the guard
 * stage, which judges every current anyway, latches what they show. It must never move a motor (duties stay
 * below breakaway) nor warm a pad (each is on for a tenth of a second).
 */
import { assert, at } from '../../chair/assert.ts';
import type { WithPads } from '../../chair/chair.ts';
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty } from '../../chair/units.ts';

export interface SwitchOffTest {
  readonly steps: readonly TestStep[];
  /** Ticks since the test began. */
  ticks: number;
  done: boolean;
}

export function createSwitchOffTest(chair: WithPads): SwitchOffTest {
  return { steps: testSteps(chair), ticks: 0, done: false };
}

/** What the test orders from a tick on, until the next step. */
interface TestStep {
  readonly fromTick: number;
  /** Sets of pads are masks, one bit a pad. */
  readonly pads: number;
  readonly padRelay: boolean;
  readonly drive: boolean;
  readonly motorRelay: boolean;
}

const step = (fromTick: number, orders: Partial<TestStep>): TestStep => ({
  fromTick,
  pads: 0,
  padRelay: false,
  drive: false,
  motorRelay: false,
  ...orders,
});

const everyPad = -1;
const conductsFromTick = 24;
const conductsTicks = 7;

/**
 * Each step lasts long enough for the filter (10 ms), the link (two ticks) and the guard's qualification time, and
 * a relay only switches without load.
 */
function testSteps({ pads }: WithPads): readonly TestStep[] {
  // Without a pad there is a turn for the motors all the same.
  const turns = Array.from({ length: Math.max(1, pads.length) }, (_, turn) => turn);
  return [
    // Everything at rest: nothing may flow.
    step(0, {}),
    // The relays alone must stop the current.
    step(5, { pads: everyPad, drive: true }),
    // FETs and bridges alone must stop it.
    step(12, {}),
    step(14, { padRelay: true, motorRelay: true }),
    // Both closed, one pad at a time: current must flow, through the motors too.
    ...turns.map((turn) =>
      step(conductsFromTick + conductsTicks * turn, {
        pads: 1 << turn,
        padRelay: true,
        drive: turn === 0,
        motorRelay: true,
      }),
    ),
    step(conductsFromTick + conductsTicks * turns.length, {}),
  ];
}
/** At the end everything is off for two ticks. */
const endTicks = 2;

/** Below breakaway (0.3 and 0.22): about 1 A through a motor that stands still. */
const carriageDuty: Duty = 0.2;
const kneaderDuty: Duty = 0.15;

/** One tick; `first` begins the test anew. Overwrites all of `wanted`. */
export function stepSwitchOffTest(
  test: SwitchOffTest,
  sensors: Sensors,
  wanted: Power,
  first: boolean,
): void {
  if (first) {
    test.ticks = 0;
    test.done = false;
  }
  const now = test.steps.findLast(({ fromTick }) => fromTick <= test.ticks);
  assert(now !== undefined, 'The first step is from the first tick on.');
  for (let pad = 0; pad < wanted.padsOn.length; pad++) wanted.padsOn[pad] = (now.pads & (1 << pad)) !== 0;
  wanted.padRelay = now.padRelay;
  wanted.motorRelay = now.motorRelay;
  // Away from a closed limit: the guard lets no power through towards it.
  wanted.carriageDuty = now.drive ? (sensors.limitTop ? -carriageDuty : carriageDuty) : 0;
  wanted.kneaderDuty = now.drive ? kneaderDuty : 0;
  test.ticks++;
  if (test.ticks >= at(test.steps, test.steps.length - 1, 'step').fromTick + endTicks) test.done = true;
}
