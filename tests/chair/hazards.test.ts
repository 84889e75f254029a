/** Hazards, abilities and broken wires of the chairs that ship. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAnyChair, shippedChairs } from '../../src/board/shipped.ts';
import { abilitiesOf } from '../../src/chair/abilities.ts';
import type { AnyChair, AnyPad } from '../../src/chair/any-chair.ts';
import { brokenWires } from '../../src/chair/broken-wires.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { hazardsOf, hazardTable } from '../../src/chair/hazards.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { explanationOf } from '../../src/cli/explanation.ts';
import { explanationText } from '../../src/cli/terminal/explain-text.ts';
import { motionRules } from '../../src/control/guard/diagnosis/motion.ts';
import { rules } from '../../src/control/guard/interlocks/rules.ts';
import { guardLimits } from '../../src/control/guard/limits.ts';
import { changedAnyChair, seldomCounts } from '../changed-chair.ts';

const ways = (chair: AnyChair): Record<string, string | null> =>
  Object.fromEntries(hazardsOf(chair).map(({ id, met }) => [id, met]));
const hazard = (chair: AnyChair, id: string) => {
  const found = hazardsOf(chair).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no hazard ${id}`);
  return found;
};
/** What keeps its one pad cool enough, whether or not the pad is locked out for want of a relay. */
const coolBy = (chair: AnyChair): string | null => hazard(chair, 'skin-hot').parts[0]?.met ?? null;
const carriage = (chair: AnyChair, change: Partial<NonNullable<AnyChair['carriage']>>): AnyChair => ({
  ...chair,
  carriage: { ...(chair.carriage as NonNullable<AnyChair['carriage']>), ...change },
});
const pad = (chair: AnyChair, change: Partial<AnyPad>): AnyChair => {
  const heat = chair.heat as NonNullable<AnyChair['heat']>;
  return { ...chair, heat: { ...heat, pads: heat.pads.map((each) => ({ ...each, ...change })) } };
};

/** The chair of a scenario. */
function chairOf(file: string): AnyChair {
  const named = /^chair: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 'lumbar-1';
  return loadAnyChair(named.endsWith('.yaml') ? join(dirname(file), named) : named);
}

const [reference, a, b, table, openLoop, c] = [
  'lumbar-1',
  'chair-a',
  'chair-b',
  'chair-b-table',
  'chair-b-open-loop',
  'chair-c',
].map((id) => loadAnyChair(id)) as [AnyChair, AnyChair, AnyChair, AnyChair, AnyChair, AnyChair];

describe('a pad whose surface sensor hides more than the usual one', () => {
  const levelsOf = (ohmAt25C: number, betaK: number) => {
    const sensor = reference.heat?.pads[0]?.surfaceSensor;
    if (!sensor) throw new Error('no sensor at the surface');
    const chair = pad(reference, { surfaceSensor: { ...sensor, ohmAt25C, betaK } });
    return { levels: abilitiesOf(chair).levels['lumbar'], skin: hazard(chair, 'skin-hot') };
  };

  // By hand: it is held at 40.8 C less 0.1, 2.0 and 2.7 K; a level is worth having from 0.6 K above the next lower one.
  test.each([
    [10_000, 3435, ['low', 'medium', 'high']],
    [22_000, 4428, ['low', 'medium']],
    [4700, 3950, ['low']],
  ])('%d ohm, B %d: %j', (ohmAt25C, betaK, levels) => {
    expect(levelsOf(ohmAt25C, betaK).levels).toEqual(levels);
  });

  test('is told so, and is not advised to add what it has', () => {
    const { skin } = levelsOf(4700, 3950);
    expect(skin.lacks[0]?.says).toContain('hides 2.7 K more than with 10 kohm and B 3950');
    expect(skin.remedies).toEqual([]);
  });
});

