/** What the guard firmware does not arm, whatever limits it was sent; on the emulated chip. */
import { describe, expect, test } from 'vitest';
import type { PinEntry } from '../../src/board/link/limits.ts';
import { floor, floorRules } from '../../src/board/protocol/roles.ts';
import { GuardedChip } from './guarded-chip.ts';
import { bottomEnd, counts, type Extras, eachWay, pin, stopKey, topEnd, twoLines } from './lists.ts';

const carriage = [pin('motor-pwm', 0, '6'), pin('motor-direction', 0, '22')];
const kneader = [pin('motor-pwm', 1, '7'), pin('motor-direction', 1, '23')];
const onlyEnd = pin('end', 0, '34', { flags: ['pullUp', 'activeLow', 'onlyEnd'] });
const pad = pin('pad', 0, '24');
const limits = { low: floor.elementLowCount, high: floor.highCount };
const element = (extras: Extras) => pin('thermistor', 0, 'A3', { ...limits, ...extras });
const surface = (extras: Extras) =>
  pin('thermistor', 1, 'A7', { low: floor.surfaceLowCount, high: floor.highCount, ...extras });

/** What the lock says beforehand, and what becomes of the request to arm. */
function judged(entries: readonly PinEntry[]): [locked: string, armed: string, state: number] {
  const chip = new GuardedChip();
  chip.atRest();
  const lock = chip.lockTo(entries);
  expect(lock?.values).toMatchObject({ request: 3, result: 0 });
  const arm = chip.askToArm()?.values ?? {};
  const ruleOf = (detail: number | undefined) => floorRules[detail ?? -1]?.name ?? 'nothing';
  const armed = arm['result'] === 0 ? 'done' : ruleOf(arm['detail']);
  return [ruleOf(lock?.values['detail']), armed, chip.status()['state'] ?? -1];
}

const refused: readonly (readonly [
  what: string,
  rule: (typeof floorRules)[number]['name'],
  list: PinEntry[],
])[] = [
  ['a motor without the stop key', 'no-stop-key', kneader],
  ['a pad without the stop key', 'no-stop-key', [pad, element({})]],
  ['a relay alone without the stop key', 'no-stop-key', [pin('pad-relay', 0, '26')]],
  ['an emergency stop in place of the stop key', 'no-stop-key', [...kneader, pin('stop', 0, '36')]],
  ['a carriage with counts and no end', 'no-end', [...carriage, stopKey, counts]],
  ['a carriage by time and no end', 'no-end', [...carriage, stopKey]],
  ['a carriage by time with one end', 'one-end', [...carriage, stopKey, topEnd]],
  ['a carriage with an output each way and one end', 'one-end', eachWay(100).filter((one) => one !== topEnd)],
  ['a pad with nothing', 'pad-unlimited', [pad, stopKey]],
  [
    'a pad with the thermistor of another',
    'pad-unlimited',
    [pad, stopKey, pin('thermistor', 2, 'A4', limits)],
  ],
  ['a pad whose thermistor has no limits', 'limit-too-wide', [pad, stopKey, element({ low: 0, high: 1023 })]],
  [
    'an element allowed one count above 65 C',
    'limit-too-wide',
    [pad, stopKey, element({ low: floor.elementLowCount - 1 })],
  ],
  [
    'an element whose open lead is allowed',
    'limit-too-wide',
    [pad, stopKey, element({ high: floor.highCount + 1 })],
  ],
  [
    'a surface allowed one count above 48 C beside a good element',
    'limit-too-wide',
    [pad, stopKey, element({}), surface({ low: floor.surfaceLowCount - 1 })],
  ],
  ['limits the wrong way round', 'limit-too-wide', [pad, stopKey, element({ low: 600, high: 500 })]],
  [
    'a pad on at low that nothing holds off',
    'floats-on',
    [pin('pad', 0, '24', { flags: ['activeLow'] }), stopKey, element({})],
  ],
  [
    'a line without the other',
    'drive-incomplete',
    [pin('motor-line', 2, '23', { deadTimeMs: 100 }), stopKey],
  ],
  ['a direction without a motor', 'drive-incomplete', [pin('motor-direction', 1, '23'), stopKey]],
  [
    'a brake that no bridge can give',
    'drive-incomplete',
    [pin('motor-pwm', 1, '7', { flags: ['brake'] }), stopKey],
  ],
  ['two lines without dead time', 'dead-time-short', twoLines(0)],
  ['two lines with less dead time than the least', 'dead-time-short', eachWay(floor.deadTimeMs - 1)],
];

