/** The peer of the supervision on the plant: its rule over its own thermostat, the same fault at the same time. */
import { breakPlant } from '../../sim/plant/faults.ts';
import { nominalPad } from '../../sim/plant/pad.ts';
import { createPlant, stepPlant } from '../../sim/plant/plant.ts';
import { sensePlant } from '../../sim/plant/sense.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';
import { type Supervised, ticksPerS } from '../control/guard/supervised.ts';
import { createVerifyHeater, verifyHeater } from './supervision-peer.ts';

/** Seconds until it shuts down, NaN when it never does. */
export function runPeer(setup: Supervised, targetC: number): number {
  const { seed = 1, ambientC = 22, pad = nominalPad, breaks, atS = 0, forS } = setup;
  const plant = createPlant(chair, { seed, ambientC, pads: { lumbar: pad, sacral: pad } });
  const sensors = createSensors(chair);
  const wanted = createPower(chair);
  wanted.padRelay = true;
  const check = createVerifyHeater();
  const faultTick = breaks === undefined ? 0 : Math.round(atS * ticksPerS);
  for (let tick = 0; tick < forS * ticksPerS; tick++) {
    if (breaks !== undefined && tick === faultTick) {
      if (typeof breaks === 'function') breaks(plant);
      else breakPlant(plant, breaks[0], breaks[1]);
    }
    sensePlant(plant, sensors);
    for (const [index, { elementC }] of sensors.pads.entries()) {
      if (elementC >= targetC + 1) wanted.padsOn[index] = false;
      else if (elementC <= targetC - 1) wanted.padsOn[index] = true;
    }
    stepPlant(plant, wanted);
    if (tick % ticksPerS !== 0) continue;
    if (verifyHeater(check, tick / ticksPerS, sensors.pads[0]!.elementC, targetC))
      return (tick - faultTick) / ticksPerS;
  }
  return Number.NaN;
}
