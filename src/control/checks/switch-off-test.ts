/**
 * The switch-off-path test, before and after each session: test pulses show that each relay and each switch (FET or
 * H-bridge) alone stops the current, and that current flows when both are closed. This file only gives the pulses; the
 * guard stage, which judges every current anyway, latches the faults that they show. The test must never move a motor
 * (duties stay below breakaway) nor warm a pad (each is on for a few readings only).
 */
import { at } from '../../chair/assert.ts';
import type { Chair } from '../../chair/chair.ts';
import { motorSettlesMs } from '../../chair/current-filter.ts';
import { tickMs } from '../../chair/limits.ts';
import { pastRelayMs } from '../../chair/motor-current.ts';
import { motorsSupply, motorsSupplyFaultMs } from '../../chair/motors-supply.ts';
import type { OpenEnd } from '../../chair/open-end.ts';
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty, Milliseconds } from '../../chair/units.ts';

export interface SwitchOffTest {
  readonly pulses: Pulses;
  readonly duties: { readonly carriage: Duty; readonly kneader: Duty };
  /** Pulse of a tapper whose current is measured; 0 where there is none. */
  readonly tapperDuty: Duty;
  readonly openEnd: OpenEnd;
  readonly steps: readonly TestStep[];
  /** The current step, and how much of its time new readings have covered. */
  step: number;
  stepMs: Milliseconds;
  /** The chip's clock at the last readings; 0 where the chip has no clock. */
  clockMs: Milliseconds;
  done: boolean;
}

export function createSwitchOffTest(chair: Chair): SwitchOffTest {
  return {
    pulses: pulsesOf(chair),
    duties: {
      carriage: pulseDuty(chair.carriage, usual.carriage),
      kneader: pulseDuty(chair.kneader, usual.kneader),
    },
    tapperDuty: tapperDutyOf(chair),
    openEnd: chair.carriage.openEnd,
    steps: testSteps(chair),
    step: 0,
    stepMs: 0,
    clockMs: 0,
    done: false,
  };
}

function tapperDutyOf({ tapper }: Chair): Duty {
  return tapper?.measured === true ? tapper.breakawayDuty * belowBreakaway : 0;
}

/** Which motors a pulse can test: those whose current is measured and that can be driven below breakaway. */
interface Pulses {
  readonly carriage: boolean;
  readonly kneader: boolean;
}

function pulsesOf({
  wiring: { motors, scaled },
  carriage,
  kneader,
}: Pick<Chair, 'wiring' | 'carriage' | 'kneader'>) {
  return {
    carriage: scaled['carriage-current'] !== null && !carriage.switched,
    kneader: motors.kneader !== null && scaled['kneader-current'] !== null && !kneader.switched,
  };
}

/** What the test orders, and for how long. */
interface TestStep {
  readonly forMs: Milliseconds;
  /** Pads that are switched on: a mask, one bit per pad. */
  readonly pads: number;
  readonly padRelay: boolean;
  readonly drive: boolean;
  readonly motorRelay: boolean;
}

const step = (forMs: Milliseconds, orders: Partial<TestStep>): TestStep => ({
  forMs,
  pads: 0,
  padRelay: false,
  drive: false,
  motorRelay: false,
  ...orders,
});

const conductsMs = 140;

/** How long the relay stays open where the voltage behind it must fall, and closed where it must be there. */
const fallsMs = (filterMs: Milliseconds): Milliseconds => motorsSupplyFaultMs(filterMs) + marginMs;
const standsMs = (filterMs: Milliseconds): Milliseconds =>
  motorsSupply.missingMs + motorSettlesMs(filterMs) + marginMs;
/** Readings count in pieces of up to two ticks, and what they show must be judged before the next step. */
const marginMs = 100;

/**
 * Each step lasts long enough for the filter (10 ms), the link (two ticks) and the guard's qualification time.
 * Relays only switch without load.
 */
