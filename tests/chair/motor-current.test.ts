/** A sensor of a motor's current whose range ends below a stall tells nothing, and is not relied on. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile, loadAnyChair } from '../../src/board/shipped.ts';
import { type AnyChair, motorsOf } from '../../src/chair/any-chair.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { hazardsOf } from '../../src/chair/hazards.ts';
import { stallShowsAboveA } from '../../src/chair/motor-current.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { guardLimits } from '../../src/control/guard/limits.ts';
import { type Changes, changedAnyChair } from '../changed-chair.ts';

const driven = (any: AnyChair): Chair => {
  const { chair } = supportedChair(any);
  if (chair === null) throw new Error(`${any.model} cannot be driven`);
  return chair;
};
const met = (chair: AnyChair, id: string) =>
  Object.fromEntries(
    (hazardsOf(chair).find((each) => each.id === id)?.parts ?? []).map(({ part, met: way }) => [part, way]),
  );

/** Running at most, held fast: as built, weak, strong, and with little between the two. */
const draws = [
  ['1.2 A', '5 A'],
  ['0.4 A', '2 A'],
  ['3 A', '12 A'],
  ['4 A', '5 A'],
] as const;

describe('what shows a stall', () => {
  test.each(draws)(
    'of motors that draw %s running and %s held fast is what the guard goes by',
    (to, stall) => {
      const motors = ['carriage', 'kneader'] as const;
      const changes: Changes = Object.fromEntries(
        motors.flatMap((name) => [
          [`${name}.current.running`, { from: '0.2 A', to }],
          [`${name}.current.stall`, stall],
          [`${name}.current.scale`, '4 A/V'],
        ]),
      );
      const any = changedAnyChair(changes);
      const limits = guardLimits(driven(any));
      for (const name of motors) {
        const motor = any[name];
        if (motor?.current == null) throw new Error(`no current of the ${name}`);
        const { baseA, perDutyA } = limits[name].stalled;
        expect(stallShowsAboveA(name, motor, motor.current.draws)).toBeCloseTo(baseA + perDutyA, 9);
      }
    },
  );

  test('is within the range of every sensor of the chairs that ship', () => {
    for (const id of ['lumbar-1', 'chair-a', 'chair-b', 'chair-c', 'tests/chairs/tapping.yaml']) {
      const any = loadAnyChair(id);
      const { scaled } = driven(any).wiring;
      for (const [name, { current }] of motorsOf(any))
        expect(scaled[`${name}-current`], `${id}: ${name}`).toEqual(current?.sensor ?? null);
    }
  });
});

describe('a sensor that ends below it', () => {
  const short: Changes = { 'carriage.current.scale': '0.9 A/V', 'kneader.current.scale': '0.5 A/V' };

  test('meets no hazard: counts and cams do, and a stuck switch is not proved', () => {
    const any = changedAnyChair(short);
    expect(met(any, 'jam')).toEqual({ carriage: 'counts' });
    expect(met(any, 'stall')).toEqual({ kneader: 'cams' });
    expect(met(any, 'motor-stuck')).toEqual({ chair: 'relay' });
    expect(met(changedAnyChair({ 'carriage.current.scale': '0.91 A/V' }), 'jam')).toEqual({
      carriage: 'current',
    });
  });

  test('is not read, and a plant has it all the same', () => {
    const any = changedAnyChair(short);
    expect(driven(any).wiring.scaled['kneader-current']).toBeNull();
    expect(supportedChair(any, true).chair?.wiring.scaled['kneader-current']?.perVolt).toBe(0.5);
  });

  test('is said, with what it shows, what it would have to show and which one would', () => {
    const text = changedYaml(readFileSync(chairFile('lumbar-1'), 'utf8'), [
      { path: ['kneader', 'current', 'scale'], value: '0.5 A/V' },
    ]);
    const notes = readChair(text, 'chair.yaml').notes.filter(({ code }) => code === 'N46');
    expect(notes).toMatchObject([
      {
        message:
          'kneader.current is not used: it shows at most 2.5 A, and only more than 4.5 A shows that the kneader is held fast',
        hint: 'a sensor of at least 0.91 A/V would',
      },
    ]);
  });

  test('leaves arms without cams locked out, and says why', () => {
    const any = changedAnyChair({ ...short, 'kneader.cams': 'none' });
    const stall = hazardsOf(any).find(({ id }) => id === 'stall');
    expect(stall?.lockedOut).toEqual(['kneader']);
    expect(stall?.lacks.map(({ says }) => says)).toEqual([
      'its current sensor shows at most 2.5 A, and a stall shows only above 4.5 A',
    ]);
  });
});

