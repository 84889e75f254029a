/** What may be wired wrong in an unknown chair: what there is to choose from in this one, and some of it drawn. */
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { motorsOf } from '../../src/chair/any-chair.ts';
import { inputLines } from '../../src/chair/lines.ts';
import { linesOf } from '../../src/chair/wiring.ts';
import type { MistakeId } from '../../src/setup/mistakes.ts';
import { nextBelow, type Random } from '../random.ts';

export interface Mistake {
  readonly id: MistakeId;
  /** The parts it is about, by their place in the file. */
  readonly parts: readonly string[];
  /** As printed on the board. */
  readonly pins: readonly string[];
}

/** Every single mistake that this chair can have. */
export function possibleMistakes(chair: AnyChair): Mistake[] {
  const found: Mistake[] = [];
  const add = (id: MistakeId, parts: readonly string[], pins: readonly string[] = []) =>
    found.push({ id, parts, pins });
  const { carriage, kneader, heat, motors } = chair;
  const inputs = inputLines(chair).filter(({ path }) => isPressed(path));
  for (const { path, line } of inputs) {
    add('input-dead', [path], [line.pin.name]);
    if (line.pull === 'external-down') add('input-floats', [path], [line.pin.name]);
  }
  // Of contacts to ground alone: two of others on one pin are more than one mistake.
  const [one, two] = inputs.filter(({ path, line }) => path.startsWith('inputs.keys.') && !line.activeHigh);
  if (one !== undefined && two !== undefined)
    add('two-on-one-pin', [one.path, two.path], [one.line.pin.name]);
  add('supply-volts', ['supply']);
  for (const [name, { drive, current }] of motorsOf(chair)) {
    const pins = linesOf(drive).map(([, { pin }]) => pin.name);
    if (name !== 'tapper') {
      add('switch-stuck', [`${name}.drive`], pins);
      if (drive.lines.by !== 'one-way') add('motor-reversed', [name], pins);
      if (current !== null) {
        add('current-silent', [`${name}.current`], [current.sensor.pin.name]);
        add('current-scale', [`${name}.current`], [current.sensor.pin.name]);
      }
    }
  }
  if (motors.relay !== null) {
    add('switch-stuck', ['motors.relay'], [motors.relay.pin.name]);
    add('output-inverted', ['motors.relay'], [motors.relay.pin.name]);
    add('output-dead', ['motors.relay'], [motors.relay.pin.name]);
  }
  if (carriage !== null && kneader !== null) add('motors-swapped', ['carriage', 'kneader']);
  if (carriage?.current && kneader?.current)
    add(
      'currents-swapped',
      ['carriage.current', 'kneader.current'],
      [carriage.current.sensor.pin.name, kneader.current.sensor.pin.name],
    );
  const { top, bottom } = carriage?.ends ?? { top: null, bottom: null };
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
  for (const pad of heat?.pads ?? []) {
    add('switch-stuck', [`heat.pads.${pad.name}.out`], [pad.out.pin.name]);
    add('output-dead', [`heat.pads.${pad.name}.out`], [pad.out.pin.name]);
  }
  if (heat?.relay) {
    add('switch-stuck', ['heat.relay'], [heat.relay.pin.name]);
    add('output-inverted', ['heat.relay'], [heat.relay.pin.name]);
  }
  if (heat !== null && heat.pads.length === 2) {
    add(
      'pads-swapped',
      heat.pads.map(({ name }) => `heat.pads.${name}`),
    );
    add(
      'thermistors-swapped',
      heat.pads.map(({ name }) => `heat.pads.${name}`),
    );
  }
  return found;
}

/** What the person presses by hand; the sensors of the way and of the cam are found as the motors turn. */
const isPressed = (path: string): boolean => path !== 'carriage.counts' && !path.startsWith('kneader.cams.');

/** `count` of them, none about a part that another is about. */
export function drawMistakes(chair: AnyChair, random: Random, count: number): Mistake[] {
  const drawn: Mistake[] = [];
  for (let tries = 0; drawn.length < count && tries < 100; tries++) {
    const possible = possibleMistakes(chair).filter(
      ({ id, parts }) =>
        !drawn.some((other) => other.id === id || other.parts.some((part) => parts.includes(part))),
    );
    const next = possible[nextBelow(random, possible.length)];
    if (next === undefined) break;
    drawn.push(next);
  }
  return drawn;
}