describe('what meets each hazard', () => {
  test('of the reference chair is proved wherever it can be, and nothing is locked out', () => {
    expect(ways(reference)).toEqual({
      'skin-hot': 'element-and-surface',
      'heat-stuck': 'relay-and-current',
      'heat-again': 'minutes',
      end: 'ends-and-counts',
      jam: 'current',
      stall: 'current',
      'both-ways': 'direction-line',
      'motor-stuck': 'relay-and-current',
      nobody: 'seat',
      spot: 'counts',
      stop: 'stop-key-and-emergency-stop',
      lease: 'lease',
      reset: 'pull-down',
      unpowered: 'on-at-high',
    });
    expect(hazardsOf(reference).flatMap(({ lockedOut, add }) => [...lockedOut, ...add])).toEqual([]);
  });

  test('of an end whose switch stays open is what its counts take to tell that it stands', () => {
    const coarse = changedAnyChair(seldomCounts);
    const boundMs = (of: AnyChair) => 1000 * (hazard(of, 'end').bound?.value ?? Number.NaN);
    const { chair } = supportedChair(coarse);
    expect(boundMs(coarse)).toBeCloseTo(guardLimits(chair as Chair).carriage.stillMaxMs, -2);
    expect(boundMs(coarse)).toBeGreaterThan(4000);
    expect(boundMs(reference)).toBe(1000);
  });

  test('of a chair by time alone is time, fuse and emergency stop, with the seconds of force', () => {
    expect(ways(a)).toMatchObject({
      end: 'ends-and-time',
      jam: 'time',
      stall: 'thermal',
      'both-ways': 'dead-time',
    });
    expect(ways(a)).toMatchObject({
      'motor-stuck': 'emergency-stop',
      nobody: 'asks',
      spot: 'time',
      'skin-hot': null,
    });
    // 1.2 times the longest with a person; where only the empty chair was timed, 1.7 times that.
    expect(hazard(a, 'jam').bound).toEqual({ value: 24.8, unit: 's' });
    expect(hazard(c, 'end').bound).toEqual({ value: 42.5, unit: 's' });
    expect(hazard(a, 'skin-hot').concerned).toBe(false);
  });

  test('of a pad is what its sensors, its thermostat or its table allow', () => {
    expect(ways(b)).toMatchObject({ 'skin-hot': 'element', 'heat-stuck': 'relay', jam: 'counts' });
    expect(hazard(b, 'skin-hot').lockedOut).toEqual(['heat.pads.lumbar: medium', 'heat.pads.lumbar: high']);
    expect(ways(table)).toMatchObject({ 'skin-hot': 'thermostat', 'heat-stuck': 'thermostat' });
    expect(ways(openLoop)).toMatchObject({ 'skin-hot': null, 'heat-stuck': null });
    expect(hazard(openLoop, 'skin-hot').lockedOut).toEqual(['heat.pads.lumbar']);
    expect(hazard(openLoop, 'skin-hot').add).toEqual([
      { part: 'heat.pads.lumbar.element-sensor', pin: 'A0' },
      { part: 'heat.pads.lumbar.thermostat', pin: null },
      { part: 'heat.pads.lumbar.by-table', pin: null },
    ]);
  });

  test('a thermostat that opens too late, or a cut-off, meets nothing', () => {
    // At the surface it opens while the element still warms it on.
    expect(ways(pad(table, { thermostat: { at: 'surface', opensC: 43 } }))['skin-hot']).toBeNull();
    expect(ways(pad(table, { thermostat: { at: 'surface', opensC: 44 } }))['skin-hot']).toBeNull();
    expect(ways(pad(table, { thermostat: { at: 'element', opensC: 45 } }))['skin-hot']).toBe('thermostat');
    expect(ways(pad(table, { thermostat: null, cutOffC: 66 }))['heat-stuck']).toBeNull();
  });

  test('what would help is said to help alone only where it does', () => {
    const heat = openLoop.heat as NonNullable<AnyChair['heat']>;
    const relay = b.heat?.relay ?? null;
    const current = reference.heat?.current ?? null;
    const withHeat = (change: Partial<typeof heat>): AnyChair => ({
      ...openLoop,
      heat: { ...heat, ...change },
    });
    const met = (change: Partial<typeof heat>) => ways(withHeat(change))['heat-stuck'];
    expect(met({ relay })).toBeNull();
    expect(met({ current })).toBeNull();
    expect(met({ relay, current })).toBe('relay-and-current');
    const helps = (chair: AnyChair, id = 'heat-stuck') => hazard(chair, id).remedies;
    const [sensor, thermostat] = ['heat.pads.lumbar.element-sensor', 'heat.pads.lumbar.thermostat'];
    expect(helps(openLoop)).toEqual([['heat.relay', 'heat.current'], ['heat.relay', sensor], [thermostat]]);
    expect(helps(withHeat({ relay }))).toEqual([['heat.current'], [sensor], [thermostat]]);
    expect(helps(withHeat({ current }))).toEqual([['heat.relay'], [thermostat]]);
    expect(helps(openLoop, 'skin-hot')).toEqual([[sensor], [thermostat, 'heat.pads.lumbar.by-table']]);
    // No scale shows both pads together and half of the weaker one above its noise.
    const weak = { ...(openLoop.heat?.pads[0] as AnyPad), name: 'sacral', nominalW: 0.4 };
    expect(helps(withHeat({ relay, pads: [...heat.pads, weak] })).flat()).not.toContain('heat.current');
  });

  test('a sensor that is there and not used is told why', () => {
    // 5 mm a count, and at 17 mm/s a body is pressed for too long before one is missed.
    const slow = carriage(b, { fullSpeedMmPerS: { up: 17, down: 17 } });
    expect(hazard(slow, 'jam')).toMatchObject({
      met: 'time',
      lacks: [{ part: 'carriage', says: 'its counts are too rare to show a jam' }],
    });
    expect(hazard(b, 'jam').lacks).toEqual([]);
    const cams = { part: 'kneader', says: 'its cam sensors change too rarely to show a stall' };
    expect(hazard(b, 'stall').lacks).toEqual([cams]);
    expect(hazard(a, 'stall').lacks).toEqual([]);
  });

  test('what cannot help is not said to help', () => {
    const { kneader } = b as { kneader: NonNullable<AnyChair['kneader']> };
    const helps = (change: Partial<typeof kneader>) =>
      hazard({ ...b, kneader: { ...kneader, fuseA: null, ...change } }, 'stall').remedies.map(
        ([part]) => part,
      );
    const [current, cams, ...rest] = [
      'kneader.current',
      'kneader.cams',
      'kneader.fuse',
      'kneader.thermal-switch',
    ];
    // All three widths have their sensor already.
    expect(helps({})).toEqual([current, ...rest]);
    expect(helps({ cams: kneader.cams.slice(0, 1) })).toEqual([current, cams, ...rest]);
    // With such a drive a start draws as much as a stall.
    const pwm = {
      ...(kneader.drive.pwm as NonNullable<typeof kneader.drive.pwm>),
      duty: { min: 0.8, max: 1 },
    };
    expect(helps({ drive: { ...kneader.drive, pwm } })).toEqual(rest);
  });

  test('a pad made for less than the supply is judged by what it takes of it', () => {
    const on24V = (nominalV: number, thermostat: AnyPad['thermostat']) =>
      pad(table, { nominalW: 20, nominalV, thermostat });
    const at38 = { at: 'surface', opensC: 38 } as const;
    expect(ways(on24V(24, at38))).toMatchObject({ 'skin-hot': 'thermostat', 'heat-stuck': 'thermostat' });
    expect(ways(on24V(12, at38))).toMatchObject({ 'skin-hot': null, 'heat-stuck': null });
    expect(hazard(on24V(12, at38), 'skin-hot').lacks).toEqual([
      {
        part: 'heat.pads.lumbar',
        says: 'a thermostat that opens at 38 C opens too late: it has to open at 24.5 C or less at the surface of a pad of 80 W',
      },
    ]);
    const steady = (nominalV: number) =>
      pad(table, {
        nominalW: 10,
        nominalV,
        thermostat: null,
        byTable: {
          duty: { low: 0.5, medium: null, high: null },
          steady: { surfaceC: 41, roomC: 35, covered: true },
        },
      });
    expect(coolBy(steady(24))).toBe('steady-surface');
    expect(coolBy(steady(12))).toBeNull();
  });

  test('a steady surface counts where it was measured under a blanket and is cool enough in a warm room', () => {
    const measured = (surfaceC: number, roomC: number, covered = true, nominalW = 10) =>
      coolBy(
        pad(openLoop, {
          nominalW,
          byTable: { duty: { low: 0.5, medium: null, high: null }, steady: { surfaceC, roomC, covered } },
        }),
      );
    expect(measured(28, 22)).toBe('steady-surface');
    expect(measured(29, 22)).toBeNull();
    expect(measured(41, 36)).toBe('steady-surface');
    expect(measured(28, 22, false)).toBeNull();
    // 40 W into it, and 6 K warmer: it was measured before it was warm.
    expect(measured(28, 22, true, 40)).toBeNull();
    expect(measured(22, 28)).toBeNull();
  });

  test('a carriage that loses what meets a hazard is locked out, and what would help is said with a free pin', () => {
    const blind = carriage(a, { fuseA: null });
    expect(hazard(blind, 'jam')).toMatchObject({
      met: null,
      lockedOut: ['carriage'],
      add: [
        { part: 'carriage.current', pin: 'A0' },
        { part: 'carriage.counts', pin: '2' },
        { part: 'carriage.fuse', pin: null },
      ],
    });
    expect(abilitiesOf(blind)).toMatchObject({ roll: false, place: 'none', jam: 'none', press: false });
    const { top } = (a.carriage as NonNullable<AnyChair['carriage']>).ends;
    const oneEnd = carriage(a, { ends: { top, bottom: null, middle: null, stopBeyondMm: 15 } });
    expect(hazard(oneEnd, 'end')).toMatchObject({ met: 'one-end', bound: { value: 24.8, unit: 's' } });
  });

  test('of a part that is locked out for another hazard cannot arise', () => {
    const { carriage: rail } = a as { carriage: NonNullable<AnyChair['carriage']> };
    const current = {
      sensor: { pin: 54, perVolt: 2 },
      draws: { runningA: { min: 0.6, max: 1.2 }, stallA: 5 },
    } as unknown as typeof rail.current;
    const unfused = {
      ...carriage(a, { fuseA: null, current }),
      motors: { ...a.motors, fuseA: null },
    };
    const idle = (id: string) => hazard(unfused, id).parts.map((each) => [each.part, each.idle]);
    expect(hazard(unfused, 'end')).toMatchObject({ met: null, lockedOut: ['carriage'] });
    expect(hazard(unfused, 'end').parts).toMatchObject([{ met: null, idle: null }]);
    for (const id of ['jam', 'spot', 'both-ways']) expect(hazard(unfused, id).met, id).toBeNull();
    expect(idle('jam')).toEqual([['carriage', 'carriage']]);
    expect(idle('spot')).toEqual([['knead.at', 'carriage']]);
    // The arms run with the carriage alone, the tapper by itself; a switch that sticks asks nobody.
    expect(idle('stall')).toEqual([
      ['kneader', 'carriage'],
      ['tapper', null],
    ]);
    expect(hazard(unfused, 'motor-stuck').met).toBe('emergency-stop');
    expect(hazard(openLoop, 'heat-again').parts).toMatchObject([{ idle: 'heat.pads.lumbar' }]);
    const says = explanationText(explanationOf(unfused));
    expect(says).toMatch(
      /the carriage is jammed on a body +nothing in this chair can cause it: carriage is locked out\n/,
    );
    expect(says).toMatch(/one spot bruised +nothing in this chair can cause it: carriage is locked out\n/);
    expect(says).toContain('in each: kneader cannot (carriage is locked out), tapper by thermal');
  });

  test('behind a slow filter of the currents a stuck switch is seen later', () => {
    const bounds = (currentFilterMs: number) =>
      ['motor-stuck', 'heat-stuck'].map((id) => hazard({ ...reference, currentFilterMs }, id).bound?.value);
    expect(bounds(10)).toEqual([0.3, 0.1]);
    expect(bounds(24)).toEqual([0.3, 0.128]);
    expect(bounds(100)).toEqual([0.56, 0.28]);
  });

  test('a file is refused where two outputs, a motor or an output that is on at low is met by nothing', () => {
    const unfused = { ...carriage(a, { fuseA: null }), motors: { relay: null, sense: null, fuseA: null } };
    expect(hazard(unfused, 'both-ways').refused[0]).toMatchObject({ path: 'carriage.drive.kind' });
    const uncut = { ...a, inputs: { ...a.inputs, emergencyStop: null } };
    expect(hazard(uncut, 'motor-stuck').refused[0]?.cure).toContain('inputs.emergency-stop');
    const [lumbar] = (openLoop.heat as NonNullable<AnyChair['heat']>).pads as readonly [AnyPad];
    const out = { ...lumbar.out, pull: null, fedFrom: null };
    const floating = pad(openLoop, { out });
    expect(hazard(floating, 'reset').refused[0]?.path).toBe('heat.pads.lumbar.out.active');
    expect(hazard(floating, 'unpowered').refused[0]?.cure).toContain('fed-from: chip');
    for (const id of shippedChairs())
      expect(hazardsOf(loadAnyChair(id)).flatMap(({ refused }) => refused)).toEqual([]);
  });

  test('what a chair that ships relies on has its scenario, but for wires and resistors', () => {
    const wired = ['direction-line', 'declared-resistor', 'pull-down', 'fed-from-chip', 'on-at-high'];
    for (const { id, met } of shippedChairs().flatMap((chair) => hazardsOf(loadAnyChair(chair)))) {
      const way = hazardTable.find((row) => row.id === id)?.ways.find((each) => each.id === met);
      if (way !== undefined && !wired.includes(way.id)) expect(way.scenario, `${id}: ${met}`).not.toBeNull();
    }
  });

  test('of a chair whose one motor is a tapper is named with its own rule', () => {
    const tapping = loadAnyChair('tests/chairs/tapping.yaml');
    const alone = { ...tapping, carriage: null, kneader: null };
    expect(hazard(alone, 'stall').rule).toBe('the tapper is stalled, by its current');
    const tapper = tapping.tapper as NonNullable<AnyChair['tapper']>;
    const unseen = { ...alone, tapper: { ...tapper, current: null, thermalSwitch: true } };
    expect(hazard(unseen, 'stall').rule).toContain('the tapper has run for its 2 min');
  });

  test('names rules that the guard has', () => {
    for (const { id, ways: all } of hazardTable) {
      for (const { rule } of all.flatMap((way) => [way, ...Object.values(way.ofPart)])) {
        const known = [...rules, ...motionRules].some(
          ({ name }) => name === rule || name.startsWith(`${rule}:`),
        );
        if (rule !== null && !rule.endsWith('(diagnosis)')) expect(known, `${id}: ${rule}`).toBe(true);
      }
    }
  });

  test('is shown by a scenario of a chair that meets it in this very way', () => {
    for (const { id, ways: all } of hazardTable) {
      for (const way of all) {
        const own = Object.entries(way.ofPart).map(([part, { scenario }]) => ({ part, scenario }));
        for (const { part, scenario } of [{ part: null, scenario: way.scenario }, ...own]) {
          if (scenario === null) continue;
          const { parts } = hazard(chairOf(join('tests/scenarios', scenario)), id);
          const met = parts.filter((each) => part === null || each.part === part).map((each) => each.met);
          expect(met, `${id} by ${way.id}: ${scenario}`).toContain(way.id);
        }
      }
    }
  });
});

