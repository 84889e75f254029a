/** Setup broken off in the middle of a move, on the real firmware: what is on is off within the lease, and it goes on. */
import { expect, test } from 'vitest';
import { UnknownEmulation } from '../../sim/unknown/emulation.ts';
import { Person } from '../../sim/unknown/person.ts';
import { turnMs } from '../../sim/unknown/pin-chip.ts';
import { PinLink } from '../../src/board/link/pin-link.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { type Facts, Setup } from '../../src/setup/setup.ts';
import { kindOfText, unknown } from './measured.ts';

const leaseMs = 100;
const truth = unknown(2);
const { chair } = kindOfText(truth.chair);
const only = new Set(['carriage', 'kneader']);

/** The chair with its board, which a host comes to and goes from. */
class Bench {
  readonly emulation = new UnknownEmulation(truth);
  readonly person = new Person(this.emulation.chair);
  link = this.#connect();
  setup: Setup;
  /** As it is on the disk. */
  kept = '';

  constructor(facts: Facts) {
    this.setup = this.#begin(facts);
  }

  #connect(): PinLink {
    const { emulation } = this;
    return new PinLink({
      chip: chair.chip,
      open: emulation.open,
      now: () => emulation.ms,
      tell: () => undefined,
    });
  }

  #begin(facts: Facts): Setup {
    const keep = (known: Facts) => {
      this.kept = JSON.stringify(known);
    };
    return new Setup(chair, this.link.seen, facts, { keep, replaces: null, only, page: false });
  }

  /** Another process, from what the first one had kept. */
  startAgain(): void {
    this.link = this.#connect();
    this.setup = this.#begin(JSON.parse(this.kept) as Facts);
  }

  turn(): void {
    const { setup, link } = this;
    this.person.turn(setup.io);
    link.turn(setup.io.order);
    for (let ms = 0; ms < turnMs; ms++) this.emulation.step();
    setup.turn(link.seen);
  }

  until(condition: () => boolean, minutes = 10): void {
    for (let turns = 0; !condition(); turns++) {
      if (this.setup.done || turns * turnMs > 60_000 * minutes)
        throw new Error(`never so: ${this.setup.failure} ${this.setup.io.asked?.id}`);
      this.turn();
    }
  }

  get drives(): boolean {
    const { carriageDuty, kneaderDuty, motorRelay } = this.emulation.chair.power;
    return carriageDuty !== 0 || kneaderDuty !== 0 || motorRelay;
  }

  /** With nobody at the other end. */
  msUntilOff(): number {
    let ms = 0;
    for (; this.drives && ms < 10 * leaseMs; ms++) this.emulation.step();
    return ms;
  }
}

/** As it is kept once the carriage is done: its figures are not looked at again. */
const carriageDone: Facts = {
  ...knownFacts(chair, new Set(['kneader'])),
  ohms: { carriage: null, kneader: null },
  supply: { volts: chair.supply.nominalV },
  carriage: {
    railMm: 794,
    upMs: { value: 15_880, spread: 20, runs: 2 },
    downMs: { value: 14_700, spread: 20, runs: 2 },
    overRail: { value: 397, spread: 0, runs: 4 },
    breakaway: { value: 0.3, spread: 0.01, runs: 4 },
    friction: 0.15,
    coastMm: { value: 6, spread: 2, runs: 5 },
    atRest: { is: 'coast', ofRunUp: 2.4, runs: 5 },
    runningA: { from: 0.6, to: 1.2 },
    stallA: { value: 5, spread: 0.1, runs: 4 },
    middleMm: null,
  },
};

test('killed while something moves: off within the lease; run again it goes on from what was kept', () => {
  const bench = new Bench(structuredClone(carriageDone));
  bench.until(() => bench.drives);
  expect(bench.msUntilOff()).toBeLessThanOrEqual(leaseMs);
  const before = JSON.parse(bench.kept) as Facts;
  bench.startAgain();
  bench.until(() => bench.drives);
  const { facts, io } = bench.setup;
  expect(io.asks[0]).toBe('press.inputs.stop');
  expect(io.asks.filter((id) => /^(press|again|hold|ohms)\./.test(id))).toEqual([
    'press.inputs.stop',
    'hold.kneader',
  ]);
  expect(facts.inputs).toEqual(carriageDone.inputs);
  expect(facts.carriage).toEqual(carriageDone.carriage);
  expect(before.carriage).toEqual(facts.carriage);
});

test('unplugged while something moves, and put back: off within the lease, and the move is asked for anew', () => {
  const bench = new Bench(knownFacts(chair, only));
  const { line } = bench.emulation;
  bench.until(() => bench.drives);
  line.state = 'lost';
  expect(bench.msUntilOff()).toBeLessThanOrEqual(leaseMs);
  for (let turns = 0; turns < 3000 / turnMs; turns++) bench.turn();
  expect(bench.drives).toBe(false);
  line.state = 'good';
  bench.until(() => bench.drives);
  const { io } = bench.setup;
  expect(io.told.map(({ text }) => text)).toContain('the key was let go: once more, and hold it');
  expect(io.mistakes).toEqual([]);
});
