/**
 * `npm run bench -- setup`: unknown chairs measured in virtual time, as many as half a minute takes (`--chairs=N` for so
 * many, `--avr=N` for some on the real firmware): how far each figure is from the truth, whether a program then runs on the chair with the file that was written,
 * how long it takes; then every single mistake of one chair, and pairs (`--pairs=N`).
 */
import { modelPort } from '../../sim/boards/modelport.ts';
import { createPlant, stepPlant } from '../../sim/plant/plant.ts';
import { createRandom } from '../../sim/random.ts';
import { drawMistakes, type Mistake, possibleMistakes } from '../../sim/unknown/mistakes.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { createPower } from '../../src/chair/outputs.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { apart } from '../../src/setup/kneader.ts';
import type { FoundMistake } from '../../src/setup/mistakes.ts';
import { writtenChair } from '../../src/setup/write.ts';
import {
  kind,
  kindText,
  type Measured,
  measure,
  measureOnAvr,
  unknown,
  type Worst,
  watched,
} from '../setup/measured.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const budgetMs = 30_000;
const pairsDefault = 15;
const mistakesSeed = 5;

const option = (name: string): number | null => {
  const given = process.argv.find((each) => each.startsWith(`--${name}=`));
  return given === undefined ? null : Number(given.slice(name.length + 3));
};

/** By figure, how far each chair's is from the truth. */
type Errors = Record<string, number[]>;

export function setupRows(): BenchRow[] {
  const chairs = option('chairs');
  const errors: Errors = {};
  const minutes: number[] = [];
  const failed: string[] = [];
  const worst: Worst = { heldFastMs: 0, unheldMs: 0, surfaceC: 0 };
  const startMs = performance.now();
  let seed = 0;
  while (chairs === null ? performance.now() - startMs < budgetMs : seed < chairs) {
    seed++;
    const guard = watched();
    const measured = measure(unknown(seed), guard.each);
    keepWorst(worst, guard.worst);
    minutes.push(measured.minutes);
    addErrors(errors, measured);
    const outcome = runsOn(measured);
    if (outcome !== '') failed.push(`seed ${seed}: ${outcome}`);
  }
  const onAvr = option('avr') ?? 0;
  for (let avr = 1; avr <= onAvr; avr++) {
    const measured = measureOnAvr(unknown(avr));
    addErrors(errors, measured);
    const outcome = runsOn(measured);
    if (outcome !== '') failed.push(`seed ${avr} on avr: ${outcome}`);
  }
  for (const each of failed) console.error(`  ${each}`);
  return [
    row('setup: chairs measured', seed, 'chairs'),
    row('setup: chairs measured on avr', onAvr, 'chairs'),
    row('setup: a program fails on the file that was written', failed.length, 'chairs'),
    ...Object.entries(errors).flatMap(([name, values]) => [
      row(`setup: ${name}, median error`, medianOf(values), unitOf(name)),
      row(`setup: ${name}, worst error`, Math.max(...values), unitOf(name)),
    ]),
    row('setup: chair time, median', medianOf(minutes), 'min'),
    row('setup: chair time, worst', Math.max(...minutes), 'min'),
    ...mistakeRows(worst),
    row('setup: pressed into a stop at the longest', worst.heldFastMs, 'ms'),
    row('setup: moved with no key held', worst.unheldMs, 'ms'),
    row('setup: warmest surface', worst.surfaceC, 'C'),
  ];
}

function keepWorst(into: Worst, from: Worst): void {
  into.heldFastMs = Math.max(into.heldFastMs, from.heldFastMs);
  into.unheldMs = Math.max(into.unheldMs, from.unheldMs);
  into.surfaceC = Math.max(into.surfaceC, from.surfaceC);
}

const units: Readonly<Record<string, string>> = {
  counts: 'counts',
  'cam angle': 'deg',
  breakaway: 'duty',
  coast: 'mm',
  pins: 'pins',
};
const unitOf = (name: string): string => units[name] ?? '%';

