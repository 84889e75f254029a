import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsDocument } from '../../docs/make/faults.ts';
import { faultAnchor, faultCodes, faultIndex, faultMessage, faults } from '../../src/chair/faults.ts';
import { padPart, part, partText } from '../../src/chair/parts.ts';
import { chair } from '../chair.ts';

const root = join(import.meta.dirname, '../..');

describe.each(faultCodes)('%s', (code) => {
  const row = faults[code];

  test('has a scenario that shows it', () => {
    expect(row.scenario).toMatch(/^[a-z0-9-]+\.yaml$/);
    expect(row.scenario.startsWith(code.toLowerCase())).toBe(true);
    expect(existsSync(join(root, 'tests/scenarios/faults', row.scenario)), row.scenario).toBe(true);
  });

  test('says in sentences what happened and what to do', () => {
    for (const text of [row.happened, row.user, row.technician]) {
      expect(text).toMatch(/^[A-Z].*\.$/s);
      expect(text.length).toBeGreaterThan(20);
    }
    expect(row.title).toMatch(/^[A-Z][^.]*$/);
    expect(row.title.length).toBeLessThanOrEqual(50);
    expect(row.countedFrom).not.toBe('');
    expect(row.withinMs).toBeGreaterThan(0);
    if (row.unit !== '') expect(row.measured).not.toBe('');
  });

  test('names its anchor, what the chair did and what to do in its message', () => {
    const message = faultMessage(code, 12.345);
    expect(message.startsWith(`${code} ${row.title}`)).toBe(true);
    expect(message).toContain(row.user);
    expect(message.endsWith(`See docs/faults.md#${code.toLowerCase()}.`)).toBe(true);
    expect(message).toContain(row.did === 'shown' ? 'Nothing was switched off.' : 'switched off.');
    expect(message.includes('12.35')).toBe(row.measured !== '');
    expect(faultsDocument()).toContain(`<a id="${faultAnchor(code).split('#')[1]}"></a>`);
  });
});

test('a message shows value, unit and part, and says when there was no reading', () => {
  expect(faultMessage('E21', -68.456, 'sacral pad')).toContain('(sacral pad, reading -68.46 C)');
  expect(faultMessage('E21', Number.NaN)).toContain('(reading unreadable)');
  expect(faultMessage('E71', 3)).toBe(
    'E71 Emergency stop. Everything was switched off. ' +
      'Turn the red button to release it, then switch the chair off and on. See docs/faults.md#e71.',
  );
  expect(faultMessage('E34', 7, 'carriage')).toContain('(carriage, edges counted 7)');
  expect(faultMessage('E71', 3, 'lumbar pad')).toContain('E71 Emergency stop (lumbar pad).');
});

test('every code has one place', () => {
  expect(faultCodes.map(faultIndex)).toEqual(faultCodes.map((_, index) => index));
  expect(new Set(faultCodes).size).toBe(faultCodes.length);
  expect([...faultCodes].sort()).toEqual([...faultCodes]);
  expect(Object.keys(faults)).toEqual([...faultCodes]);
});

test('every part has a text of its own, a pad by its name', () => {
  const texts = Object.values(part).map((number) => partText(number, chair.pads));
  expect(texts[0]).toBe('');
  expect([partText(padPart(0), chair.pads), partText(padPart(1), chair.pads)]).toEqual([
    'lumbar pad',
    'sacral pad',
  ]);
  expect(new Set([...texts, 'lumbar pad', 'sacral pad']).size).toBe(texts.length + 2);
});

test('what only shows never latches, what switches everything off always does', () => {
  for (const code of faultCodes) {
    const { did, latched } = faults[code];
    if (did === 'shown') expect(latched, code).toBe(false);
    if (did === 'all off' || did === 'motors off') expect(latched, code).toBe(true);
  }
});

test('the bounds are those the chair is held to', () => {
  const bound = (code: (typeof faultCodes)[number]) => faults[code].withinMs;
  expect(bound('E71')).toBe(60);
  expect([bound('E21'), bound('E22'), bound('E23')]).toEqual([150, 150, 150]);
  expect([bound('E24'), bound('E25'), bound('E26')]).toEqual([100, 100, 100]);
  expect(bound('E27')).toBe(60_000);
  expect(bound('E31')).toBe(1000);
  expect(bound('E32')).toBe(chair.carriage.homing.withinMs);
  expect(bound('E41')).toBe(2000);
  expect([bound('E35'), bound('E42'), bound('E51'), bound('E54')]).toEqual([300, 300, 300, 300]);
  expect(bound('E72')).toBe(10_000);
});
