/** A chair file with every part that the format knows, in short lines: read whole, and valid to editors, too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import { chairJsonSchemaText } from '../../../src/chair/file/json-schema.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { supportedChair, unsupportedText } from '../../../src/chair/supported.ts';

const text = readFileSync(join(import.meta.dirname, 'every-key.yaml'), 'utf8');
const read = (changed: string): AnyChair => {
  const { chair, problems } = readChair(changed, 'every-key.yaml');
  expect(problems).toEqual([]);
  return chair as AnyChair;
};

test('a chair file with every part is read into the chair it describes', () => {
  const { supply, motors, carriage, kneader, tapper, heat, inputs, signs, added, stated } = read(text);
  expect(supply).toMatchObject({ nominalV: 24, allowedV: { min: 18, max: 30 }, warnV: { min: 21, max: 27 } });
  expect(motors).toMatchObject({ relay: { fedFrom: 'chip' }, sense: null, fuseA: 6.3 });
  expect(carriage).toMatchObject({
    drive: { kind: 'each-way', lines: { by: 'each-way' }, pwm: null, atRest: 'coast', deadTimeMs: 250 },
    coupled: false,
    travel: { upMs: 15_900, downMs: 14_800, upWithPersonMs: 18_000, downWithPersonMs: 16_500 },
    fullSpeedMmPerS: { up: 49.937, down: 53.649 },
    counts: null,
    ends: { top: { debounceMs: 5, pull: 'external-down' }, middle: null },
    places: { waist: { fromMm: 240, toMm: 290 } },
    speeds: [{ by: 'duty', duty: 1 }],
  });
  expect(kneader).toMatchObject({ thermalSwitch: true, cams: [], drive: { lines: { by: 'one-way' } } });
  expect(kneader?.speeds[0]).toEqual({ by: 'duty', duty: 0.5 });
  expect(tapper).toBeNull();
  expect(heat?.pads).toMatchObject([
    { name: 'lumbar', nominalV: 24, area: { fromMm: 180, toMm: 300 }, byTable: null },
  ]);
  expect(inputs).toMatchObject({ emergencyStop: { cuts: 'motors', line: null }, seat: null });
  expect(signs).toMatchObject({ lockLamp: null, display: { address: 0x70 } });
  expect(added).toEqual(['inputs.stop', 'motors.fuse']);
  expect(stated).toMatchObject({ tapper: 'none', 'carriage.current': 'none', 'kneader.fuse': 'not-stated' });
});

test('other drives are read as their kind says', () => {
  const drive = (lines: string) =>
    read(text.replace(/kind: each-way(.*\n){5}/, `${lines}\n`)).carriage?.drive;
  expect(
    drive('kind: on-direction\n    on: { pin: 22, active: high }\n    direction: { pin: 23, active: high }'),
  ).toMatchObject({
    lines: { by: 'direction' },
    pwm: null,
  });
  const pwm = 'pwm: { pin: 44, active: high }\n    frequency: 20 kHz\n    duty: { from: 30 %, to: 90 % }';
  const lines = 'up: { pin: 22, active: high }\n    down: { pin: 23, active: high }';
  expect(drive(`kind: pwm-two-lines\n    ${pwm}\n    ${lines}`)).toMatchObject({
    lines: { by: 'power-and-lines' },
    pwm: { frequencyHz: 20_000, duty: { min: 0.3, max: 0.9 }, frictionDuty: 0.15 },
  });
});

test('a measured figure that was changed since is a note, one that was rounded is none', () => {
  const codes = (changed: string) => readChair(changed, 'x').notes.map(({ code }) => code);
  expect(codes(text)).not.toContain('N41');
  expect(codes(text.replace('up: 15.9 s', 'up: 17 s'))).toContain('N41');
});

test.each([
  ['2024-02-29', []],
  ['2026-02-29', ['C08']],
  ['2026-04-31', ['C08']],
])('a date is one that the calendar has: %s', (date, codes) => {
  const { problems } = readChair(text.replace('on-date: 2026-11-21', `on-date: ${date}`), 'x');
  expect(problems.map(({ code }) => code)).toEqual(codes);
});

test('a chair that the machine does not drive is refused in one sentence that names the parts', () => {
  const base = read(text);
  const stop = { ...base.inputs.stop, pull: 'down' as const };
  const { chair, unsupported } = supportedChair({ ...base, inputs: { ...base.inputs, stop } });
  expect(chair).toBeNull();
  expect(unsupportedText('x', unsupported ?? [])).toContain(
    'The chair x cannot be run yet: this version does not drive inputs.stop with a pull-down of the chip. lumbar explain, with its file,',
  );
});

test('editors are told the same keys', () => {
  const { properties, required } = JSON.parse(chairJsonSchemaText());
  expect(required).toEqual(['chair', 'format', 'chip', 'supply', 'inputs']);
  expect(properties.inputs.required).toEqual(['stop']);
  expect(properties.carriage.anyOf[0]).toEqual({ const: 'none' });
  const kinds = properties.carriage.anyOf[1].properties.drive.oneOf.map(
    ({ title }: { title: string }) => title,
  );
  expect(kinds).toEqual(['pwm-direction', 'on-direction', 'each-way', 'pwm-two-lines', 'coupled']);
});