function addErrors(errors: Errors, { truth, setup }: Pick<Measured, 'truth' | 'setup'>): void {
  const add = (name: string, value: number) => {
    errors[name] = [...(errors[name] ?? []), Number.isNaN(value) ? Number.POSITIVE_INFINITY : value];
  };
  const share = (name: string, is: number | undefined | null, should: number) =>
    add(name, 100 * Math.abs((is ?? Number.NaN) / should - 1));
  const any = chairOf(truth.chair);
  const { carriage, kneader, heat } = any;
  const { facts } = setup;
  if (carriage !== null) {
    share('travel', facts.carriage?.upMs.value, (1000 * carriage.railMm) / carriage.fullSpeedMmPerS.up);
    share('travel', facts.carriage?.downMs.value, (1000 * carriage.railMm) / carriage.fullSpeedMmPerS.down);
    if (carriage.counts !== null)
      add(
        'counts',
        Math.abs(
          (facts.carriage?.overRail?.value ?? Number.NaN) -
            Math.round(carriage.railMm / carriage.counts.eachMm),
        ),
      );
    add(
      'breakaway',
      Math.abs((facts.carriage?.breakaway?.value ?? Number.NaN) - (carriage.drive.pwm?.duty.min ?? 0)),
    );
    add('coast', Math.abs((facts.carriage?.coastMm?.value ?? Number.NaN) - trueCoastMm(any)));
  }
  if (kneader !== null) {
    add(
      'breakaway',
      Math.abs((facts.kneader?.breakaway?.value ?? Number.NaN) - (kneader.drive.pwm?.duty.min ?? 0)),
    );
    share('turns a minute', facts.kneader?.turnsPerMin?.value, kneader.fullTurnsPerMin);
    for (const { width, atDeg } of kneader.cams) {
      const seen = facts.kneader?.cams.find((cam) => cam.width === width)?.atDeg ?? [];
      for (const [index, deg] of atDeg.entries())
        add('cam angle', Math.abs(apart(seen[index] ?? Number.NaN, deg)));
    }
  }
  for (const pad of heat?.pads ?? []) {
    const found = facts.pads?.[pad.name];
    share('watts', found?.watts, pad.nominalW);
    const [power, time] = [found?.powerOverCapacity?.value, found?.time?.value];
    share('power over capacity', power, pad.nominalW / pad.elementJPerK);
    share('resistance times capacity', time, pad.elementJPerK / pad.elementSurfaceWPerK);
    share(
      'power times resistance',
      (power ?? Number.NaN) * (time ?? Number.NaN),
      pad.nominalW / pad.elementSurfaceWPerK,
    );
  }
}

/** Power off at full speed, up and down, in the plant itself. */
function trueCoastMm(any: AnyChair): number {
  const { chair } = supportedChair(any);
  if (chair === null) return Number.NaN;
  const ways = [1, -1].map((duty) => {
    const plant = createPlant(chair, { personKg: 0, carriageMm: chair.carriage.railMm / 2, stepMs: 1 });
    const power = { ...createPower(plant), motorRelay: true };
    power.carriageDuty = duty;
    for (let ms = 0; ms < 2000; ms++) stepPlant(plant, power);
    const fromMm = plant.carriageMm;
    power.carriageDuty = 0;
    for (let ms = 0; ms < 2000; ms++) stepPlant(plant, power);
    return Math.abs(plant.carriageMm - fromMm);
  });
  return ((ways[0] ?? 0) + (ways[1] ?? 0)) / 2;
}

