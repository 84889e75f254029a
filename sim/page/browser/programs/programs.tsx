/** Programs: the library, and the program that is open in the editor. */
import { clock } from '../format.ts';
import { draftIds, writeDraft } from '../settings.ts';
import { change, page } from '../state.ts';
import { ProgramEditor } from './program-editor.tsx';

export function Programs() {
  const { library, plans, plan, drafts, openProgram } = page;
  // Drafts of programs that were never saved; the browser still has the text after a restart of the simulator.
  const unsaved = drafts.filter((id) => !library.some((entry) => entry.id === id));
  const open = openProgram === '' ? (plans[plan]?.program ?? library[0]?.id ?? '') : openProgram;
  const setOpen = (id: string): void => change({ openProgram: id });
  return (
    <div class="programs">
      <ul class="library" aria-label="Programs">
        <li>
          <button
            type="button"
            title="A text to begin with, under a new id"
            onClick={() => setOpen(newFromTemplate())}
          >
            <b>New</b>
            <small>from a template</small>
          </button>
        </li>
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

/** Makes a draft with an unused id: a short program that any chair with a carriage runs. */
function newFromTemplate(): string {
  const { library, drafts } = page;
  const taken = (id: string): boolean => drafts.includes(id) || library.some((entry) => entry.id === id);
  let number = 1;
  while (taken(`my-program-${number}`)) number++;
  const id = `my-program-${number}`;
  writeDraft(
    id,
    `format: 1
id: ${id}
name: My program ${number}
version: 1
about: What it is for, in a sentence.
steps:
  # Slow strokes over the whole back, to begin with.
  - roll: { from: gluteal, to: mid-back, speed: 2, width: medium, for: 150 s }
  - rest: { for: 10 s }
  - roll: { from: sacrum, to: thoracolumbar, speed: 3, width: medium, for: 150 s }
`,
  );
  change({ drafts: draftIds() });
  return id;
}

function problemCount({ length }: { length: number }): string {
  return `${length} problem${length === 1 ? '' : 's'}`;
}
