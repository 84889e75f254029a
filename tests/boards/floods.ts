/** How long a stop takes while the carriage's sensor floods, in cycles: shared by the test and the benchmark. */
import { createRandom, nextBelow, nextBetween } from '../../sim/random.ts';
import { wireNamed } from '../wire.ts';
import { allOn, cyclesPerMs, GuardedChip } from './guarded-chip.ts';

interface Latencies {
  readonly worstCycles: number;
  readonly meanCycles: number;
  /** Milliseconds in which the chip left edges out. */
  readonly floodedMs: number;
}

/** Within this nobody waits any longer. */
const patienceMs = 20;

/** `cyclesBetween` edges; null for none. */
export function stopLatencies(cyclesBetween: number | null, rounds: number, seed: number): Latencies {
  const chip = new GuardedChip().armed();
  const random = createRandom(seed);
  const { emulator } = chip;
  const { pin } = wireNamed(chip.wiring, 'carriage-edge');
  let level = false;
  /** Runs until `cycles` have passed, or nothing is on any more. */
  const run = (cycles: number, untilOff: boolean) => {
    const end = emulator.cycles + cycles;
    let changes = -1;
    while (emulator.cycles < end) {
      emulator.run(Math.min(end, emulator.cycles + (cyclesBetween ?? 100)));
      if (cyclesBetween !== null) {
        level = !level;
        chip.drive(pin, level);
      }
      if (!untilOff || emulator.outputChanges === changes) continue;
      changes = emulator.outputChanges;
      if (!chip.anythingOn) return;
    }
  };
  let floodedMs = 0;
  const floods = () => chip.status()['floods'] as number;
  let worst = 0;
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const floodsBefore = floods();
    chip.write(allOn);
    chip.frame(allOn);
    run(Math.round(nextBetween(random, 2.5, 6) * cyclesPerMs) + nextBelow(random, 1000), false);
    if (!chip.anythingOn) throw new Error('nothing was on');
    const begun = emulator.cycles;
    chip.press('stop');
    run(patienceMs * cyclesPerMs, true);
    const took = emulator.cycles - begun;
    worst = Math.max(worst, took);
    sum += took;
    floodedMs += (floods() - floodsBefore + 128) % 128;
    chip.press('stop', false);
    chip.run(5);
    if (chip.arm() !== 'done') throw new Error('the guard did not arm again');
  }
  return { worstCycles: worst, meanCycles: sum / rounds, floodedMs };
}
