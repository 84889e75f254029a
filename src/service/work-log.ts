/** What a technician did, as the log of work holds it: what, to what, and how it was before and after. */
import type { Keep } from '../store/keep.ts';
import type { Store } from '../store/store.ts';

/** A piece of work; the machine adds boot, time and wall clock. */
export interface WorkRecord {
  readonly what: string;
  /** The key (id) that was shown, or empty where the technician showed none. */
  readonly key: string;
  /** The program or key that was worked on, or empty. */
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

/** Null for what the chair keeps by itself, which is nobody's work, and for the clock: `os-group.ts` logs what it showed before. */
const names: Readonly<Record<Keep['what'], string | null>> = {
  package: 'upload',
  activate: 'activate',
  rollback: 'rollback',
  delete: 'delete',
  keys: 'untrust',
  settings: 'restore settings',
  log: null,
  accounts: null,
  lifetime: null,
  clock: null,
};

/** The current state of what a keep is about. */
export function standingOf(keep: Keep, subject: string, { index, keys, settings }: Store): string {
  switch (keep.what) {
    case 'package':
    case 'activate':
    case 'rollback':
    case 'delete': {
      const program = index.programs.find(({ id }) => id === subject);
      const { active, uploaded } = program ?? { active: null, uploaded: null };
      const waiting = uploaded === null ? '' : `version ${uploaded.version} waits`;
      const runs = active === null ? '' : `version ${active.version}`;
      return [runs, waiting].filter((text) => text !== '').join(', ') || 'none';
    }
    case 'keys':
      return keys.some(({ id }) => id === subject) ? 'trusted' : 'not trusted';
    case 'settings': {
      const { locked, program, minutes, memories } = settings;
      const of = memories.map((memory) => memory.program).join(' ');
      return `${locked ? 'locked' : 'not locked'}, ${program || 'no program'}, ${minutes} min, memories: ${of || 'none'}`.slice(
        0,
        300,
      );
    }
    case 'log':
    case 'accounts':
    case 'lifetime':
    case 'clock':
      return '';
  }
}

export function workOf(
  keep: Keep,
  subject: string,
  key: string,
  before: string,
  store: Store,
): WorkRecord | null {
  const name = names[keep.what];
  if (name === null) return null;
  const after = standingOf(keep, subject, store);
  const what = keep.what === 'keys' && after === 'trusted' ? 'trust' : name;
  return { what, key, subject, before, after };
}