describe('below all limits', () => {
  test.each(refused)('%s is not armed, and the chip says why: %s', (_what, rule, list) => {
    expect(judged(list)).toEqual([rule, rule, 1]);
  });

  const taken: readonly (readonly [string, PinEntry[]])[] = [
    ['a carriage with counts and one end', [...carriage, stopKey, counts, bottomEnd]],
    ['a carriage by time with both ends', [...carriage, stopKey, bottomEnd, topEnd]],
    ['an output each way', eachWay(floor.deadTimeMs)],
    ['PWM and two lines that brake', twoLines(100, { flags: ['brake'] })],
    ['a kneader with its stop key alone', [...kneader, stopKey]],
    ['a pad with a thermistor on its element', [pad, stopKey, element({})]],
    ['a pad with a thermistor at its surface', [pad, stopKey, surface({})]],
    ['a carriage by time whose one end is declared the only one', [...carriage, stopKey, onlyEnd]],
    ['a pad with a thermostat', [pin('pad', 0, '24', { flags: ['thermostat'] }), stopKey]],
    [
      'a pad on at low that a resistor holds off',
      [pin('pad', 0, '24', { flags: ['activeLow', 'heldOff', 'thermostat'] }), stopKey],
    ],
    ['pins that are only looked at', [pin('watch', 0, '24'), pin('watch', 0, '25'), pin('watch', 0, 'A3')]],
  ];
  test.each(taken)('%s is', (_what, list) => {
    expect(judged(list)).toEqual(['none', 'done', 2]);
  });
});

describe('a list', () => {
  const results = (entries: readonly PinEntry[]) => {
    const chip = new GuardedChip().boot();
    return entries.map((entry) => chip.result('pin', entry));
  };

  test.each([
    ['two roles of one place in a drive', [pin('motor-direction', 0, '22'), pin('motor-line', 0, '23')]],
    ['PWM and a switch for the same motor', [pin('motor-pwm', 0, '6'), pin('motor-on', 0, '22')]],
    ['the same role twice', [pin('pad', 0, '24'), pin('pad', 0, '25')]],
    ['a pin twice', [pin('pad', 0, '24'), pin('pad', 1, '24')]],
    ['two frequencies on one timer', [pin('motor-pwm', 0, '6'), pin('motor-pwm', 1, '7', { pwm: 5000 })]],
  ] as const)('with %s is refused at the second', (_what, entries) => {
    expect(results(entries)).toEqual(['done', 'bad-pin']);
  });

  test.each([
    ['a frequency too low to be read back', pin('motor-pwm', 0, '6', { pwm: 9 })],
    ['an index that its kind has not', pin('pad', 4, '24')],
    ['counts on a pin without interrupt', pin('edge', 0, '22')],
    ['the serial line', pin('watch', 0, '0')],
  ])('with %s is refused', (_what, entry) => {
    expect(results([entry])).toEqual(['bad-pin']);
  });

  test('watches any pin, reports its level, and never drives it', () => {
    const chip = new GuardedChip();
    const { chip: mega } = chip.wiring;
    const free = mega.pins.filter(({ taken }) => taken === null);
    expect(chip.lockTo(free.map(({ name }) => pin('watch', 0, name)))?.values['result']).toBe(0);
    expect(chip.arm()).toBe('done');
    for (const { number } of free)
      chip.send([0xf4, number, 1, 0xf5, number, 1, 0xf0, 0x6f, number, 0x7f, 1, 0xf7]);
    chip.run(60);
    const { gpio } = chip.emulator.mcu;
    expect(free.filter(({ port, bit }) => gpio.isOutput(`P${port}${bit}`))).toEqual([]);
    const [watched] = free.filter(({ name }) => name === '24');
    if (watched === undefined) throw new Error('no pin 24');
    for (const level of [true, false]) {
      chip.drive(watched, level);
      expect(((chip.status()['portsAC'] as number) >> watched.bit) & 1).toBe(level ? 1 : 0);
    }
  });
});
