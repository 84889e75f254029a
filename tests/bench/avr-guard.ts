/**
 * What the guard firmware promises of drives, floods, leads and its own memory, on the emulated chip and in its cycles:
 * a tenth of the noise, or with LUMBAR_NOISE=1 all of it.
 */
import { type Drive, DriveWatch, drive, noiseIntoDrive } from '../boards/drives.ts';
import { flipMemory } from '../boards/flips.ts';
import { stopLatencies } from '../boards/floods.ts';
import { cyclesPerMs, GuardedChip } from '../boards/guarded-chip.ts';
import { eachWay } from '../boards/lists.ts';
import { type BenchRow, row } from './rows.ts';

const noiseBytes = Math.round(10_000_000 * Number(process.env['LUMBAR_NOISE'] ?? 0.1));
const deadTimeMs = 20;
const all: Drive = { up: '22', down: '23' };

function driven(): { chip: GuardedChip; watch: DriveWatch } {
  const chip = new GuardedChip();
  chip.lockTo(eachWay(deadTimeMs));
  if (chip.arm() !== 'done') throw new Error('the guard did not arm');
  return { chip, watch: new DriveWatch(chip) };
}

function driveRows(what: string, run: (chip: GuardedChip) => void): BenchRow[] {
  const { chip, watch } = driven();
  run(chip);
  return [
    row(`${what}: reversals`, watch.reversals, ''),
    row(`${what}: both outputs on together`, watch.together, 'times', 0),
    row(
      `${what}: least rest, dead time ${deadTimeMs} ms`,
      watch.leastRestCycles,
      'cycles',
      deadTimeMs * cyclesPerMs,
    ),
  ];
}

function floodRows(): BenchRow[] {
  const quiet = stopLatencies(null, 1000, 1).worstCycles;
  const edgesEachSecond = [100_000, 300_000, 700_000];
  return edgesEachSecond.map((edges) => {
    const { worstCycles } = stopLatencies(Math.round((cyclesPerMs * 1000) / edges), 1000, 1);
    return row(
      `stop key to off, worst of 1,000, ${edges} edges/s, beside none`,
      worstCycles,
      'cycles',
      quiet,
    );
  });
}

export function avrGuardRows(): BenchRow[] {
  const flipped = flipMemory(() => [0, 1, 2, 3, 4, 5, 6, 7]);
  return [
    ...driveRows('1,000 reversals', (chip) => {
      for (let reversal = 0; reversal <= 1000; reversal++) {
        for (let frame = 0; frame < 14; frame++) drive(chip, all, reversal % 2 === 0 ? 1 : -1);
      }
    }),
    ...driveRows(`${noiseBytes} bytes of noise between orders`, (chip) => {
      noiseIntoDrive(chip, all, noiseBytes, 1);
    }),
    ...floodRows(),
    row('bits of memory flipped on a tripped chip', flipped.flips, 'bits'),
    row('of these, turned something on', flipped.acted.length, 'bits', 0),
  ];
}