/** Empty where a program ran to its end without a fault. */
function runsOn({ truth, setup }: Pick<Measured, 'truth' | 'setup'>): string {
  if (setup.failure !== '') return setup.failure;
  const { text } = writtenChair(kindText, kind, setup.facts, '2026-01-01');
  const read = readChair(text, 'written');
  const plant = supportedChair(chairOf(truth.chair)).chair;
  const chair: Chair | null = read.chair === null ? null : supportedChair(read.chair).chair;
  if (chair === null || plant === null)
    return `no chair: ${read.problems.map(({ message }) => message).join('; ')}`;
  const program = readFactoryPrograms().find(({ id }) => id === 'lower-back-relief');
  const checked = checkProgram(program?.text ?? '', program?.file ?? '', chair);
  if (checked.program === null) return checked.problems.map(({ message }) => message).join('; ');
  const plan = planProgram(checked.program, chair);
  const { seed } = truth;
  const run = createRun({
    chair,
    plan,
    board: modelPort(plant, { seed }),
    seed,
    timerMin: 30,
    gentle: false,
    trace: false,
  });
  while (stepRun(run));
  const { outcome, faults } = reportOf(run, 0);
  return outcome === 'completed' && faults.length === 0
    ? ''
    : `${outcome} ${faults.map(({ code }) => code).join(' ')}`;
}

interface Score {
  named: number;
  missed: number;
  misnamed: number;
  /** Its id is right, and the pins that are told are none of its own. */
  elsewhere: number;
}

function mistakeRows(worst: Worst): BenchRow[] {
  const base = unknown(mistakesSeed);
  const any = chairOf(base.chair);
  const singles = possibleMistakes(any).map((mistake) => [mistake]);
  const random = createRandom(1);
  const pairs = Array.from({ length: option('pairs') ?? pairsDefault }, () => drawMistakes(any, random, 2));
  return [
    ...scoreRows('single mistakes', scored(base, singles, worst)),
    ...scoreRows('pairs of mistakes', scored(base, pairs, worst)),
  ];
}

function scored(base: ReturnType<typeof unknown>, all: readonly (readonly Mistake[])[], worst: Worst): Score {
  const score: Score = { named: 0, missed: 0, misnamed: 0, elsewhere: 0 };
  for (const mistakes of all) {
    const guard = watched();
    // All named: what comes after is a chair like any other.
    const { setup } = measure({ ...base, mistakes }, guard.each, ({ io, facts }) => {
      return (
        facts.supply !== undefined && mistakes.every(({ id }) => io.mistakes.some((each) => each.id === id))
      );
    });
    keepWorst(worst, guard.worst);
    const found = setup.io.mistakes.map(({ id }) => id);
    const missed = mistakes.filter(({ id }) => !found.includes(id));
    const misnamed = found.filter((id) => !mistakes.some((each) => each.id === id));
    score.named += mistakes.length - missed.length;
    score.missed += missed.length;
    score.misnamed += misnamed.length;
    const elsewhere = mistakes.filter((mistake) => isElsewhere(mistake, setup.io.mistakes));
    score.elsewhere += elsewhere.length;
    if (missed.length + misnamed.length + elsewhere.length > 0) {
      const text = mistakes.map(({ id, parts }) => `${id} (${parts.join(', ')})`).join(' and ');
      console.error(`  ${text}: named ${found.join(', ') || 'nothing'}; ${setup.failure}`);
    }
  }
  return score;
}

function isElsewhere({ id, pins }: Mistake, told: readonly FoundMistake[]): boolean {
  const same = told.filter((each) => each.id === id && each.pins.length > 0);
  return (
    pins.length > 0 && same.length > 0 && !same.some((each) => each.pins.some((pin) => pins.includes(pin)))
  );
}

const scoreRows = (what: string, { named, missed, misnamed, elsewhere }: Score): BenchRow[] => [
  row(`setup: ${what}, named`, named, 'mistakes'),
  row(`setup: ${what}, missed`, missed, 'mistakes'),
  row(`setup: ${what}, misnamed`, misnamed, 'mistakes'),
  row(`setup: ${what}, named at other pins`, elsewhere, 'mistakes'),
];
