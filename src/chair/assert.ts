/**
 * Assertions: they stop on an impossible value before it is used, and stay enabled in the chair. They are for mistakes in
 * this software, never for anything that a sensor, a person or a file may do.
 */

/** A mistake in this software. The message says what should have been true. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

/** `what` states the condition in words. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new AssertionFailed(what);
}

/** The element at `index`, which must exist. `what` names the list in the singular: `at(programs, 3, 'program')`. */
export function at<Element>(list: ArrayLike<Element>, index: number, what: string): Element {
  const element = list[index];
  if (element === undefined) throw new AssertionFailed(`There is no ${what} ${index} among ${list.length}.`);
  return element;
}
