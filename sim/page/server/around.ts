/** What a person changes around the pads from the page: `leans 0.6 0.5 0.5`, `blanket 0.2`, `room 28 600000`. */
import type { Chair } from '../../../src/chair/chair.ts';
import type { Change } from '../../plant/surroundings.ts';
import { readStep } from '../../scenario/read.ts';

/** The step of a scenario that does the same. */
export function aroundStep(name: string, value: string): string {
  const [first, second, third] = String(value).split(' ');
  if (name === 'leans') return `leans: { contact: ${first}, share: ${second}, air-left: ${third} }`;
  return name === 'room' ? `room: { to: ${first} C, in: ${second} ms }` : `${name}: ${value}`;
}

/** Throws what is wrong, with what would be right. */
export function changeOf(name: string, value: string, chair: Chair): Change {
  const { step, problems } = readStep(aroundStep(name, value), chair);
  if (step?.kind === 'around') return step.change;
  const [problem] = problems;
  throw new Error(
    problem === undefined
      ? `${name} is nothing around the pads.`
      : `${name} ${value}: ${problem.message}; ${problem.hint}`,
  );
}
