/**
 * Judges what the chair keeps, from the answers its technician got and from what its disk holds after a start: nothing
 * acknowledged is lost, nothing is changed outside the service state. Knows the protocol, but nothing of how the store
 * works.
 */
import { createHash } from 'node:crypto';
import type { Simulation } from '../chair/simulation.ts';
import type { Work } from '../chair/technician.ts';
import type { InvariantName } from './invariants.ts';

/** What is known of a program on the chair; `unknown` after an unanswered order, and then its previous version is unknown too. */
type Known = { active: string | null; previous: string | null | 'unknown' } | 'unknown';

interface StoreJudge {
  readonly programs: Map<string, Known>;
  done: number;
  failed: number;
  starts: number;
  /** The work under way, and whether the chair was in service at any time during it. */
  work: Work | null;
  served: boolean;
  /** The last tick ended in service, so what comes now is taken in that state. */
  inService: boolean;
  /** The medium itself was damaged: its contents may be lost. */
  damaged: boolean;
}

export function createStoreJudge(): StoreJudge {
  return {
    programs: new Map(),
    done: 0,
    failed: 0,
    starts: 1,
    work: null,
    served: false,
    inService: false,
    damaged: false,
  };
}

export interface StoreFinding {
  readonly invariant: InvariantName;
  readonly detail: string;
}

/** Judges a tick: the finding, or null. */
export function judgeStore(judge: StoreJudge, simulation: Simulation): StoreFinding | null {
  const { technician, machine, hostLost, starts } = simulation;
  const { work, done, failed } = technician;
  // For work that ends in this tick; the next may already have begun in it.
  const served = judge.served || judge.inService;
  if (work !== judge.work) judge.served = judge.inService;
  judge.work = work;
  const state = hostLost ? 'off' : machine.control.session.state;
  let finding: StoreFinding | null = null;
  if (starts !== judge.starts) finding = judgeSettings(machine);
  while (judge.failed < failed.length) forget(judge, failed[judge.failed++]!);
  while (judge.done < done.length) {
    const ended = done[judge.done++]!;
    if (!served && state !== 'service') {
      finding ??= { invariant: 'written outside service', detail: `${ended.do} was acknowledged, ${state}` };
    }
    remember(judge, ended);
  }
  judge.inService = state === 'service';
  if (judge.inService) judge.served = true;
  // Only a start shows what the disk holds; after the last start, the end of the run is judged too.
  if (starts !== judge.starts) {
    judge.starts = starts;
    finding ??= judgeKept(judge, simulation);
  }
  return finding;
}

/** Judges the settings just after a start, when nobody can have changed anything yet. */
function judgeSettings({ store, control }: Simulation['machine']): StoreFinding | null {
  const { locked, minutes, memories } = store.settings;
  const { session } = control;
  const forgotten = [
    session.locked === locked ? [] : ['lock'],
    minutes === 0 || session.minutes === minutes ? [] : ['minutes'],
    JSON.stringify(session.memories) === JSON.stringify(memories) ? [] : ['memories'],
  ].flat();
  return forgotten.length === 0 ? null : { invariant: 'forgets its settings', detail: forgotten.join(', ') };
}

/** Compares what the chair uses with what it has acknowledged. */
export function judgeKept(judge: StoreJudge, { machine }: Simulation): StoreFinding | null {
  if (judge.damaged) return null;
  for (const [id, known] of judge.programs) {
    if (known === 'unknown' || judge.work !== null) continue;
    const active = machine.store.index.programs.find((program) => program.id === id)?.active?.hash ?? null;
    if (active !== known.active) {
      return {
        invariant: 'lost what was acknowledged',
        detail: `${id}: ${short(active)} for ${short(known.active)}`,
      };
    }
  }
  return null;
}

const short = (hash: string | null): string => hash?.slice(0, 8) ?? 'none';

/** Refused or never answered: the chair may or may not have done it. */
function forget({ programs }: StoreJudge, work: Work): void {
  if ('id' in work) programs.set(work.id, 'unknown');
}

function remember({ programs }: StoreJudge, work: Work): void {
  if (!('id' in work)) return;
  const known = programs.get(work.id) ?? { active: null, previous: null };
  programs.set(work.id, after(known, work));
}

function after(known: Known, work: Extract<Work, { id: string }>): Known {
  if (work.do === 'flash') {
    const active = hashOf(work.package);
    if (known === 'unknown') return { active, previous: known };
    // Flashing the package that is already active changes nothing.
    return active === known.active ? known : { active, previous: known.active };
  }
  if (work.do === 'delete') return { active: null, previous: null };
  // Activated: either the program was active already, or an earlier upload was waiting.
  if (work.do === 'activate' || known === 'unknown' || known.previous === 'unknown') return 'unknown';
  return { active: known.previous, previous: null };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
