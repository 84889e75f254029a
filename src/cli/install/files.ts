/** Files that belong to lumbar install as a whole: written, and removed again. */
import { rmSync } from 'node:fs';
import { CommandError, exitCodes } from '../terminal/output.ts';
import { already, left, type Step } from './steps.ts';
import { at, isAt, placeFile, removeAt, type System, temporaryOf, textAt } from './system.ts';
import { mark } from './texts.ts';

/** Writes a file with this text. A file that somebody else made is not overwritten: the command ends before it changes anything. */
export function fileStep(system: System, path: string, text: string, detail: string): Step {
  const current = textAt(system, path);
  const work = () => placeFile(system, path, text);
  if (current === text) return sweeping(system, path, already(path, detail));
  if (current !== null && !current.startsWith(mark)) {
    throw new CommandError(
      exitCodes.usage,
      `${path} is there already and was not made by lumbar install. Move it away, then run this again.`,
    );
  }
  return {
    what: path,
    detail: current === null ? detail : `${detail} (replaces what lumbar install made)`,
    work,
  };
}

/** Removes the file if lumbar install made it. */
export function noFileStep(system: System, path: string): Step {
  const current = textAt(system, path);
  if (current === null) return sweeping(system, path, already(path, 'not there'));
  if (!current.startsWith(mark)) return left(path, 'kept: it was not made by lumbar install');
  const work = () => {
    removeAt(system, path);
    rmSync(temporaryOf(at(system, path)), { force: true });
  };
  return { what: path, detail: 'removed', work };
}

/** Nothing to do, except to remove a temporary file that an interrupted run left beside the file. */
function sweeping(system: System, path: string, step: Step): Step {
  const temporary = temporaryOf(path);
  if (!isAt(system, temporary)) return step;
  return { ...step, work: () => removeAt(system, temporary) };
}