test('abilities follow from the parts', () => {
  expect(abilitiesOf(reference)).toMatchObject({
    place: 'counts',
    width: true,
    directions: 'two',
    jam: 'current',
  });
  expect(abilitiesOf(a)).toMatchObject({
    place: 'time',
    width: false,
    directions: 'one',
    seat: false,
    tap: true,
  });
  expect(abilitiesOf(a).speeds).toEqual({ carriage: 1, kneader: 6, tapper: 6 });
  expect(abilitiesOf(table)).toMatchObject({
    heat: { lumbar: 'table' },
    levels: { lumbar: ['low', 'medium'] },
  });
  expect(abilitiesOf(openLoop).heat).toEqual({ lumbar: 'none' });
  expect(abilitiesOf(c)).toMatchObject({ knead: 'moving', press: false, speeds: { carriage: 1 } });
});

describe('a broken wire', () => {
  test('reads as what the pull makes of it', () => {
    const of = (chair: AnyChair, input: string) => brokenWires(chair).find((wire) => wire.input === input);
    expect(of(reference, 'inputs.stop')).toEqual({
      input: 'inputs.stop',
      readsAs: 'pressed',
      dangerous: false,
    });
    expect(of(reference, 'carriage.ends.top')).toMatchObject({ readsAs: 'not reached', dangerous: true });
    expect(of(a, 'carriage.ends.top')).toMatchObject({ readsAs: 'not reached', dangerous: true });
    expect(of(reference, 'inputs.seat')).toMatchObject({ readsAs: 'nobody there', dangerous: false });
  });

  test('floats where nothing holds it, and that is the dangerous side of a stop and of no key', () => {
    const floats = { ...a.inputs.stop, pull: 'none' as const };
    const chair = { ...a, inputs: { ...a.inputs, stop: floats, keys: { start: floats } } };
    const wires = brokenWires(chair).filter(({ readsAs }) => readsAs.startsWith('floats'));
    expect(wires.map(({ input, dangerous }) => [input, dangerous])).toEqual([
      ['inputs.stop', true],
      ['inputs.keys.start', false],
    ]);
  });
});
