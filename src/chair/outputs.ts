/**
 * What one tick commands. The control room writes one Outputs object in place each tick; a board carries
 * it out. All-zero (`clearPower`) is the safe state.
 */
import type { WithPads } from './chair.ts';
import type { AnyMotorName, SessionState } from './names.ts';
import type { Duty } from './units.ts';

/** The outputs that move or heat, which the guard stage may switch off. */
export interface Power {
  /** -1..1, up positive; 0 lets the motor coast. */
  carriageDuty: Duty;
  /** -1..1, inwards positive; 0 lets the motor coast. */
  kneaderDuty: Duty;
  /** 0..1; 0 lets the motor coast. Always 0 where the chair has no tapper. */
  tapperDuty: Duty;
  /** In the order of the chair's pads; each is switched for whole ticks (time-proportional). */
  padsOn: boolean[];
  /** True closes the relay in series with all pads. */
  padRelay: boolean;
  /** True closes the relay in series with all motors. */
  motorRelay: boolean;
}

export interface Outputs extends Power {
  lamp: boolean;
  lockLamp: boolean;
  beeper: boolean;
  /** Four characters for the display; spaces where dark. */
  display: string;
  /** The chip is asked to let outputs act again: see `src/machine/arming.ts`. */
  arm: boolean;
  /** The state of the session, sent in the guard frame. */
  state: SessionState;
}

export function createPower({ pads }: WithPads): Power {
  return {
    carriageDuty: 0,
    kneaderDuty: 0,
    tapperDuty: 0,
    padsOn: pads.map(() => false),
    padRelay: false,
    motorRelay: false,
  };
}

/** Written out in full: an object made by spreading gets a hidden class of its own each time, and every tick reads this one. */
export function createOutputs({ pads }: WithPads): Outputs {
  return {
    carriageDuty: 0,
    kneaderDuty: 0,
    tapperDuty: 0,
    padsOn: pads.map(() => false),
    padRelay: false,
    motorRelay: false,
    lamp: false,
    lockLamp: false,
    beeper: false,
    display: '    ',
    arm: false,
    state: 'off',
  };
}

/** Switches off everything that moves or heats, and opens both relays. */
export function clearPower(power: Power): void {
  power.carriageDuty = 0;
  power.kneaderDuty = 0;
  power.tapperDuty = 0;
  power.padsOn.fill(false);
  power.padRelay = false;
  power.motorRelay = false;
}

/** Overwrites `into`, which must be of the same chair. */
export function copyPower(into: Power, from: Readonly<Power>): void {
  into.carriageDuty = from.carriageDuty;
  into.kneaderDuty = from.kneaderDuty;
  into.tapperDuty = from.tapperDuty;
  copyPads(into.padsOn, from.padsOn);
  into.padRelay = from.padRelay;
  into.motorRelay = from.motorRelay;
}

/** Overwrites `into`; a pad that is not exactly `true` is off. */
export function copyPads(into: boolean[], from: readonly boolean[]): void {
  for (let pad = 0; pad < into.length; pad++) into[pad] = from[pad] === true;
}

type Duties = Readonly<Pick<Power, 'carriageDuty' | 'kneaderDuty' | 'tapperDuty'>>;

export function motorDuty(power: Duties, motor: AnyMotorName): Duty {
  return motor === 'carriage'
    ? power.carriageDuty
    : motor === 'kneader'
      ? power.kneaderDuty
      : power.tapperDuty;
}

export function areMotorsOff({ carriageDuty, kneaderDuty, tapperDuty }: Duties): boolean {
  return carriageDuty === 0 && kneaderDuty === 0 && tapperDuty === 0;
}
