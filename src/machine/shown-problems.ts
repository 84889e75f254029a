/** What is wrong with store, programs or chair file, as the faults that the chair shows for it. */
import { type FaultCode, faultIndex } from '../chair/faults.ts';
import { reportFault } from '../control/guard/guard.ts';
import type { Control } from '../control/tick.ts';
import type { Service } from '../service/service.ts';
import type { Store } from '../store/store.ts';

interface Problematic {
  readonly options: { readonly damaged?: readonly string[]; readonly noChairFile?: string };
  readonly control: Control;
  readonly service: Service;
  readonly store: Store;
}

/** Reports problems anew each tick: a fault that does not latch is shown only while it is reported; one that latches returns at once. */
export function showProblems({ options, control, service, store }: Problematic): void {
  for (const { code, file } of store.problems) showProblem(control, code, file);
  for (const { id, program } of service.loaded) if (program === null) showProblem(control, 'E61', id);
  for (const id of options.damaged ?? []) showProblem(control, 'E61', id);
  if (options.noChairFile !== undefined) showProblem(control, 'E63', options.noChairFile);
}

/** `part` is the program or the file; of several with one code, the last is named. */
function showProblem({ guard, inputs }: Control, code: FaultCode, part: string): void {
  reportFault(guard, code, 1);
  inputs.faultParts[faultIndex(code)] = { text: part, short: '' };
}
