import { drawnChair } from '../sim/campaign/chairs.ts';
import { modelPort } from '../sim/boards/modelport.ts';
import { createSimulation, decideSimulation } from '../sim/chair/simulation.ts';
import { carryOut } from '../src/run/controller.ts';
import { setKeys } from '../sim/plant/plant.ts';
import { keyBit } from '../src/chair/names.ts';
import { codesIn } from '../src/chair/fault-set.ts';
import { camBits } from '../src/chair/sensors.ts';
const t = drawnChair(Number(process.env['S'] ?? 127));
console.log(JSON.stringify(t.chair.kneader), t.name);
const board = modelPort(t.chair, { seed: 1, ambientC: 22, personKg: 75 } as never);
const sim = createSimulation(board, { chair: t.chair, programs: t.shipped });
let last = -1;
for (let n = 0; n < Number(process.env['N'] ?? 1500); n++) {
  const ms = n * 20;
  setKeys(board.plant, (ms >= 0 && ms < 100) ? keyBit('power') : 0);
  decideSimulation(sim); carryOut(sim);
  if (process.env['W']) console.log(ms, board.plant.carriageMm.toFixed(1), board.plant.carriageMmPerS.toFixed(1), board.pins.carriageDuty, board.plant.carriageA.toFixed(2), sim.sensors.carriageEdges, sim.control.session.state);
  const c = camBits(sim.sensors);
  const p = board.plant;
  if (process.env['V'] && n < 90) console.log(ms, p.kneaderTurns.toFixed(3), p.kneaderTurnsPerMin.toFixed(0), board.pins.kneaderDuty, sim.control.kneader.cam.turnsPerMin.toFixed(0), (sim.control.kneader.cam as any).known, sim.control.kneader.landing, sim.control.kneader.corrections, sim.control.session.state);
  if (c !== last) { console.log(ms, 'cams', c, 'turns', p.kneaderTurns.toFixed(3), 'rpm', p.kneaderTurnsPerMin.toFixed(1), 'duty', board.pins.kneaderDuty); last = c; }
  const f = sim.control.guard.register.faults;
  if (f !== 0) { console.log(ms, codesIn(f), p.kneaderTurns, p.kneaderTurnsPerMin, p.kneader.duty); break; }
}
