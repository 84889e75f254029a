/**
 * Noise into the firmware's parser and the host's: a million bytes and a hundred thousand damaged streams, or with
 * LUMBAR_NOISE=1 all of the ten million bytes and the million streams.
 */
import { type NoiseKind, noiseIntoFirmware, noiseIntoHost } from '../boards/noise.ts';
import { type BenchRow, row } from './rows.ts';

const share = Number(process.env['LUMBAR_NOISE'] ?? 0.1);
const amounts: Readonly<Record<NoiseKind, number>> = { random: 10_000_000, 'damaged streams': 1_000_000 };

export function avrNoiseRows(): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const [way, run] of [
    ['firmware', noiseIntoFirmware],
    ['host', noiseIntoHost],
  ] as const) {
    for (const kind of ['random', 'damaged streams'] as const) {
      const amount = Math.round(amounts[kind] * share);
      const { turnsOn, recoveredMs, bytes } = run(kind, amount);
      rows.push(row(`${kind} into the ${way}: bytes`, bytes, 'bytes'));
      rows.push(row(`${kind} into the ${way}: ticks with a guarded output on`, turnsOn, 'ticks', 0));
      rows.push(row(`${kind} into the ${way}: ready again after`, recoveredMs, 'ms', 1000));
    }
  }
  return rows;
}
