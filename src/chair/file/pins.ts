/** Checks all pins of a chair file against what the chip can do, whatever else is wrong with the file. */
import { type Chip, type ChipPin, pinNamed } from '../chips/chip.ts';
import { type Facts, partKey, pathOf, shown } from './facts.ts';
import type { Finding } from './problems.ts';
import type { PinNeed } from './shape.ts';
import type { Wired } from './values.ts';

export function checkPins(facts: Facts, chip: Chip): Finding[] {
  const users = new Map<number, Wired>();
  const found: Finding[] = [];
  for (const wired of facts.wired) {
    const path = `${partKey(wired)}.pin`;
    const say = (code: Finding['code'], message: string, hint: string) => {
      found.push({ path: pathOf(path), at: 'value', code, message: `${shown(path)}: ${message}`, hint });
    };
    const free = (): string => freePins(facts, chip, wired.need);
    const pin = pinNamed(chip, wired.pin);
    if (pin === undefined) {
      say('C20', `a ${chip.id} has no pin ${wired.pin}`, free());
      continue;
    }
    const user = users.get(pin.number);
    if (user !== undefined) {
      const first = `${shown(partKey(user))} (line ${facts.line(`${partKey(user)}.pin`)})`;
      say('C23', `pin ${wired.pin} is already that of ${first}`, `one pin, one part; ${free()}`);
      continue;
    }
    users.set(pin.number, wired);
    const wrong = unfit(facts, chip, pin, wired);
    if (wrong !== null) say(wrong[0], `pin ${wired.pin} ${wrong[1]}`, free());
  }
  return [...found, ...checkPulls(facts, chip), ...checkTimers(facts, chip)];
}

function takenBy(facts: Facts, chip: Chip, pin: ChipPin): string | null {
  const bus = pin.number === chip.i2c.data || pin.number === chip.i2c.clock;
  return bus && !facts.has('signs.display') ? null : pin.taken;
}

function unfit(facts: Facts, chip: Chip, pin: ChipPin, wired: Wired): ['C21' | 'C22', string] | null {
  const { need } = wired;
  const taken = takenBy(facts, chip, pin);
  if (taken !== null) return ['C21', `is taken by ${taken}`];
  const key = partKey(wired);
  const isLamp = key === 'signs.lamp' || key === 'signs.lock-lamp';
  // Not even an input: a contact to ground would short what the bootloader drives.
  if (pin.number === chip.bootloaderLed && !isLamp) {
    return ['C21', 'is blinked by the bootloader at each start: a lamp may be there, nothing else'];
  }
  if (need === 'pwm' && pin.pwm === null)
    return [
      'C22',
      pin.pwmTaken === null ? 'has no PWM' : `has no PWM here: the board has it ${pin.pwmTaken}`,
    ];
  if (need === 'interrupt' && pin.interrupt === null)
    return ['C22', 'has no interrupt, and edges would be missed'];
  if (need === 'analog' && pin.analog === null) return ['C22', 'is no analog input'];
  return null;
}

function checkPulls(facts: Facts, chip: Chip): Finding[] {
  if (chip.pullDown) return [];
  return facts.wired
    .map((wired) => `${partKey(wired)}.pull`)
    .filter((path) => facts.value(path) === 'down')
    .map((path) => ({
      path: pathOf(path),
      at: 'value',
      code: 'C22',
      message: `${shown(path)}: a ${chip.id} has no pull-down`,
      hint: 'wire a resistor to ground and write `external-down`, or turn the switch round and write `up`',
    }));
}

const frequencyOf = (key: string): string => key.replace(/\.pwm$/, '.frequency');

/** A timer has one frequency for all its outputs; an output without a stated frequency takes that of the others. */
function checkTimers(facts: Facts, chip: Chip): Finding[] {
  const first = new Map<number, { key: string; pin: ChipPin; hertz: number }>();
  return facts.wired.flatMap((wired): Finding[] => {
    const pin = pinNamed(chip, wired.pin);
    if (wired.need !== 'pwm' || pin === undefined || pin.pwm === null) return [];
    const key = partKey(wired);
    const stated = frequencyOf(key);
    const hertz = facts.figure(stated);
    if (hertz === undefined) return [];
    const { timer } = pin.pwm;
    const other = first.get(timer);
    if (other === undefined || other.hertz === hertz) {
      if (other === undefined) first.set(timer, { key, pin, hertz });
      return [];
    }
    const message =
      `${key} (pin ${pin.name}, ${hertzText(hertz)}) and ${other.key} (pin ${other.pin.name}, ` +
      `${hertzText(other.hertz)}, line ${facts.line(`${other.key}.pin`)}) share timer ${timer}, which has one frequency`;
    const hint = `give both the same frequency, or move one of them to another timer; ${freePins(facts, chip, 'pwm', timer)}`;
    return [{ path: pathOf(stated), at: 'value', code: 'C30', message, hint }];
  });
}

const hertzText = (hertz: number): string => (hertz >= 1000 ? `${hertz / 1000} kHz` : `${hertz} Hz`);

const needWords: Readonly<Record<PinNeed, string>> = {
  output: 'outputs',
  input: 'inputs',
  pwm: 'pins with PWM',
  interrupt: 'pins with an interrupt',
  analog: 'analog inputs',
};

/** How many free pins are named at most: nobody reads more. */
const namedMost = 10;

/** The suitable pins that no part of this file uses. */
function freePins(facts: Facts, chip: Chip, need: PinNeed, butOfTimer?: number): string {
  const used = new Set(facts.wired.map(({ pin }) => pin));
  const free = chip.pins
    .filter((pin) => !used.has(pin.name) && takenBy(facts, chip, pin) === null)
    .filter((pin) => suits(chip, pin, need) && (butOfTimer === undefined || pin.pwm?.timer !== butOfTimer))
    .map(({ name }) => name);
  const what = needWords[need];
  if (free.length === 0) return `no ${what} are free on this ${chip.id}`;
  const rest = free.length > namedMost ? ' and others' : '';
  return `${what} still free on this ${chip.id}: ${free.slice(0, namedMost).join(', ')}${rest}`;
}

/** Pins that can do more than is needed are not proposed: they are kept for parts that need it. */
function suits(chip: Chip, pin: ChipPin, need: PinNeed): boolean {
  if (need === 'pwm') return pin.pwm !== null && pin.number !== chip.bootloaderLed;
  if (need === 'interrupt') return pin.interrupt !== null;
  if (need === 'analog') return pin.analog !== null;
  const plain = pin.analog === null && pin.pwm === null && pin.interrupt === null;
  return plain && pin.number !== chip.bootloaderLed;
}
