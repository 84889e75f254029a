/** What the plant needs of a chair besides its motors and pads, derived once. */
import type { Chair } from '../../src/chair/chair.ts';
import { keyBit, keyNames, widths } from '../../src/chair/names.ts';
import type { InputName } from '../../src/chair/wiring.ts';
import { createRandom, nextBetween } from '../random.ts';
import { type BodyLoad, bodyLoad, firmnessAlong } from './body.ts';

/** What the plant needs of a chair besides its motors and pads. */
export interface PlantFigures {
  readonly has: Fitted;
  /** What the emergency stop's contact cuts. */
  readonly stopCuts: Chair['emergencyStopCuts'];
  readonly railMm: number;
  readonly load: BodyLoad;
  /** A pass differs from the mean by at most this share of the voltage. */
  readonly passSpread: number;
  /** Way of the carriage per turn of heads that turn with it; 0 where they do not. */
  readonly coupledMmPerTurn: number;
  /** Inputs without a pull, which float when their wire is broken, as bits of `floatingBits`. */
  readonly unheldBits: number;
  readonly limitBounceMs: number;
  /**
   * Where in an inward turn each cam is seen (listed again a full turn away where it reaches across the turn's start),
   * how far to either side, and its bit.
   */
  readonly cams: readonly { readonly atTurns: number; readonly halfTurns: number; readonly bit: number }[];
  readonly nominalV: number;
  readonly sourceOhm: number;
  /** See body.ts. */
  readonly firmness: Float64Array;
}

/** Which optional parts the chair has: a missing sensor shows nothing, and a missing relay is a wire. */
interface Fitted {
  readonly padRelay: boolean;
  readonly motorRelay: boolean;
  readonly edges: boolean;
  readonly limitTop: boolean;
  readonly limitBottom: boolean;
  /** Where the middle switch is. */
  readonly limitMiddleMm: number | null;
  /** Bits of the cam sensors and of the keys. */
  readonly cams: number;
  readonly keys: number;
  readonly seat: boolean;
  readonly emergencyStop: boolean;
  readonly carriageA: boolean;
  readonly kneaderA: boolean;
  readonly padsA: boolean;
  readonly supplyV: boolean;
  readonly motorsV: boolean;
  readonly ambient: boolean;
  /** Of each pad. */
  readonly elements: readonly boolean[];
}

function fittedOf({ wiring, carriage }: Chair): Fitted {
  const { switches, inputs, keys, scaled, pads } = wiring;
  const cams = [inputs['cam-narrow'], inputs['cam-medium'], inputs['cam-wide']];
  return {
    padRelay: switches['pad-relay'] !== null,
    motorRelay: switches['motor-relay'] !== null,
    edges: inputs['carriage-edge'] !== null,
    limitTop: inputs['limit-top'] !== null,
    limitBottom: inputs['limit-bottom'] !== null,
    limitMiddleMm: carriage.middleMm,
    cams: cams.reduce((bits, cam, index) => (cam === null ? bits : bits | (1 << index)), 0),
    keys: keyNames.reduce((bits, name) => (keys[name] === null ? bits : bits | keyBit(name)), 0),
    seat: inputs.seat !== null,
    emergencyStop: inputs['emergency-stop'] !== null,
    carriageA: scaled['carriage-current'] !== null,
    kneaderA: scaled['kneader-current'] !== null,
    padsA: scaled['pads-current'] !== null,
    supplyV: scaled.supply !== null,
    motorsV: scaled['motors-supply'] !== null,
    ambient: wiring.ambient !== null,
    elements: pads.map(({ element }) => element !== null),
  };
}

/** Times of passes of a real carriage vary by up to 0.4 % of the mean (measured on chair A). */
const passSpread = 0.004;
/** Speed of heads that turn with the carriage, at its full speed (chosen: no source gives it). */
const coupledTurnsPerMin = 30;

export function plantFigures(chair: Chair, seed: number): PlantFigures {
  const { carriage, kneader, supply, wiring } = chair;
  const timed = wiring.inputs['carriage-edge'] === null;
  const { min, max } = carriage.slowerUnderPerson;
  // Drawn from a sequence of its own, and only for a chair that counts no edges.
  const slowerBy = timed ? nextBetween(createRandom(seed + 0x626f6479), min, max) : null;
  const unheld = (name: InputName, bit: number) => (wiring.inputs[name]?.pull === 'none' ? bit : 0);
  return {
    load: bodyLoad(chair, slowerBy),
    // As a share of the voltage: friction takes its part first, so the speed varies by more than the voltage.
    passSpread: timed ? passSpread * (1 - carriage.frictionDuty) : 0,
    coupledMmPerTurn: carriage.coupled ? (carriage.fullSpeedUpMmPerS * 60) / coupledTurnsPerMin : 0,
    unheldBits:
      unheld('cam-narrow', 1) |
      unheld('cam-medium', 2) |
      unheld('cam-wide', 4) |
      unheld('limit-top', 8) |
      unheld('limit-bottom', 16) |
      unheld('seat', 32),
    has: fittedOf(chair),
    stopCuts: chair.emergencyStopCuts,
    railMm: carriage.railMm,
    limitBounceMs: carriage.limitBounceMs,
    cams: kneader.cams.flatMap(({ width, atDeg, halfDeg }) =>
      atDeg.flatMap((deg) =>
        [deg - 360, deg, deg + 360]
          .filter((place) => place > -halfDeg && place < 360 + halfDeg)
          .map((place) => ({
            atTurns: place / 360,
            halfTurns: halfDeg / 360,
            bit: 1 << widths.indexOf(width),
          })),
      ),
    ),
    nominalV: supply.nominalV,
    sourceOhm: supply.sourceOhm,
    firmness: firmnessAlong(carriage),
  };
}
