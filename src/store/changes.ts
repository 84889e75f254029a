/** Changes to the disk, one after the other, however fast they are asked for; none ever rejects. */
import { troubleOf } from './file-system.ts';
import { messageOf, type Outcome, type Report, type Resolve, troubleWords } from './problems.ts';

/** Changes that may wait for the disk: one that hangs must not fill the memory. */
export const waitingMax = 64;

export interface Changes {
  /** Runs the work after all asked for before; what it throws becomes a problem of `file` and an outcome. */
  run<R extends string>(file: string, work: () => Promise<Outcome<R>>): Promise<Outcome<R>>;
  /** Resolves when everything asked for so far is done. */
  idle(): Promise<void>;
}

export function createChanges(report: Report, resolve: Resolve): Changes {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    run<R extends string>(file: string, work: () => Promise<Outcome<R>>): Promise<Outcome<R>> {
      if (waiting >= waitingMax) {
        const detail = 'the disk does not keep up; a change was not written';
        report('E62', file, detail);
        return Promise.resolve({ ok: false, reason: 'failing', detail });
      }
      waiting++;
      const result = last.then(async (): Promise<Outcome<R>> => {
        try {
          const outcome = await work();
          if (outcome.ok) resolve(file);
          return outcome;
        } catch (error) {
          const reason = troubleOf(error);
          report('E62', file, `${troubleWords[reason]}: ${messageOf(error)}`);
          return { ok: false, reason, detail: `${troubleWords[reason]} (${file})` };
        } finally {
          waiting--;
        }
      });
      last = result;
      return result;
    },
    async idle() {
      await last;
    },
  };
}