describe('a motor that draws running nearly what it draws held fast', () => {
  const heavy: Changes = {
    'carriage.current.running': { from: '4 A', to: '4.9 A' },
    'carriage.current.stall': '5 A',
  };

  test('is shown by no current: a threshold above it would lie above a blocked one', () => {
    expect(met(changedAnyChair(heavy), 'jam')).toEqual({ carriage: 'counts' });
    const lighter: Changes = { ...heavy, 'carriage.current.running': { from: '2 A', to: '2.7 A' } };
    expect(met(changedAnyChair(lighter), 'jam')).toEqual({ carriage: 'current' });
  });

  test('is said, with what would show it', () => {
    const text = changedYaml(
      readFileSync(chairFile('lumbar-1'), 'utf8'),
      Object.entries(heavy).map(([path, value]) => ({ path: path.split('.'), value })),
    );
    expect(readChair(text, 'chair.yaml').notes.filter(({ code }) => code === 'N46')).toMatchObject([
      {
        message: 'carriage.current is not used: running, the carriage draws nearly as much as when held fast',
        hint: '`carriage.counts` would show a jam',
      },
    ]);
  });

  test('without counts the chair has nothing that shows it jammed, and says why', () => {
    const any = changedAnyChair({
      ...heavy,
      'carriage.counts': 'none',
      'carriage.speeds': undefined,
      'carriage.planning': undefined,
    });
    const jam = hazardsOf(any).find(({ id }) => id === 'jam');
    expect(jam?.lockedOut).toEqual(['carriage']);
    expect(jam?.lacks.map(({ says }) => says)).toContain(
      'running it draws nearly as much as when held fast, so its current shows nothing',
    );
  });
});

describe('a sensor too coarse for its motor', () => {
  const weak = { running: { from: '0.26 A', to: '0.52 A' }, stall: '2.4 A' };
  const weakBy = (scale: string): Changes => ({
    'carriage.current.running': weak.running,
    'carriage.current.stall': weak.stall,
    'carriage.current.scale': scale,
  });

  test('meets no hazard, since a running motor does not stand out from its noise', () => {
    expect(met(changedAnyChair(weakBy('5 A/V')), 'jam')).toEqual({ carriage: 'counts' });
    expect(met(changedAnyChair(weakBy('2 A/V')), 'jam')).toEqual({ carriage: 'current' });
    // As strong as the reference chair's motor, it may have any that is sold.
    expect(met(changedAnyChair({ 'carriage.current.scale': '5.4 A/V' }), 'jam')).toEqual({
      carriage: 'current',
    });
  });

  test('is said, with the one that would do', () => {
    const text = changedYaml(
      readFileSync(chairFile('lumbar-1'), 'utf8'),
      (['running', 'stall'] as const)
        .map((key): { path: string[]; value: unknown } => ({
          path: ['carriage', 'current', key],
          value: weak[key],
        }))
        .concat({ path: ['carriage', 'current', 'scale'], value: '5 A/V' }),
    );
    const notes = readChair(text, 'chair.yaml').notes.filter(({ code }) => code === 'N46');
    expect(notes).toMatchObject([
      {
        message:
          'carriage.current is not used: what the carriage draws running does not stand out from its noise',
        hint: 'a sensor of at most 2.5 A/V would',
      },
    ]);
  });

  test('of a motor that is too small for any: no scale is proposed', () => {
    const tiny = { scale: '0.05 A/V', running: { from: '50 mA', to: '100 mA' }, stall: '0.5 A' };
    const text = changedYaml(
      readFileSync(chairFile('lumbar-1'), 'utf8'),
      Object.entries(tiny).map(([key, value]) => ({ path: ['carriage', 'current', key], value })),
    );
    const { notes, problems } = readChair(text, 'chair.yaml');
    expect(problems).toEqual([]);
    expect(notes.filter(({ code }) => code === 'N46').map(({ hint }) => hint)).toEqual([
      'no sensor would show both that it runs and that it is held fast',
    ]);
  });
});

test('a jam on coarse counts, the motor slow, is noticed by the counts that do not come, not by the time of travel', () => {
  const any = changedAnyChair({ 'carriage.counts.each': '11.25 mm' });
  const bound = hazardsOf(any).find(({ id }) => id === 'jam')?.bound?.value;
  expect(bound).toBe(4.5);
  expect(1000 * (bound ?? 0)).toBeCloseTo(guardLimits(driven(any)).carriage.stillMaxMs, -2);
});
