/** Keys of a chair file that need another key, and keys of which exactly one is needed. */
import { type Facts, pathOf } from './facts.ts';
import type { Finding } from './problems.ts';

type Need = readonly [key: string, needs: string | readonly string[], why: string];

/** `key` has a meaning only where the key `needs` is there, or all of them. */
const needs: readonly Need[] = [
  [
    'inputs.emergency-stop.pin',
    ['inputs.emergency-stop.active', 'inputs.emergency-stop.pull'],
    'an input that stops needs its level, and what holds it when its wire breaks',
  ],
  ['inputs.emergency-stop.active', 'inputs.emergency-stop.pin', 'without a pin nothing has a level'],
  ['inputs.emergency-stop.pull', 'inputs.emergency-stop.pin', 'without a pin nothing is held'],
  ['motors.sense', 'motors.relay', 'it is the voltage behind the relay'],
  ['heat.relay', 'heat.pads', 'it is in series with the pads'],
  ['heat.current', 'heat.pads', 'it is the current of the pads'],
  ['heat.ambient', 'heat.pads', 'it is for heating'],
];

/** Needs of a coupled drive; for the other kinds the format says which keys they need. */
const coupledNeeds: typeof needs = [
  ['carriage.drive.up', 'carriage.drive.down', 'there is an output each way'],
  ['carriage.drive.down', 'carriage.drive.up', 'there is an output each way'],
  ['carriage.drive.frequency', 'carriage.drive.pwm', 'only PWM has a frequency'],
  ['carriage.drive.duty', 'carriage.drive.pwm', 'on and off have no duty'],
  ['carriage.drive.friction', 'carriage.drive.pwm', 'on and off have no duty'],
];
const isCoupled = (facts: Facts): boolean => facts.value('carriage.drive.kind') === 'coupled';

const padNeeds: readonly (readonly [key: string, needs: string, why: string])[] = [
  [
    'by-table.steady-surface',
    'by-table.room',
    'a temperature means nothing without that of the room in which it was measured',
  ],
  ['by-table.room', 'by-table.steady-surface', 'the room alone says nothing'],
];

export function checkNeeds(facts: Facts): Finding[] {
  const pads = facts.inside('heat.pads').map((name) => `heat.pads.${name}`);
  const all: readonly Need[] = [
    ...needs,
    ...(isCoupled(facts) ? coupledNeeds : []),
    ...pads.flatMap((pad) =>
      padNeeds.map(([key, need, why]) => [`${pad}.${key}`, `${pad}.${need}`, why] as const),
    ),
  ];
  const missing = all.flatMap(([key, needed, why]): Finding[] => {
    const wanted = [needed].flat();
    const lacking = facts.has(key) ? wanted.filter((need) => !facts.has(need)) : [];
    if (lacking.length === 0) return [];
    const are = lacking.length === 1 ? 'which is' : 'which are';
    const message = `${key} needs ${lacking.join(' and ')}, ${are} not there`;
    const cure = wanted.length > 1 ? 'write all of them, or none' : 'write both, or neither';
    return [{ path: pathOf(key), at: 'value', code: 'C27', message, hint: `${why}: ${cure}` }];
  });
  return [...missing, ...checkCounts(facts), ...checkTimes(facts), ...checkCoupled(facts)];
}

function checkCounts(facts: Facts): Finding[] {
  const counts = 'carriage.counts';
  if (!facts.has(`${counts}.pin`)) return [];
  const given = ['each', 'over-rail'].filter((key) => facts.has(`${counts}.${key}`));
  if (given.length === 1) return [];
  const message =
    given.length === 0
      ? `${counts} says neither each nor over-rail`
      : `${counts} says each (line ${facts.line(`${counts}.each`)}) and over-rail`;
  const hint =
    'exactly one: `each: 2 mm` for the distance of a count, or `over-rail: 160` for all counts from end to end';
  return [
    {
      path: pathOf(given.length === 0 ? counts : `${counts}.over-rail`),
      at: 'value',
      code: 'C28',
      message,
      hint,
    },
  ];
}

function checkTimes(facts: Facts): Finding[] {
  if (!facts.has('carriage.drive') || facts.has('carriage.travel') || facts.has('carriage.full-speed'))
    return [];
  const message = 'carriage.travel is missing, and carriage.full-speed as well';
  const hint = 'time it from end to end, nobody in the chair: `travel: { up: 15.9 s, down: 14.8 s }`';
  return [{ path: ['carriage', 'travel'], at: 'value', code: 'C09', message, hint }];
}

/** Checks that a coupled drive has the pins of one of the other kinds. */
function checkCoupled(facts: Facts): Finding[] {
  const drive = 'carriage.drive';
  if (!isCoupled(facts)) return [];
  const say = (key: string, code: Finding['code'], message: string, hint: string): Finding[] => [
    { path: pathOf(key), at: 'value', code, message, hint },
  ];
  const has = (key: string) => facts.has(`${drive}.${key}`);
  const found: Finding[] = [];
  if (facts.has('kneader')) {
    const message = 'kneader: the motor of the carriage turns the heads already';
    found.push(
      ...say('kneader', 'C24', message, 'leave it out, or write `none`; or the drive is not coupled'),
    );
  }
  if (has('pwm') && has('on')) {
    return [
      ...found,
      ...say(`${drive}.on`, 'C28', `${drive} says pwm and on`, 'one of the two switches the motor'),
    ];
  }
  if (has('direction') && (has('up') || has('down'))) {
    const message = `${drive} says direction, and up or down as well`;
    return [
      ...found,
      ...say(`${drive}.direction`, 'C28', message, 'one direction line, or one output each way'),
    ];
  }
  const twoLines = has('up') && has('down');
  if (twoLines || (has('direction') && (has('pwm') || has('on')))) return found;
  if (has('up') || has('down')) return found;
  const message = `${drive} does not say which pins drive the motor`;
  const hint = 'pwm or on with direction; up and down; or pwm with up and down';
  return [...found, ...say(drive, 'C28', message, hint)];
}
