/** The pins of a chair file against what its chip can do: all of them, whatever else is wrong with the file. */
import type { Path } from '../../codec/yaml-problems.ts';
import { type Chip, type ChipPin, pinNamed } from '../chips/chip.ts';
import { keyNames } from '../names.ts';
import { type Finding, pathText } from './problems.ts';
import { readAt } from './schema.ts';
import { valueAt } from './structure.ts';

type Need = 'output' | 'pwm' | 'input' | 'interrupt' | 'analog';

/** Every part that has a pin, and what it asks of it. Cams come besides. */
const needs: Readonly<Record<string, Need>> = {
  'supply.sense': 'analog',
  'motors.relay': 'output',
  'carriage.drive.pwm': 'pwm',
  'carriage.drive.direction': 'output',
  'carriage.counts': 'interrupt',
  'carriage.ends.top': 'input',
  'carriage.ends.bottom': 'input',
  'carriage.current': 'analog',
  'kneader.drive.pwm': 'pwm',
  'kneader.drive.direction': 'output',
  'kneader.current': 'analog',
  'heat.pads.lumbar.out': 'output',
  'heat.pads.lumbar.element-sensor': 'analog',
  'heat.pads.sacral.out': 'output',
  'heat.pads.sacral.element-sensor': 'analog',
  'heat.relay': 'output',
  'heat.current': 'analog',
  'heat.ambient': 'analog',
  'inputs.stop': 'input',
  'inputs.emergency-stop': 'input',
  'inputs.seat': 'input',
  ...Object.fromEntries(
    keyNames.filter((key) => key !== 'stop').map((key) => [`inputs.keys.${key}`, 'input']),
  ),
  'signs.lamp': 'output',
  'signs.lock-lamp': 'output',
  'signs.beeper': 'output',
};

interface Wired {
  readonly part: Path;
  readonly need: Need;
  readonly pin: string;
}

/** In the order in which they stand in the file. */
function wiredParts(value: unknown, lineOf: (path: Path) => number): Wired[] {
  const cams = valueAt(value, ['kneader', 'cams']);
  const parts: [Path, Need][] = [
    ...Object.entries(needs).map(([part, need]): [Path, Need] => [part.split('.'), need]),
    ...(Array.isArray(cams) ? cams : []).map((_, index): [Path, Need] => [
      ['kneader', 'cams', index],
      'input',
    ]),
  ];
  return parts
    .flatMap(([part, need]) => {
      const pin = readAt(value, [...part, 'pin']);
      return typeof pin === 'string' ? [{ part, need, pin }] : [];
    })
    .sort((one, other) => lineOf([...one.part, 'pin']) - lineOf([...other.part, 'pin']));
}

export function checkPins(value: unknown, chip: Chip, lineOf: (path: Path) => number): Finding[] {
  const parts = wiredParts(value, lineOf);
  const users = new Map<number, Wired>();
  const found: Finding[] = [];
  for (const wired of parts) {
    const path = [...wired.part, 'pin'];
    const say = (code: Finding['code'], message: string, hint: string) => {
      found.push({ path, at: 'value', code, message, hint });
    };
    const pin = pinNamed(chip, wired.pin);
    if (pin === undefined) {
      say(
        'C20',
        `${pathText(path)}: a ${chip.id} has no pin ${wired.pin}`,
        freeText(chip, wired.need, parts),
      );
      continue;
    }
    const user = users.get(pin.number);
    if (user !== undefined) {
      const first = `${pathText(user.part)} (line ${lineOf([...user.part, 'pin'])})`;
      const hint = `one pin, one part; ${freeText(chip, wired.need, parts)}`;
      say('C23', `${pathText(path)}: pin ${wired.pin} is already that of ${first}`, hint);
      continue;
    }
    users.set(pin.number, wired);
    const wrong = unfit(chip, pin, wired);
    if (wrong !== null)
      say(wrong[0], `${pathText(path)}: pin ${wired.pin} ${wrong[1]}`, freeText(chip, wired.need, parts));
  }
  return [...found, ...checkPulls(value, chip, parts)];
}

function unfit(chip: Chip, pin: ChipPin, { part, need }: Wired): ['C21' | 'C22', string] | null {
  if (pin.taken !== null) return ['C21', `is taken by ${pin.taken}`];
  const isLamp = part[0] === 'signs' && part.at(-1) !== 'beeper';
  if (pin.number === chip.bootloaderLed && (need === 'output' || need === 'pwm') && !isLamp) {
    return ['C21', 'is blinked by the bootloader at each start: a lamp may be there, nothing else'];
  }
  if (need === 'pwm' && pin.pwm === null) return ['C22', 'has no PWM'];
  if (need === 'interrupt' && pin.interrupt === null)
    return ['C22', 'has no interrupt, and edges would be missed'];
  if (need === 'analog' && pin.analog === null) return ['C22', 'is no analog input'];
  return null;
}

function checkPulls(value: unknown, chip: Chip, parts: readonly Wired[]): Finding[] {
  if (chip.pullDown) return [];
  return parts
    .filter(({ part }) => readAt(value, [...part, 'pull']) === 'down')
    .map(({ part }) => ({
      path: [...part, 'pull'],
      at: 'value',
      code: 'C22',
      message: `${pathText([...part, 'pull'])}: a ${chip.id} has no pull-down`,
      hint: 'wire a resistor to ground and write `external-down`, or turn the switch round and write `up`',
    }));
}

/** More pins than anybody reads. */
const namedMost = 10;

/** The pins that would do and that no part of this file has. */
function freeText(chip: Chip, need: Need, parts: readonly Wired[]): string {
  const fits = (pin: ChipPin): boolean => {
    if (parts.some((part) => part.pin === pin.name) || pin.taken !== null) return false;
    if (need === 'pwm') return pin.pwm !== null;
    if (need === 'interrupt') return pin.interrupt !== null;
    if (need === 'analog') return pin.analog !== null;
    // Pins that can do more are kept for those who need it, as long as there are others.
    return (
      pin.analog === null && pin.pwm === null && pin.interrupt === null && pin.number !== chip.bootloaderLed
    );
  };
  const free = chip.pins.filter(fits).map(({ name }) => name);
  const what = {
    output: 'outputs',
    input: 'inputs',
    pwm: 'pins with PWM',
    interrupt: 'pins with an interrupt',
    analog: 'analog inputs',
  }[need];
  const rest = free.length > namedMost ? ' and others' : '';
  return free.length === 0
    ? `no ${what} are free on this ${chip.id}`
    : `${what} still free on this ${chip.id}: ${free.slice(0, namedMost).join(', ')}${rest}`;
}
