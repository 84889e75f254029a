/**
 * The peers of the heat benchmark: what is usually put on a heating pad, tuned fairly, on the same plant. Both
 * hold the element at the temperature whose nominal surface is the level, and know the room and the seat as
 * the heater does; neither knows how slowly the surface follows.
 */

import { heatLimits, tickMs } from '../../src/chair/limits.ts';
import type { Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import { padFigures } from '../chair.ts';
import type { HeatControl } from '../control/heat/run.ts';

const pads = padFigures('lumbar');
const tickS = tickMs / 1000;

/** The element at which a nominal surface settles at the level, leaned on where somebody sits. */
function elementForLevel(levelC: number, ambientC: number, seated: boolean): number {
  const offsetK = seated ? pads.leaning.fromSkin * (pads.leaning.skinC - ambientC) : 0;
  return ambientC + (levelC - ambientC - offsetK) / pads.surfaceFromElement;
}

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
  wanted.padsOn[0] = on;
  wanted.padsOn[1] = on;
  wanted.padRelay = heating;
}

/** Off 1 K above the setpoint, on 1 K below it; the setpoint stays where the element stays under its limit. */
export function createThermostat(bandK = 1): HeatControl {
  const element: Filter = { valueC: 0, readings: 0 };
  const ambient: Filter = { valueC: 0, readings: 0 };
  let on = false;
  return (goal, sensors: Sensors, wanted) => {
    const elementC = filtered(element, sensors.pads[0]!.elementC, 1);
    const ambientC = filtered(ambient, sensors.ambientC, 30);
    const heating = (goal[0] ?? 0) > ambientC;
    const setpointC = Math.min(
      heatLimits.elementHoldC - bandK,
      elementForLevel(goal[0] ?? 0, ambientC, sensors.seat),
    );
    if (elementC > setpointC + bandK) on = false;
    else if (elementC < setpointC - bandK) on = true;
    on &&= heating;
    givePower(wanted, on, heating);
  };
}

/**
 * PI by the SIMC rules (Skogestad 2003) for the element's first order with gain 64 K, time constant 144 s and
 * the 2 s of its filter as dead time, closed loop as fast as the dead time: Kc = 144 / (64 x 4), Ti = 16 s. The
 * rules ask for no derivative part on a first-order process. Integration stops while the power is at a limit.
 */
export function createPid(): HeatControl {
  const element: Filter = { valueC: 0, readings: 0 };
  const ambient: Filter = { valueC: 0, readings: 0 };
  const filterS = 2;
  const gainK = pads.nominalW * pads.elementKPerW;
  const tauS = pads.elementJPerK * pads.elementKPerW;
  const closedS = filterS;
  const proportional = tauS / (gainK * (closedS + filterS));
  const integralS = Math.min(tauS, 4 * (closedS + filterS));
  let integral = 0;
  let owed = 0;
  return (goal, sensors: Sensors, wanted) => {
    const elementC = filtered(element, sensors.pads[0]!.elementC, filterS);
    const ambientC = filtered(ambient, sensors.ambientC, 30);
    const heating = (goal[0] ?? 0) > ambientC;
    const setpointC = Math.min(
      heatLimits.elementHoldC,
      elementForLevel(goal[0] ?? 0, ambientC, sensors.seat),
    );
    const errorK = setpointC - elementC;
    const asked = proportional * errorK + integral;
    const duty = heating ? Math.min(1, Math.max(0, asked)) : 0;
    if (heating && asked === duty) integral += (proportional * errorK * tickS) / integralS;
    owed += duty;
    const on = owed >= 0.5;
    if (on) owed -= 1;
    givePower(wanted, on, heating);
  };
}
