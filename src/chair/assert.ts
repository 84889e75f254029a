/**
 * Assertions: what cannot be, said where it would be computed on with, and kept on in the chair. They are for mistakes
 * of ours, never for what a sensor, a person or a file may do.
 */

/** A mistake in this software. The sentence says what should have been so. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

/** `what` is the sentence that must be true, in words. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new AssertionFailed(what);
}

/** The element that must be there. `what` names the list, in the singular: `at(programs, 3, 'program')`. */
export function at<Element>(list: ArrayLike<Element>, index: number, what: string): Element {
  const element = list[index];
  if (element === undefined) throw new AssertionFailed(`There is no ${what} ${index} among ${list.length}.`);
  return element;
}
