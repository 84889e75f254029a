/**
 * The proof of the switches, before and after each session: every relay and every switch shows that it alone
 * can stop the current, and that current flows when all agree. It only exercises the switches; the guard
 * stage, which judges every current anyway, latches what it finds. It must never move a motor (duties stay
 * below breakaway) nor warm a pad (each is on for a tenth of a second).
 */
import type { Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Duty } from '../../chair/units.ts';

export interface Proof {
  /** Ticks since the proof began. */
  ticks: number;
  done: boolean;
}

export function createProof(): Proof {
  return { ticks: 0, done: false };
}

/** What the proof orders from a tick on, until the next row. */
interface ProofStep {
  readonly fromTick: number;
  readonly lumbarOn: boolean;
  readonly sacralOn: boolean;
  readonly padRelay: boolean;
  readonly drive: boolean;
  readonly motorRelay: boolean;
}

const step = (fromTick: number, orders: Partial<ProofStep>): ProofStep => ({
  fromTick,
  lumbarOn: false,
  sacralOn: false,
  padRelay: false,
  drive: false,
  motorRelay: false,
  ...orders,
});

/**
 * Each step stands long enough for the filter (10 ms), the link (two ticks) and the guard's own bound, and a
 * relay only switches while nothing can flow through it.
 */
const proofSteps: readonly ProofStep[] = [
  // Everything at rest: nothing may flow.
  step(0, {}),
  // The relays alone must stop the current.
  step(5, { lumbarOn: true, sacralOn: true, drive: true }),
  // FETs and bridges alone must stop it.
  step(12, {}),
  step(14, { padRelay: true, motorRelay: true }),
  // All agree, one pad at a time: it must flow, through both motors too.
  step(24, { lumbarOn: true, padRelay: true, drive: true, motorRelay: true }),
  step(31, { sacralOn: true, padRelay: true, motorRelay: true }),
  step(38, {}),
];
/** Ticks after which the proof is done: 0.8 s. */
const proofTicks = 40;

/** Below breakaway (0.3 and 0.22): about 1 A through a motor that stands still. */
const carriageDuty: Duty = 0.2;
const kneaderDuty: Duty = 0.15;

/** One tick; `first` begins the proof anew. Overwrites all of `wanted`. */
export function stepProof(proof: Proof, sensors: Sensors, wanted: Power, first: boolean): void {
  if (first) {
    proof.ticks = 0;
    proof.done = false;
  }
  const now = proofSteps.findLast(({ fromTick }) => fromTick <= proof.ticks);
  wanted.lumbarOn = now?.lumbarOn === true;
  wanted.sacralOn = now?.sacralOn === true;
  wanted.padRelay = now?.padRelay === true;
  wanted.motorRelay = now?.motorRelay === true;
  // Away from a limit it stands at: towards it the guard lets nothing through.
  wanted.carriageDuty = now?.drive === true ? (sensors.limitTop ? -carriageDuty : carriageDuty) : 0;
  wanted.kneaderDuty = now?.drive === true ? kneaderDuty : 0;
  proof.ticks++;
  if (proof.ticks >= proofTicks) proof.done = true;
}
