/**
 * What one tick reads. A board fills one Sensors object in place each tick; the control room only reads it.
 * Values are in physical units; values that a board cannot know stay as `createSensors` sets them.
 */
import type { Supply, WithPads } from './chair.ts';
import type { AnyMotorName } from './names.ts';
import type { Amperes, Celsius, Milliseconds, Volts } from './units.ts';

export interface Sensors {
  /** Hall edges counted since the board started, never decreasing; one per `edgeMm` of travel, without direction. */
  carriageEdges: number;
  limitTop: boolean;
  limitBottom: boolean;
  /** The carriage is at the switch in the middle of the rail. */
  limitMiddle: boolean;
  camNarrow: boolean;
  camMedium: boolean;
  camWide: boolean;
  /** Magnitudes of the motor currents, filtered (`currentFilterMs`). */
  carriageA: Amperes;
  kneaderA: Amperes;
  /** 0 where nothing measures it. */
  tapperA: Amperes;
  /** Filtered current through the pad relay: all pads together. */
  padsA: Amperes;
  /**
   * Readings of all thermistors, the room's and those of the pads, are converter counts through `celsiusOfCount`: an open
   * thermistor reads about -70, a shorted one about +500 (outside `thermistorRange`). Never silently held or averaged.
   */
  ambientC: Celsius;
  /** In the order of the chair's pads. */
  pads: PadSensors[];
  /** Supply, sensed before the emergency stop's contact. */
  supplyV: Volts;
  /** Behind the motors' relay; 0 where nothing measures it. */
  motorsV: Volts;
  /** Somebody sits in the chair. */
  seat: boolean;
  /** The emergency stop is pressed (its contact is open). */
  emergencyStop: boolean;
  /** Raw key levels, one bit per key (`keyBit`), 1 = down. */
  keys: number;
  /** The link to the microcontroller; always perfect on the bare plant. */
  link: LinkSensors;
}

export interface PadSensors {
  elementC: Celsius;
  /** Under the cover; keeps its initial value where the chair has no sensor there. */
  surfaceC: Celsius;
}

export interface LinkSensors {
  /** A microcontroller answers at all. */
  connected: boolean;
  /** The microcontroller runs the guard firmware (without it heat stays locked out). */
  guarded: boolean;
  /** Time since the values in this snapshot arrived. */
  ageMs: Milliseconds;
  /** How much longer these values were on their way than the quickest ever: they are older than `ageMs` by this much. */
  lateMs: Milliseconds;
  /** The microcontroller's clock when the values were taken: only differences mean anything; 0 where it has none. */
  clockMs: Milliseconds;
  /** Age of the last order that had been carried out when the values were taken; 0 where unknown. */
  orderAgeMs: Milliseconds;
  /** Count of frames refused (CRC, sequence) since the board started, never decreasing. */
  badFrames: number;
  /** Starts of the microcontroller since the board was opened; a change while in use is E55. */
  boots: number;
  /** The latched reason why the guard firmware has switched everything off; 0 = armed. See the guard protocol. */
  trip: number;
  /** The true levels of the pins, read back by the microcontroller. */
  readback: Readback;
}

/** True output levels. `valid` is false on a board that cannot read them back. */
export interface Readback {
  valid: boolean;
  carriageDuty: number;
  kneaderDuty: number;
  tapperDuty: number;
  /** In the order of the chair's pads. */
  padsOn: boolean[];
  padRelay: boolean;
  motorRelay: boolean;
}

/** The cam sensors as bits: narrow 1, medium 2, wide 4. */
export function camBits(sensors: Sensors): number {
  return (sensors.camNarrow ? 1 : 0) | (sensors.camMedium ? 2 : 0) | (sensors.camWide ? 4 : 0);
}

/** More than one of these bits is set. */
export const isMany = (bits: number): boolean => (bits & (bits - 1)) !== 0;

export function motorAmperes(sensors: Readonly<Sensors>, motor: AnyMotorName): Amperes {
  return motor === 'carriage' ? sensors.carriageA : motor === 'kneader' ? sensors.kneaderA : sensors.tapperA;
}

export interface SensedChair extends WithPads {
  readonly supply: Pick<Supply, 'nominalV'>;
}

/** A snapshot of this chair at rest at 22 C with nobody in it; a supply that nothing senses is taken as nominal. */
export function createSensors({ pads, supply }: SensedChair): Sensors {
  return {
    carriageEdges: 0,
    limitTop: false,
    limitBottom: false,
    limitMiddle: false,
    camNarrow: false,
    camMedium: false,
    camWide: false,
    carriageA: 0,
    kneaderA: 0,
    tapperA: 0,
    padsA: 0,
    ambientC: 22,
    pads: pads.map(() => ({ elementC: 22, surfaceC: 22 })),
    supplyV: supply.nominalV,
    motorsV: 0,
    seat: false,
    emergencyStop: false,
    keys: 0,
    link: {
      connected: true,
      guarded: true,
      ageMs: 0,
      lateMs: 0,
      clockMs: 0,
      orderAgeMs: 0,
      badFrames: 0,
      boots: 1,
      trip: 0,
      readback: {
        valid: false,
        carriageDuty: 0,
        kneaderDuty: 0,
        tapperDuty: 0,
        padsOn: pads.map(() => false),
        padRelay: false,
        motorRelay: false,
      },
    },
  };
}
