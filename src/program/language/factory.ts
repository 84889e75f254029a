/**
 * The programs that ship with the chair, in the order in which the remote's program key steps through them;
 * the first is chosen at power-on. A test holds this list against the folder `programs`.
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
