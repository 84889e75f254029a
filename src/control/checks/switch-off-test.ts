/**
 * The switch-off-path test, before and after each session: test pulses show that each relay and each switch (FET or
 * H-bridge) alone stops the current, and that current flows when both are closed. It only gives the pulses; the guard
 * stage, which judges every current anyway, latches what they show. It must never move a motor (duties stay
 * below breakaway) nor warm a pad (each is on for a tenth of a second).
 */
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty } from '../../chair/units.ts';

export interface SwitchOffTest {
  /** Ticks since the test began. */
  ticks: number;
  done: boolean;
}

export function createSwitchOffTest(): SwitchOffTest {
  return { ticks: 0, done: false };
}

/** What the test orders from a tick on, until the next step. */
interface TestStep {
  readonly fromTick: number;
  readonly lumbarOn: boolean;
  readonly sacralOn: boolean;
  readonly padRelay: boolean;
  readonly drive: boolean;
  readonly motorRelay: boolean;
}

const step = (fromTick: number, orders: Partial<TestStep>): TestStep => ({
  fromTick,
  lumbarOn: false,
  sacralOn: false,
  padRelay: false,
  drive: false,
  motorRelay: false,
  ...orders,
});

/**
 * Each step lasts long enough for the filter (10 ms), the link (two ticks) and the guard's qualification time, and
 * a relay only switches without load.
 */
const testSteps: readonly TestStep[] = [
  // Everything at rest: nothing may flow.
  step(0, {}),
  // The relays alone must stop the current.
  step(5, { lumbarOn: true, sacralOn: true, drive: true }),
  // FETs and bridges alone must stop it.
  step(12, {}),
  step(14, { padRelay: true, motorRelay: true }),
  // Both closed, one pad at a time: current must flow, through both motors too.
  step(24, { lumbarOn: true, padRelay: true, drive: true, motorRelay: true }),
  step(31, { sacralOn: true, padRelay: true, motorRelay: true }),
  step(38, {}),
];
/** Ticks after which the test is done: 0.8 s. */
const testTicks = 40;

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
  const now = testSteps.findLast(({ fromTick }) => fromTick <= test.ticks);
  wanted.lumbarOn = now?.lumbarOn === true;
  wanted.sacralOn = now?.sacralOn === true;
  wanted.padRelay = now?.padRelay === true;
  wanted.motorRelay = now?.motorRelay === true;
  // Away from a closed limit: the guard lets no power through towards it.
  wanted.carriageDuty = now?.drive === true ? (sensors.limitTop ? -carriageDuty : carriageDuty) : 0;
  wanted.kneaderDuty = now?.drive === true ? kneaderDuty : 0;
  test.ticks++;
  if (test.ticks >= testTicks) test.done = true;
}
