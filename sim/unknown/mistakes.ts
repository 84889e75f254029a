/** Wiring mistakes in an unknown chair: all that this chair can have, and some of them drawn. */
import type { AnyChair, AnyMotor } from '../../src/chair/any-chair.ts';
import { motorsOf } from '../../src/chair/any-chair.ts';
import { hazardsOf } from '../../src/chair/hazards.ts';
import { inputLines } from '../../src/chair/lines.ts';
import { type Drive, linesOf } from '../../src/chair/wiring.ts';
import type { MistakeId } from '../../src/setup/mistakes.ts';
import { nextBelow, type Random } from '../random.ts';

export interface Mistake {
  readonly id: MistakeId;
  /** The parts concerned, by their place in the file. */
  readonly parts: readonly string[];
  /** As printed on the board. */
  readonly pins: readonly string[];
}

/** Every single mistake that this chair can have. */
export function possibleMistakes(chair: AnyChair): Mistake[] {
  const found: Mistake[] = [];
  const add = (id: MistakeId, parts: readonly string[], pins: readonly string[] = []) =>
    found.push({ id, parts, pins });
  const { carriage, kneader, motors } = chair;
  const inputs = inputLines(chair).filter(({ path }) => isPressed(path));
  for (const { path, line } of inputs) {
    add('input-dead', [path], [line.pin.name]);
    add('input-loose', [path], [line.pin.name]);
    if (line.pull === 'external-down') add('input-floats', [path], [line.pin.name]);
  }
  // Only contacts to ground: two others on one pin would be more than one mistake.
  const [one, two] = inputs.filter(({ path, line }) => path.startsWith('inputs.keys.') && !line.activeHigh);
  if (one !== undefined && two !== undefined)
    add('two-on-one-pin', [one.path, two.path], [one.line.pin.name]);
  add('supply-volts', ['supply']);
  const locked = lockedOut(chair);
  for (const [name, { drive, current }] of motorsOf(chair)) {
    if (locked.has(name)) continue;
    const pins = linesOf(drive).map(([, { pin }]) => pin.name);
    add('switch-stuck', [`${name}.drive`], pins);
    add('output-dead', [`${name}.drive`], pins);
    for (const [key, { pin }] of turnable(drive))
      add('output-inverted', [`${name}.drive.${key}`], [pin.name]);
    if (name !== 'tapper' && drive.lines.by !== 'one-way') add('motor-reversed', [name], pins);
    if (current === null || name === 'tapper') continue;
    add('current-silent', [`${name}.current`], [current.sensor.pin.name]);
    if (drive.pwm !== null) add('current-scale', [`${name}.current`], [current.sensor.pin.name]);
  }
  if (motors.relay !== null) {
    add('switch-stuck', ['motors.relay'], [motors.relay.pin.name]);
    add('output-inverted', ['motors.relay'], [motors.relay.pin.name]);
    add('output-dead', ['motors.relay'], [motors.relay.pin.name]);
  }
  if (carriage !== null && kneader !== null && twoWays(kneader) && twoWays(carriage))
    add('motors-swapped', ['carriage', 'kneader']);
  if (carriage?.current && kneader?.current)
    add(
      'currents-swapped',
      ['carriage.current', 'kneader.current'],
      [carriage.current.sensor.pin.name, kneader.current.sensor.pin.name],
    );
  const { top, bottom, middle } = carriage?.ends ?? { top: null, bottom: null, middle: null };
  if (middle !== null) add('end-dead', ['carriage.ends.middle'], [middle.line.pin.name]);
  if (top !== null && bottom !== null) {
    add('ends-swapped', ['carriage.ends.top', 'carriage.ends.bottom'], [top.pin.name, bottom.pin.name]);
    add('end-dead', ['carriage.ends.top'], [top.pin.name]);
    add('end-dead', ['carriage.ends.bottom'], [bottom.pin.name]);
  }
  if (carriage !== null && carriage.counts !== null) {
    add('counts-dead', ['carriage.counts'], [carriage.counts.line.pin.name]);
    add('counts-bounce', ['carriage.counts'], [carriage.counts.line.pin.name]);
  }
  for (const [index, { line }] of (kneader?.cams ?? []).entries())
    add('cam-dead', [`kneader.cams.${index + 1}`], [line.pin.name]);
  found.push(...possibleAtPads(chair, locked));
  return found;
}

/** The lines that give power: an inverted direction line is a reversed motor. */
const turnable = (drive: Drive) =>
  drive.lines.by === 'each-way' ? linesOf(drive) : linesOf(drive).slice(0, 1);
const twoWays = ({ drive }: AnyMotor): boolean => drive.lines.by !== 'one-way';
const lockedOut = (chair: AnyChair): ReadonlySet<string> =>
  new Set(hazardsOf(chair).flatMap((hazard) => hazard.lockedOut));

function possibleAtPads({ heat }: AnyChair, locked: ReadonlySet<string>): Mistake[] {
  const pads = (heat?.pads ?? []).filter(({ name }) => !locked.has(`heat.pads.${name}`));
  const found: Mistake[] = pads.flatMap(({ name, out }) =>
    (['switch-stuck', 'output-dead', 'output-inverted'] as const).map((id) => ({
      id,
      parts: [`heat.pads.${name}.out`],
      pins: [out.pin.name],
    })),
  );
  const relay = pads.length === 0 ? null : (heat?.relay ?? null);
  if (relay !== null)
    for (const id of ['switch-stuck', 'output-inverted'] as const)
      found.push({ id, parts: ['heat.relay'], pins: [relay.pin.name] });
  if (pads.length !== 2) return found;
  const parts = pads.map(({ name }) => `heat.pads.${name}`);
  found.push({ id: 'pads-swapped', parts, pins: [] });
  if (pads.every(({ elementSensor }) => elementSensor !== null))
    found.push({ id: 'thermistors-swapped', parts, pins: [] });
  return found;
}

/** Whether the person presses this input by hand; edge and cam sensors are found as the motors turn. */
const isPressed = (path: string): boolean => path !== 'carriage.counts' && !path.startsWith('kneader.cams.');

/** Whether both are the same part, or one is a part of the other. */
const areOne = (one: string, two: string): boolean =>
  `${one}.`.startsWith(`${two}.`) || `${two}.`.startsWith(`${one}.`);

/** Draws `count` mistakes of different kinds, about different parts. */
export function drawMistakes(chair: AnyChair, random: Random, count: number): Mistake[] {
  const drawn: Mistake[] = [];
  for (let tries = 0; drawn.length < count && tries < 100; tries++) {
    const possible = possibleMistakes(chair).filter(
      ({ id, parts }) =>
        !drawn.some(
          (other) => other.id === id || other.parts.some((one) => parts.some((two) => areOne(one, two))),
        ),
    );
    const next = possible[nextBelow(random, possible.length)];
    if (next === undefined) break;
    drawn.push(next);
  }
  return drawn;
}
