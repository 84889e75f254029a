/** The pin lists that the chip is locked to in setup: at most one motor or one pad is driven; all other pins are only watched. */

import { listOf, type PinEntry } from '../board/link/limits.ts';
import type { PinList } from '../board/link/pin-order.ts';
import { pinFlags, pwmUnitHz } from '../board/protocol/messages.ts';
import { floor, type KindName, kindNumber, motorCount, motorNumber } from '../board/protocol/roles.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import type { ChipPin } from '../chair/chips/chip.ts';
import { analogLines, guardedOutputs, signOutputs, thermistorLines } from '../chair/lines.ts';
import { motorsSense } from '../chair/motors-supply.ts';
import { allMotorNames } from '../chair/names.ts';
import { ohmOfCelsius, ratioOfOhm, thermistor, thermistorRange } from '../chair/thermistor.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { ThermistorLine } from '../chair/wiring.ts';

/** The lease in setup, stricter than in use: at most four frames in a row may be lost. */
const setupLeaseMs: Milliseconds = 100;
/** Temperatures at which the chip trips in setup, well below those in use. */
const elementMostC = 52;
const surfaceMostC = 42;
const coldestC = thermistorRange.openBelowC;
/** Uses the thermistor's own B value: that of another part would put the limit some kelvin too high. */
const thermistorCount = (celsius: number, { betaK }: ThermistorLine) =>
  ratioOfOhm(ohmOfCelsius(celsius, betaK)) * thermistor.counts;

type Flag = (typeof pinFlags)[number];
const bits = (flags: readonly (Flag | false)[]): number =>
  flags.reduce<number>((sum, flag) => (flag === false ? sum : sum | (1 << pinFlags.indexOf(flag))), 0);

export interface EntryOptions {
  readonly flags?: readonly (Flag | false)[];
  readonly low?: number;
  readonly high?: number;
  readonly deadTimeMs?: number;
  readonly pwmHz?: number;
}

export function entry(kind: KindName, index: number, pin: ChipPin, options: EntryOptions = {}): PinEntry {
  const { flags = [], low = 0, high = 1023, deadTimeMs = 0, pwmHz = 0 } = options;
  return {
    kind: kindNumber[kind],
    index,
    pin: pin.number,
    flags: bits(flags),
    low,
    high,
    deadTimeMs,
    pwm: Math.round(pwmHz / pwmUnitHz),
  };
}

/** Entries for the analog inputs of the file, by their paths there. */
function analogEntries(chair: AnyChair): ReadonlyMap<string, PinEntry> {
  const found = new Map<string, PinEntry>();
  for (const { path, line } of analogLines(chair)) {
    const motor = allMotorNames.find((name) => path === `${name}.current`);
    if (motor !== undefined) found.set(path, entry('current', motorNumber[motor], line.pin));
    else if (path === 'heat.current') found.set(path, entry('current', motorCount, line.pin));
    else if (path === 'supply.sense') found.set(path, entry('supply', 0, line.pin));
    else if (path === 'motors.sense' && motorsSense(chair) !== null)
      found.set(path, entry('supply', 1, line.pin));
  }
  for (const { path, line } of thermistorLines(chair)) found.set(path, thermistorEntry(chair, path, line));
  return found;
}

function thermistorEntry(chair: AnyChair, path: string, line: ThermistorLine): PinEntry {
  const { pin } = line;
  const high = Math.min(floor.highCount, Math.ceil(thermistorCount(coldestC, line)));
  const pads = chair.heat?.pads ?? [];
  const pad = pads.findIndex(({ name }) => path.startsWith(`heat.pads.${name}.`));
  if (pad < 0) return entry('ambient', 0, pin, { low: 0, high });
  const surface = path.endsWith('surface-sensor');
  const low = Math.floor(thermistorCount(surface ? surfaceMostC : elementMostC, line));
  return entry('thermistor', 2 * pad + (surface ? 1 : 0), pin, { low, high });
}

/** The list with the entries `own`, the analog inputs, and all other free pins as watched; `pullUp`: whether such a pin gets the chip's pull-up. */
export function listFrom(
  chair: AnyChair,
  own: readonly PinEntry[],
  pullUp: (pin: ChipPin) => boolean,
): PinList {
  const analog = analogEntries(chair);
  const used = new Set([...own, ...analog.values()].map(({ pin }) => pin));
  const outputs = [...guardedOutputs(chair), ...signOutputs(chair)].map(({ line }) => line.pin.number);
  // An output is left alone: a pull-up on it could switch it on.
  const kept = new Set([...used, ...outputs, chair.chip.bootloaderLed]);
  const watched = chair.chip.pins
    .filter((pin) => pin.taken === null && !kept.has(pin.number))
    .map((pin) => entry('watch', 0, pin, { flags: [pullUp(pin) && 'pullUp'] }));
  const entries = [...own, ...analog.values(), ...watched];
  const slots = new Map([...analog.keys()].map((path, slot) => [path, slot]));
  return { entries, slots, ...listOf(entries, setupLeaseMs) };
}

/** The list that watches every pin that may be an input, and with which nothing can be driven. */
export const watchList = (chair: AnyChair, pullUps: boolean): PinList => listFrom(chair, [], () => pullUps);