function testSteps(chair: Chair): readonly TestStep[] {
  const { scaled, switches } = chair.wiring;
  const { currentFilterMs } = chair;
  const divided = scaled['motors-supply'] !== null;
  const pulses = pulsesOf(chair);
  // A pad that may not heat is never switched on.
  const heating = chair.pads.flatMap(({ levels }, pad) => (levels.length > 0 ? [1 << pad] : []));
  const everyPad = heating.reduce((mask, pad) => mask | pad, 0);
  // Pulses through pads show nothing without a sensor for their current.
  const sensed = scaled['pads-current'] !== null && everyPad !== 0;
  // Such a chair can only show that nothing flows at rest.
  if (!sensed && !pulses.carriage && !pulses.kneader && tapperDutyOf(chair) === 0) {
    if (!divided) return [step(100, {})];
    return [
      step(fallsMs(currentFilterMs), {}),
      step(standsMs(currentFilterMs), { motorRelay: true }),
      step(40, {}),
    ];
  }
  // Without a pad to test there is still one step for the motors.
  const turns = sensed ? heating : [0];
  return [
    // Everything at rest: nothing may flow, and the voltage behind the motors' relay must fall.
    step(divided ? fallsMs(currentFilterMs) : 100, {}),
    // The open relays alone must stop the current; only relays that the chair has are tested.
    step(motorSettlesMs(currentFilterMs) + pastRelayMs(chair) + tickMs, {
      pads: sensed && switches['pad-relay'] !== null ? everyPad : 0,
      drive: switches['motor-relay'] !== null,
    }),
    // Open FETs and H-bridges alone must stop the current.
    step(40, {}),
    step(divided ? standsMs(currentFilterMs) : 200, { padRelay: sensed, motorRelay: true }),
    // Both closed, one pad at a time: current must flow, through the motors too.
    ...turns.map((pad, turn) =>
      step(conductsMs, {
        pads: pad,
        padRelay: sensed,
        drive: turn === 0,
        motorRelay: true,
      }),
    ),
    step(40, {}),
  ];
}
/** Below breakaway (0.3 and 0.22): about 1 A through a motor at standstill. */
const usual = { carriage: 0.2, kneader: 0.15 } as const;
/** Share of the breakaway duty at most, for a motor that a lower duty moves. */
const shareOfBreakaway = 0.69;

function pulseDuty(of: Chair['carriage'] | Chair['kneader'], duty: Duty): Duty {
  return Math.min(duty, shareOfBreakaway * of.breakawayDuty);
}
const belowBreakaway = 0.6;

/** One turn, `dtMs` after the last one; `first` begins the test anew. Overwrites all of `wanted`. */
export function stepSwitchOffTest(
  test: SwitchOffTest,
  sensors: Sensors,
  wanted: Power,
  first: boolean,
  dtMs: Milliseconds,
): void {
  const last = test.steps.length - 1;
  const { clockMs } = sensors.link;
  if (first) {
    test.step = 0;
    test.stepMs = 0;
    test.done = false;
  } else {
    // Only new readings show anything, so missed turns and missing readings make a step longer.
    const isNew = clockMs === 0 || clockMs !== test.clockMs;
    if (isNew) test.stepMs += Math.min(dtMs, tickMs);
    if (test.stepMs >= at(test.steps, test.step, 'step').forMs && test.step < last) {
      test.step++;
      test.stepMs = 0;
    }
  }
  test.clockMs = clockMs;
  const now = at(test.steps, test.step, 'step');
  for (let pad = 0; pad < wanted.padsOn.length; pad++) wanted.padsOn[pad] = (now.pads & (1 << pad)) !== 0;
  wanted.padRelay = now.padRelay;
  wanted.motorRelay = now.motorRelay;
  // Away from a closed limit, and from an end without a switch: the guard lets no power through towards them.
  const up = test.openEnd > 0 ? sensors.limitBottom : !sensors.limitTop;
  const pulse = up ? test.duties.carriage : -test.duties.carriage;
  wanted.carriageDuty = now.drive && test.pulses.carriage ? pulse : 0;
  wanted.kneaderDuty = now.drive && test.pulses.kneader ? test.duties.kneader : 0;
  wanted.tapperDuty = now.drive ? test.tapperDuty : 0;
  if (test.step === last && test.stepMs + tickMs >= now.forMs) test.done = true;
}
