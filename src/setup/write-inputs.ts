/** Inputs for the chair file: pin, level and pull of those found; those that the chair does not have; those whose pin another has. */
import type { AnyChair } from '../chair/any-chair.ts';
import type { ChipPin } from '../chair/chips/chip.ts';
import { inputLines, usedPins } from '../chair/lines.ts';
import type { Milliseconds } from '../chair/units.ts';
import { presses } from './inputs.ts';
import { plain, type Value } from './value.ts';

interface InputsFound {
  readonly found: Readonly<
    Record<
      string,
      {
        readonly pin: number;
        readonly activeHigh: boolean;
        readonly pull: string;
        readonly bounceMs?: Milliseconds;
      }
    >
  >;
  readonly absent: readonly string[];
}

export function inputValues(chair: AnyChair, { found, absent }: InputsFound): Value[] {
  return [
    ...absent.map(absentValue),
    ...Object.entries(found).flatMap(([path, { pin, activeHigh, pull, bounceMs }]) => [
      plain(`${path}.pin`, pin),
      plain(`${path}.active`, activeHigh ? 'high' : 'low'),
      plain(`${path}.pull`, pull),
      ...(bounceMs === undefined ? [] : [debounceValue(path, bounceMs)]),
    ]),
    ...displaced(chair, { found, absent }),
  ];
}

/** The debounce: the longest bounce seen plus the resolution. The chip reports every millisecond, and USB may delay a report by about three. */
const debounceValue = (path: string, bounceMs: Milliseconds): Value => ({
  path: `${path}.debounce`,
  value: `${Math.min(debounceMostMs, bounceMs + resolutionMs)} ms`,
  of: { spread: `${resolutionMs} ms`, runs: presses },
});
const resolutionMs = 4;
/** Longest debounce that a file may give. */
const debounceMostMs = 100;

/** A part that the chair does not have, as the person said: a key is removed from the file, any other part becomes `none`. */
const absentValue = (path: string): Value => ({
  ...plain(path, path.startsWith('inputs.keys.') ? undefined : 'none'),
  judged: 'said to be none',
});

/**
 * An input that was not found, such as a cam of arms that may not be moved, keeps the pin of the file. If another input was
 * found on that pin, it moves to a free one: a chair file with two inputs on one pin is invalid.
 */
function displaced(chair: AnyChair, { found, absent }: InputsFound): Value[] {
  const taken = new Set(Object.values(found).map(({ pin }) => pin));
  const inWay = inputLines(chair).filter(
    ({ path, line }) => !(path in found) && !absent.includes(path) && taken.has(line.pin.number),
  );
  const left = new Set(Object.keys(found).flatMap((path) => pinBefore(chair, path)));
  const used = new Set([...usedPins(chair)].filter((pin) => !left.has(pin)));
  for (const pin of taken) used.add(pin);
  return inWay.flatMap(({ path }) => {
    const fits = ({ number, taken: by, interrupt }: ChipPin) =>
      by === null &&
      !used.has(number) &&
      number !== chair.chip.bootloaderLed &&
      (path !== 'carriage.counts' || interrupt !== null);
    const free =
      chair.chip.pins.find((pin) => fits(pin) && left.has(pin.number)) ?? chair.chip.pins.find(fits);
    if (free === undefined) return [];
    used.add(free.number);
    return [{ ...plain(`${path}.pin`, free.number), judged: 'not found: another part is on its pin' }];
  });
}

const pinBefore = (chair: AnyChair, path: string): number[] =>
  inputLines(chair)
    .filter((each) => each.path === path)
    .map(({ line }) => line.pin.number);
