/**
 * The peers of the heat benchmark: what is usually put on a heating pad, tuned fairly, on the same plant. With a sensor at
 * the surface both hold the surface there; with the element's alone both hold it where ours does.
 */
import { heatLimits, tickMs } from '../../src/chair/limits.ts';
import type { Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import { padFigures } from '../chair.ts';
import type { HeatControl } from '../control/heat/run.ts';

const pads = padFigures('lumbar');
const tickS = tickMs / 1000;

export type Equipment = 'both sensors' | 'element alone';

/** Readings averaged so that half a count of noise does not switch anything. */
interface Filter {
  valueC: number;
  readings: number;
}

function filtered(filter: Filter, readingC: number, seconds: number): number {
  filter.readings = Math.min(filter.readings + 1, seconds / tickS);
  filter.valueC += (readingC - filter.valueC) / filter.readings;
  return filter.valueC;
}

function givePower(wanted: Power, on: boolean, heating: boolean): void {
  wanted.padsOn.fill(on);
  wanted.padRelay = heating;
}

const readingOf = ({ pads: [pad] }: Sensors, equipment: Equipment): number =>
  (equipment === 'both sensors' ? pad?.surfaceC : pad?.elementC) ?? Number.NaN;

const setpointOf = (levelC: number, equipment: Equipment): number =>
  equipment === 'both sensors' ? levelC : heatLimits.elementAloneC;

/** Off above the setpoint by the band, on below it; never with an element at its limit. */
export function createThermostat(
  equipment: Equipment,
  bandK = equipment === 'both sensors' ? 0.2 : 1,
): HeatControl {
  const reading: Filter = { valueC: 0, readings: 0 };
  let on = false;
  return (goal, sensors, wanted) => {
    const valueC = filtered(reading, readingOf(sensors, equipment), 1);
    const levelC = goal[0] ?? 0;
    const setpointC = setpointOf(levelC, equipment);
    if (valueC > setpointC + bandK) on = false;
    else if (valueC < setpointC - bandK) on = true;
    const cool = (sensors.pads[0]?.elementC ?? 0) < heatLimits.elementHoldC - 1;
    givePower(wanted, on && cool && levelC > 0, levelC > 0);
  };
}

/**
 * PI by the SIMC rules (Skogestad 2003), closed loop as fast as the dead time. Element: gain 64 K, 144 s, 2 s of filter. Surface:
 * a second order taken for 144 + 60 s of lag and 60 s of dead time (the half rule on 144 and 120 s), gain 43 K.
 * Integration stops while the power is at a limit.
 */
export function createPid(equipment: Equipment): HeatControl {
  const reading: Filter = { valueC: 0, readings: 0 };
  const filterS = 2;
  const [gainK, lagS, deadS] =
    equipment === 'both sensors' ? [1.07 * pads.nominalW, 204, 60] : [1.6 * pads.nominalW, 144, filterS];
  const proportional = lagS / (gainK * 2 * deadS);
  const integralS = Math.min(lagS, 8 * deadS);
  let integral = 0;
  let owed = 0;
  return (goal, sensors, wanted) => {
    const valueC = filtered(reading, readingOf(sensors, equipment), filterS);
    const levelC = goal[0] ?? 0;
    const errorK = setpointOf(levelC, equipment) - valueC;
    const asked = proportional * errorK + integral;
    const cool = (sensors.pads[0]?.elementC ?? 0) < heatLimits.elementHoldC - 1;
    const duty = levelC > 0 && cool ? Math.min(1, Math.max(0, asked)) : 0;
    if (duty === asked) integral += (proportional * errorK * tickS) / integralS;
    owed += duty;
    const on = owed >= 0.5;
    if (on) owed -= 1;
    givePower(wanted, on, levelC > 0);
  };
}
