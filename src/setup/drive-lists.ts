/** The pin lists that drive something: one motor or one pad at a time; all other pins are only watched. */

import type { PinEntry } from '../board/link/limits.ts';
import type { PinList } from '../board/link/pin-order.ts';
import { pinFlags } from '../board/protocol/messages.ts';
import { type KindName, motorNumber } from '../board/protocol/roles.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { at } from '../chair/assert.ts';
import type { ChipPin } from '../chair/chips/chip.ts';
import { openEndOf } from '../chair/open-end.ts';
import type { Drive, InputLine, OutputLine } from '../chair/wiring.ts';
import { type EntryOptions, entry, listFrom } from './lists.ts';
import { type Motor, motorOf } from './motors.ts';

function input(
  kind: KindName,
  index: number,
  line: Pick<InputLine, 'pin' | 'activeHigh' | 'pull'>,
  isOnlyEnd = false,
): PinEntry {
  return entry(kind, index, line.pin, {
    flags: [!line.activeHigh && 'activeLow', line.pull === 'up' && 'pullUp', isOnlyEnd && 'onlyEnd'],
  });
}

function output(kind: KindName, index: number, line: OutputLine, options: EntryOptions = {}): PinEntry {
  const held = line.pull === (line.activeHigh ? 'external-down' : 'external-up');
  return entry(kind, index, line.pin, {
    ...options,
    flags: [...(options.flags ?? []), !line.activeHigh && 'activeLow', held && 'heldOff'],
  });
}

/** The inputs that setup has found. */
export type Inputs = ReadonlyMap<string, Pick<InputLine, 'pin' | 'activeHigh' | 'pull'>>;

/** The stops, and the held key as stop number 2 with inverted level, so that the chip trips while the key is not held. */
function stops(inputs: Inputs, hold: string): PinEntry[] {
  const of = (path: string, index: number): PinEntry[] => {
    const line = inputs.get(path);
    return line === undefined ? [] : [input('stop', index, line)];
  };
  const held = inputs.get(hold);
  const letGo = held === undefined ? [] : [input('stop', 2, { ...held, activeHigh: !held.activeHigh })];
  return [...of('inputs.emergency-stop', 0), ...of('inputs.stop', 1), ...letGo];
}

const isPulledUp =
  (inputs: Inputs) =>
  (pin: ChipPin): boolean => {
    const found = [...inputs.values()].find((line) => line.pin.number === pin.number);
    return found === undefined || found.pull === 'up';
  };

/** The list for this motor alone, with the relay of the motors. */
export function motorList(chair: AnyChair, name: Motor, inputs: Inputs, hold: string): PinList {
  const { drive } = motorOf(chair, name);
  const relay = chair.motors.relay === null ? [] : [output('motor-relay', 0, chair.motors.relay)];
  const own = [
    ...stops(inputs, hold),
    ...endEntries(chair, inputs),
    ...driveEntries(drive, motorNumber[name]),
    ...relay,
  ];
  return listFrom(chair, own, isPulledUp(inputs));
}

/** This motor's outputs alone, with `line` off at the opposite of the file's level. The chip is never armed with this list. */
export function turnedList(chair: AnyChair, name: Motor, line: OutputLine): PinList {
  const { drive } = motorOf(chair, name);
  const activeLow = 1 << pinFlags.indexOf('activeLow');
  const turned = driveEntries(drive, motorNumber[name]).map((each) => ({
    ...each,
    flags: each.pin === line.pin.number ? each.flags ^ activeLow : each.flags,
  }));
  return listFrom(chair, turned, () => false);
}

function driveEntries({ lines, pwm, deadTimeMs }: Drive, n: number): PinEntry[] {
  const options: EntryOptions = { deadTimeMs, pwmHz: pwm?.frequencyHz ?? 0 };
  const power = (line: OutputLine) => output(pwm === null ? 'motor-on' : 'motor-pwm', n, line, options);
  const ways = (up: OutputLine, down: OutputLine) => [
    output('motor-line', 2 * n, up, options),
    output('motor-line', 2 * n + 1, down, options),
  ];
  switch (lines.by) {
    case 'one-way':
      return [power(lines.power)];
    case 'direction':
      return [power(lines.power), output('motor-direction', n, lines.direction, options)];
    case 'each-way':
      return ways(lines.up, lines.down);
    default:
      return [power(lines.power), ...ways(lines.up, lines.down)];
  }
}

function endEntries({ carriage }: AnyChair, inputs: Inputs): PinEntry[] {
  const isOnlyOne = carriage !== null && openEndOf(carriage) !== 0;
  const of = (path: string, index: number): PinEntry[] => {
    const line = inputs.get(path);
    return line === undefined ? [] : [input('end', index, line, isOnlyOne)];
  };
  const counts = inputs.get('carriage.counts');
  return [
    ...of('carriage.ends.bottom', 0),
    ...of('carriage.ends.top', 1),
    ...(counts === undefined || counts.pin.interrupt === null ? [] : [input('edge', 0, counts)]),
  ];
}

/** The list for this pad alone, with the relay of the pads. */
export function padList(chair: AnyChair, name: string, inputs: Inputs): PinList {
  const pads = chair.heat?.pads ?? [];
  const pad = pads.findIndex((each) => each.name === name);
  const { out, thermostat } = at(pads, pad, `pad called ${name}`);
  const relay = chair.heat?.relay ?? null;
  const own = [
    ...stops(inputs, ''),
    output('pad', pad, out, { flags: [thermostat !== null && 'thermostat'] }),
    ...(relay === null ? [] : [output('pad-relay', 0, relay)]),
  ];
  return listFrom(chair, own, isPulledUp(inputs));
}
