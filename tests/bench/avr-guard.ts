/**
 * What the guard firmware promises of drives, floods, leads and its own memory, on the emulated chip and in its cycles:
 * a tenth of the noise, or with LUMBAR_NOISE=1 all of it. The drives are chair A's own carriage, locked as its file says, and
 * one with the least dead time that the chip takes.
 */
import { floor } from '../../src/board/protocol/roles.ts';
import { loadChair } from '../../src/board/shipped.ts';
import { type Drive, DriveWatch, drive, noiseIntoDrive } from '../boards/drives.ts';
import { flipMemory } from '../boards/flips.ts';
import { stopLatencies } from '../boards/floods.ts';
import { cyclesPerMs, GuardedChip } from '../boards/guarded-chip.ts';
import { eachWay } from '../boards/lists.ts';
import { type BenchRow, row } from './rows.ts';

const noiseBytes = Math.round(10_000_000 * Number(process.env['LUMBAR_NOISE'] ?? 0.1));
/** Both have their lines there. */
const all: Drive = { up: '22', down: '23' };

function chairA(): readonly [GuardedChip, deadTimeMs: number] {
  const { wiring } = loadChair('chair-a');
  return [new GuardedChip(new Map(), undefined, wiring).armed(), wiring.motors.carriage?.deadTimeMs ?? 0];
}

function leastRest(): readonly [GuardedChip, deadTimeMs: number] {
  const chip = new GuardedChip();
  chip.lockTo(eachWay(floor.deadTimeMs));
  if (chip.arm() !== 'done') throw new Error('the guard did not arm');
  return [chip, floor.deadTimeMs];
}

function driveRows(
  what: string,
  [chip, deadTimeMs]: readonly [GuardedChip, number],
  run: (chip: GuardedChip, deadTimeMs: number) => void,
): BenchRow[] {
  const watch = new DriveWatch(chip);
  run(chip, deadTimeMs);
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

/** Until its dead time has passed, and a moment more. */
function turnOver(chip: GuardedChip, deadTimeMs: number): void {
  for (let reversal = 0; reversal <= 1000; reversal++) {
    for (const begun = chip.ms; chip.ms - begun < deadTimeMs + 8; )
      drive(chip, all, reversal % 2 === 0 ? 1 : -1);
  }
}

export function avrGuardRows(): BenchRow[] {
  const flipped = flipMemory(() => [0, 1, 2, 3, 4, 5, 6, 7]);
  const drives = { 'chair A': chairA, 'least dead time': leastRest } as const;
  return [
    ...Object.entries(drives).flatMap(([name, made]) => [
      ...driveRows(`${name}, 1,000 reversals`, made(), turnOver),
      ...driveRows(`${name}, ${noiseBytes} bytes of noise between orders`, made(), (chip, deadTimeMs) => {
        noiseIntoDrive(chip, all, noiseBytes, 1, deadTimeMs);
      }),
    ]),
    ...floodRows(),
    row('bits of memory flipped on a tripped chip', flipped.flips, 'bits'),
    row('of these, turned something on', flipped.acted.length, 'bits', 0),
  ];
}
