/** Programs: the library, and the program that is open in the editor. */
import { useState } from 'preact/hooks';
import { clock } from '../format.ts';
import { page } from '../state.ts';
import { ProgramEditor } from './program-editor.tsx';

export function Programs() {
  const { library, plans, plan, drafts } = page;
  // Tried and never saved, and the simulator was started anew: the text is still here.
  const unsaved = drafts.filter((id) => !library.some((entry) => entry.id === id));
  const [open, setOpen] = useState<string>(plans[plan]?.program ?? library[0]?.id ?? '');
  return (
    <div class="programs">
      <ul class="library" aria-label="Programs">
        {library.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              aria-current={entry.id === open}
              title={entry.about}
              onClick={() => setOpen(entry.id)}
            >
              <b>{entry.name}</b>
              <small class={entry.problems.length > 0 ? 'bad' : ''}>
                {entry.problems.length > 0 ? problemCount(entry.problems) : clock(entry.plannedMs)}
                {entry.origin === 'shipped' ? '' : ` · ${entry.origin}`}
                {drafts.includes(entry.id) ? <em class="draft"> · not saved</em> : null}
              </small>
            </button>
          </li>
        ))}
        {unsaved.map((id) => (
          <li key={id}>
            <button type="button" aria-current={id === open} onClick={() => setOpen(id)}>
              <b>{id}</b>
              <small>
                <em class="draft">not saved</em>
              </small>
            </button>
          </li>
        ))}
      </ul>
      <ProgramEditor id={open} onOpen={setOpen} />
    </div>
  );
}

function problemCount({ length }: { length: number }): string {
  return `${length} problem${length === 1 ? '' : 's'}`;
}
