import type { PlanningFigures } from '../../chair/chair.ts';

/**
 * The programs that ship with the chair, in the order in which the remote's program key steps through them;
 * the first is chosen at power-on. A test holds these lists against the folder `programs`.
 */
export const factoryPrograms: readonly string[] = [
  'lower-back-relief',
  'gentle-start',
  'deep-tissue',
  'trigger-point',
  'glute-release',
  'swedish-strokes',
  'heat-and-soothe',
  'just-knead',
  'just-roll',
  'just-heat',
  'function-check',
];

/** These follow on a chair with a tapper. */
const tappingPrograms: readonly string[] = ['tapping-rhythms'];

/** All that ship, whatever the chair. */
export const shippedPrograms: readonly string[] = [...factoryPrograms, ...tappingPrograms];

/** The programs on this chair's remote. */
export function programsOfRemote({ tapper }: Pick<PlanningFigures, 'tapper'>): readonly string[] {
  return tapper === null ? factoryPrograms : shippedPrograms;
}
