/**
 * The whole stack on the emulated chip: a 15-minute program, how many times faster than real time, and how far
 * the model board and the emulated one are apart.
 */

import { avrPort } from '../../sim/boards/avrport.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { chair } from '../chair.ts';
import { runOn, type Trail, worst } from '../sim/boards/trail.ts';
import { type BenchRow, row } from './rows.ts';

export function avrSpeedRows(): BenchRow[] {
  const options = { seed: 1, ambientC: 22, personKg: 75, carriageMm: 400, kneaderTurns: 0.2 };
  const model = runOn(modelPort(chair, options));
  // Once to warm up, as everywhere: the code is translated and optimised while it runs.
  const times = [0, 1, 2].map(() => runOn(avrPort(chair, options)));
  const avr = times[2] as Trail;
  const best = Math.max(...times.map(({ chairMs, wallMs }) => chairMs / wallMs));
  return [
    row(
      '15-minute program on the emulated chip, first run',
      (times[0] as Trail).chairMs / (times[0] as Trail).wallMs,
      'x real time',
      200,
    ),
    row('the same, best of three', best, 'x real time', 200),
    row('model and chip: step boundaries apart', worst(model.steps, avr.steps), 'ms', 40),
    row('model and chip: carriage apart', worst(model.carriageMm, avr.carriageMm), 'mm', 6),
    row('model and chip: surface apart', worst(model.surfaceC, avr.surfaceC), 'K', 0.3),
  ];
}
