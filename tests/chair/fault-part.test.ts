import { describe, expect, test } from 'vitest';
import { type FaultSeen, faultPartOf, keyTexts } from '../../src/chair/fault-part.ts';
import { keyBit } from '../../src/chair/names.ts';
import { padPart, part } from '../../src/chair/parts.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { chair } from '../chair.ts';

function seen(over: Partial<FaultSeen>, reads: (sensors: Sensors) => void = () => {}): string {
  const sensors = createSensors(chair);
  reads(sensors);
  const { text, short } = faultPartOf({
    code: 'E31',
    partNumber: part.none,
    value: 0,
    sensors,
    carriageDuty: 0,
    pads: chair.pads,
    ...over,
  });
  return `${text} [${short}]`;
}

describe('a fault names its part', () => {
  test('a thermistor that is open, by its reading', () => {
    const sacral = padPart(1);
    const element = seen({ code: 'E21', partNumber: sacral, value: -70 }, ({ pads }) => {
      pads[1]!.elementC = -70;
    });
    const surface = seen({ code: 'E22', partNumber: padPart(0), value: 500 }, ({ pads }) => {
      pads[0]!.surfaceC = 500;
    });
    expect([element, surface]).toEqual([
      'sacral pad, element thermistor [SA E]',
      'lumbar pad, surface thermistor [LU S]',
    ]);
  });

  test('the element, where its reading is the one that is too hot', () => {
    const hot = seen({ code: 'E23', partNumber: padPart(0), value: 61 }, ({ pads }) => {
      pads[0]!.elementC = 61;
      pads[0]!.surfaceC = 40;
    });
    expect(hot).toBe('lumbar pad, element thermistor [LU E]');
  });

  test('the pad alone, where both of its thermistors read the same, or neither of them the value', () => {
    const both = seen({ code: 'E21', partNumber: padPart(0), value: -70 }, ({ pads }) => {
      pads[0]!.elementC = -70;
      pads[0]!.surfaceC = -70;
    });
    const neither = seen({ code: 'E23', partNumber: padPart(0), value: 45.2 });
    expect([both, neither]).toEqual(['lumbar pad [LUMB]', 'lumbar pad [LUMB]']);
  });

  test('the thermistor that reads what cannot be, where the value is of a moment before', () => {
    const found = seen({ code: 'E21', partNumber: padPart(1), value: -60 }, ({ pads }) => {
      pads[1]!.surfaceC = Number.NaN;
    });
    expect(found).toBe('sacral pad, surface thermistor [SA S]');
  });

  test.each([
    { top: true, bottom: false, says: 'top limit switch [LTOP]' },
    { top: false, bottom: true, says: 'bottom limit switch [LBOT]' },
    { top: true, bottom: true, says: 'both limit switches [L2]' },
    { top: false, bottom: false, says: ' []' },
  ])('limit switches that contradict: top $top, bottom $bottom', ({ top, bottom, says }) => {
    const found = seen({ code: 'E33' }, (sensors) => {
      sensors.limitTop = top;
      sensors.limitBottom = bottom;
    });
    expect(found).toBe(says);
  });

  test('the limit switch that was not reached, by the way the carriage was to go', () => {
    const code = 'E32';
    expect(seen({ code, carriageDuty: 0.5 })).toBe('top limit switch [LTOP]');
    expect(seen({ code, carriageDuty: -0.5 })).toBe('bottom limit switch [LBOT]');
    expect(seen({ code, partNumber: part.carriage })).toBe('carriage [CARR]');
  });

  test('cam sensors, keys, motors, relays; nothing where it is no part in particular', () => {
    expect(seen({ code: 'E43', partNumber: part.wide })).toBe('wide cam sensor [CAMW]');
    expect(seen({ code: 'E72', value: keyBit('timer') })).toBe('timer key []');
    expect(seen({ code: 'E36', partNumber: part.motorRelay })).toBe('motor relay [M RE]');
    expect(seen({ code: 'E21', partNumber: part.ambient })).toBe('ambient thermistor [ROOM]');
    expect(seen({ code: 'E53' })).toBe(' []');
    expect(keyTexts(keyBit('spot-up') | keyBit('spot-down'))).toBe('spot-up and spot-down');
  });

  test('in four characters at most, which the display can show', () => {
    for (const partNumber of [...Object.values(part), padPart(0), padPart(1)]) {
      expect(seen({ partNumber }).replace(/^.*\[/, '[')).toMatch(/^\[[A-Z0-9 ]{0,4}\]$/);
    }
  });
});
