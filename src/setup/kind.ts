/** Reads the text of a chair file that is known to have no problems. */
import type { AnyChair } from '../chair/any-chair.ts';
import { readChair } from '../chair/file/read.ts';

export function chairOf(text: string): AnyChair {
  const { chair, problems } = readChair(text, 'the chair file');
  if (chair === null) throw new Error(problems.map(({ message }) => message).join('; '));
  return chair;
}
