/**
 * The voltage behind the motors' relay, measured by a divider: it shows whether the contacts are closed, also where nothing
 * measures the current of a motor.
 */
import type { AnyChair } from './any-chair.ts';
import { fullScaleVolts } from './chips/chip.ts';
import { motorSettlesMs } from './current-filter.ts';
import { analogLines, thermistorLines } from './lines.ts';
import type { Milliseconds, Volts } from './units.ts';
import type { AnalogLine } from './wiring.ts';

export const motorsSupply = {
  /** Above this share of the nominal voltage the contacts count as closed: half of the lowest that a supply may be. */
  closedShare: 1 / 3,
  /**
   * Behind a relay that has opened it falls below that within this time. The capacitors of a driver (100 to 1000 uF) are discharged
   * by its own supply current (L298N: 36 mA and more), its indicator lamp and the divider, with a time constant of some 0.3 s, which
   * from the highest voltage allowed takes 0.4 s; a motor that coasts generates less than that after 0.6 s (`coastMostS`: 0.9 s from
   * full speed to a stop), and the capacitors are discharged from there. The rest is margin.
   */
  fallsMs: 1000,
  /** How long it must then stand to be that of a welded relay. */
  weldedMs: 100,
  /** How long it must be missing behind a closed relay: longer than contacts bounce and a supply dips. */
  missingMs: 300,
} as const;

/** How long after its order an open relay that conducts is a fault: of this, two ticks for the link. */
export const motorsSupplyFaultMs = (filterMs: Milliseconds): Milliseconds =>
  motorsSupply.fallsMs + motorsSupply.weldedMs + motorSettlesMs(filterMs) + linkMs;
const linkMs = 40;

/** A sensor must show this share of the nominal voltage, well above that of closed contacts. */
const shownShare = 1 / 2;
/** Steps of the converter between no voltage and that of closed contacts, well above any noise. */
const stepsLeast = 20;

const mostShownV = ({ chip }: AnyChair, { perVolt }: AnalogLine): Volts => fullScaleVolts(chip) * perVolt;

const closedSteps = ({ chip, supply }: AnyChair, { perVolt }: AnalogLine): number => {
  const { counts, referenceV } = chip.converter;
  return (motorsSupply.closedShare * supply.nominalV * counts) / (perVolt * referenceV);
};

/** The divider behind the relay, where it shows whether the relay is closed; else null. */
export function motorsSense(chair: AnyChair): AnalogLine | null {
  const { relay, sense } = chair.motors;
  return relay !== null && sense !== null && unfitMotorsSense(chair).length === 0 ? sense : null;
}

/** The controller reports so many analog inputs (`analogSlots` of its protocol). */
const analogInputsMost = 10;

/** Why an existing divider is not used. */
export function unfitMotorsSense(chair: AnyChair): readonly string[] {
  const { sense } = chair.motors;
  if (sense === null) return [];
  const mostV = mostShownV(chair, sense);
  if (mostV < shownShare * chair.supply.nominalV)
    return [
      `the divider behind the relay shows at most ${Number(mostV.toPrecision(3))} V, and a closed relay only shows well above that`,
    ];
  if (closedSteps(chair, sense) < stepsLeast)
    return [
      'the divider behind the relay is too coarse: the voltage behind a closed relay is a few steps of the converter',
    ];
  if (analogLines(chair).length + thermistorLines(chair).length > analogInputsMost)
    return [
      `the controller reports at most ${analogInputsMost} analog inputs, and the others take all of them`,
    ];
  return [];
}
