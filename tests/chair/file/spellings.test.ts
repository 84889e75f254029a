/** What people write in place of what a chair file takes is refused with the same thing as the file would have it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';

const reference = readFileSync(chairFile('lumbar-1'), 'utf8');

function said(path: string, value: unknown): string[] {
  const text = changedYaml(reference, [{ path: path.split('.'), value }]);
  return readChair(text, 'chair.yaml').problems.map(
    ({ code, message, hint }) => `${code} ${message}; ${hint}`,
  );
}

describe('a figure in the spelling of others', () => {
  test.each([
    ['supply.volts', '24,5 V', 'C08', '24.5 V'],
    ['supply.volts', '24 volts', 'C16', '24 V'],
    ['supply.volts', '24 v', 'C16', '24 V'],
    ['supply.volts', '24 V#measured', 'C08', '24 V'],
    ['carriage.drive.frequency', '20k', 'C16', '20 kHz'],
    ['heat.pads.lumbar.cut-off', '66 °C', 'C08', '66 C'],
    ['heat.pads.lumbar.element-sensor.resistance', '10k', 'C16', '10 kohm'],
    ['heat.pads.lumbar.element-sensor.resistance', '10 kΩ', 'C08', '10 kohm'],
    ['kneader.cams.0.half', '20°', 'C08', '20 deg'],
    ['kneader.speeds.0', '20 turns/min', 'C16', '20 rpm'],
    ['carriage.ramp', '2 seconds', 'C16', '2 s'],
  ])('%s: %s is proposed as %s', (path, written, code, meant) => {
    expect(said(path, written)).toEqual([
      expect.stringMatching(new RegExp(`^${code} .*did you mean "${meant.replace('.', '\\.')}"\\?`)),
    ]);
  });

  test.each([
    ['carriage.rail', '0.794 m'],
    ['heat.pads.lumbar.cut-off', '150 F'],
    ['supply.volts', '240 volts'],
  ])('%s: %s is proposed as nothing, where it would be refused again', (path, written) => {
    const [problem, ...more] = said(path, written);
    expect(problem).not.toMatch(/did you mean/);
    expect(problem).toMatch(/write "/);
    expect(more).toEqual([]);
  });
});

describe('a figure without a unit', () => {
  test.each([
    ['carriage.drive.duty.from', 0.3, '"30 %"'],
    ['carriage.drive.duty.to', 1, '"1 %" or "100 %"'],
    ['carriage.drive.dead-time', 0.25, '"0.25 s"'],
    ['carriage.rail', 0.794, '"794 mm" or the like'],
  ])('%s: %d is proposed only as what may stand there', (path, written, proposed) => {
    expect(said(path, written)).toEqual([expect.stringContaining(`has no unit; write ${proposed} (`)]);
  });
});

describe('what stands where something else belongs', () => {
  test.each([
    ['supply.allowed', ['18 V', '30 V'], 'C08', 'write both ends, such as { from: 18 V, to: 30 V }'],
    ['kneader.speeds', '20 rpm', 'C08', 'write a list, such as [38 rpm]'],
    ['kneader.cams', { narrow: 30 }, 'C08', 'write a list, each entry a map with these keys: width, '],
    ['kneader.cams.0.at', [], 'C17', 'write "90 deg", or a list of such angles'],
    ['inputs.seat', 'not-stated', 'C08', 'leave the key out: what is left out is not stated; `none` says'],
    ['carriage.ends.top.debounce', 'not-stated', 'C08', 'leave the key out: what is left out is not stated'],
    ['inputs.seat.pull', 'pull-up', 'C18', 'did you mean "up"?'],
    ['inputs.seat.pull', 'INPUT_PULLUP', 'C18', 'did you mean "up"?'],
    ['inputs.seat.pull', 'external', 'C18', 'did you mean "external-up" or "external-down"?'],
    ['carriage.drive.kind', 'pwm-dir', 'C18', 'did you mean "pwm-direction"?'],
  ])('%s: %o is told what does', (path, written, code, cure) => {
    const [problem] = said(path, written);
    expect(problem?.slice(0, 3)).toBe(code);
    expect(problem).toContain(`; ${cure}`);
  });

  test('what has too many entries is told what is wrong in them as well', () => {
    const value = { a: { watts: 40 }, b: { watts: '40 W' }, c: { watts: '400 W' } };
    expect(said('heat.pads', value).map((each) => each.split(';')[0])).toEqual([
      'C17 heat.pads has 3 entries',
      'C09 heat.pads.a.out is missing',
      'C15 heat.pads.a.watts: 40 has no unit',
      'C09 heat.pads.b.out is missing',
      'C09 heat.pads.c.out is missing',
      'C17 heat.pads.c.watts: 400 W is outside 5 W to 80 W',
    ]);
  });

  test('is none where a remote has no other keys, and that is stated', () => {
    const text = changedYaml(reference, [{ path: ['inputs', 'keys'], value: 'none' }]);
    const { chair, problems } = readChair(text, 'chair.yaml');
    expect(problems).toEqual([]);
    expect(chair?.inputs.keys).toEqual({});
    expect(chair?.stated).toMatchObject({ 'inputs.keys': 'none' });
  });

  test('is one problem where a band goes down: nothing else is judged by it', () => {
    expect(said('supply.allowed', { from: '30 V', to: '18 V' })).toEqual([
      expect.stringMatching(/^C24 supply\.allowed goes from 30 V to 18 V/),
    ]);
  });

  test('is a problem where what was measured is of another kind than what stands in its place', () => {
    const measured = { 'carriage.travel.up': { value: '16 s', spread: '1 mm' } };
    const travel = { up: '16 s', down: '15 s' };
    const text = changedYaml(reference, [
      { path: ['carriage', 'full-speed'], value: undefined },
      { path: ['carriage', 'travel'], value: travel },
      { path: ['measured'], value: measured },
    ]);
    expect(readChair(text, 'chair.yaml').problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'C16 measured: 1 mm is no spread of carriage.travel.up, which is 16 s',
    ]);
  });
});
