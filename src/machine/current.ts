/** Data that is kept as it stands when its turn comes. */
import { keptAccounts } from '../control/guard/accounts.ts';
import type { Control } from '../control/tick.ts';
import type { Keep } from '../store/keep.ts';
import type { Store } from '../store/store.ts';
import { settingsOf } from './events.ts';
import { type Counting, lifetimeOf } from './lifetime.ts';
import type { CurrentKind } from './write-queue.ts';

/** The parts of a machine from which the data is taken. */
export interface Current {
  readonly control: Control;
  readonly store: Store;
  readonly counting: Counting;
  readonly world: { readonly wallMs: number | null };
}

export function currentOf({ control, store, counting, world }: Current, kind: CurrentKind): Keep {
  switch (kind) {
    case 'settings':
      return { what: 'settings', settings: settingsOf(control, store.settings) };
    case 'lifetime':
      return { what: 'lifetime', lifetime: lifetimeOf(counting) };
    case 'accounts':
      return { what: 'accounts', accounts: keptAccounts(control.guard, world.wallMs) };
  }
}
