/**
 * How soon the guard firmware alone switches everything off: the real image on the emulated chip, without a host,
 * times on the chip's own clock of 16,000 cycles a millisecond. The worst of many random phases counts.
 */
import { createRandom, nextBetween, type Random } from '../../sim/random.ts';
import { leaseMs } from '../../src/board/protocol/lease.ts';
import { allOn, cyclesPerMs, GuardedChip, timeUntilOff } from '../boards/guarded-chip.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

interface Way {
  readonly name: string;
  readonly phases: number;
  readonly promisedMs: number;
  /** Breaks something; what is on goes off by itself. */
  readonly breaks: (chip: GuardedChip) => void;
  readonly mends: (chip: GuardedChip) => void;
  /** Frames go on coming; the lease alone would not switch off. */
  readonly frames: boolean;
}

const stop = (name: 'stop' | 'emergency-stop'): Way => ({
  name: name === 'stop' ? 'stop key' : 'emergency stop',
  phases: 1000,
  promisedMs: 5,
  breaks: (chip) => chip.press(name),
  mends: (chip) => chip.press(name, false),
  frames: false,
});

const thermistor = (name: string, count: number): Way => ({
  name: `thermistor ${name}`,
  phases: 200,
  promisedMs: 100,
  breaks: (chip) => {
    chip.counts[4] = count;
  },
  mends: (chip) => chip.atRest(),
  frames: true,
});

const ways: readonly Way[] = [
  stop('emergency-stop'),
  stop('stop'),
  thermistor('open', 1023),
  thermistor('short', 0),
  thermistor('at 60 C', 195),
  {
    name: 'no more frames',
    phases: 200,
    promisedMs: 300,
    breaks: () => undefined,
    mends: () => undefined,
    frames: false,
  },
];
const hungPhases = 50;
const frameEachMs = 5;

function offAfter(chip: GuardedChip, frames: boolean): number {
  if (!frames) return timeUntilOff(chip, leaseMs.asked + 50);
  for (let passedMs = 0; passedMs < 400; passedMs += frameEachMs) {
    chip.frame(allOn);
    const took = timeUntilOff(chip, frameEachMs);
    if (took <= frameEachMs) return passedMs + took;
  }
  return Number.POSITIVE_INFINITY;
}

function timesOf(way: Way, random: Random): number[] {
  const chip = new GuardedChip().armed();
  return Array.from({ length: way.phases }, () => {
    chip.command(allOn);
    if (!chip.anythingOn) throw new Error('nothing was on');
    chip.run(nextBetween(random, 0, 12));
    way.breaks(chip);
    const took = offAfter(chip, way.frames);
    way.mends(chip);
    chip.run(20);
    if (chip.arm() !== 'done') throw new Error('the guard did not arm again');
    return took;
  });
}

/** A chip that has been restarted by its watchdog begins anew each time. */
function hungTimes(random: Random): number[] {
  return Array.from({ length: hungPhases }, () => {
    const chip = new GuardedChip().armed();
    chip.command(allOn);
    chip.run(nextBetween(random, 0, 20));
    chip.frame(allOn);
    chip.run(2);
    chip.emulator.hangMainLoop();
    return timeUntilOff(chip, 400);
  });
}

function rowsOf(name: string, times: readonly number[], promisedMs: number): BenchRow[] {
  const worst = Math.max(...times);
  return [
    row(`${name}: outputs off, median of ${times.length}`, medianOf(times), 'ms', promisedMs),
    row(`${name}: outputs off, worst of ${times.length}`, worst, 'ms', promisedMs),
    row(`${name}: the same`, Math.round(worst * cyclesPerMs), 'cycles', promisedMs * cyclesPerMs),
  ];
}

export function avrChipRows(): BenchRow[] {
  const random = createRandom(7);
  return [
    ...ways.flatMap((way) => rowsOf(way.name, timesOf(way, random), way.promisedMs)),
    ...rowsOf('main loop hung (watchdog)', hungTimes(random), 300),
  ];
}
