/** Ids by which files and commands name a program or a chair: kebab-case. */

export const idLettersMax = 32;

/** An id of any length. */
export const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function isId(text: string): boolean {
  return text.length <= idLettersMax && idPattern.test(text);
}
