/** The open program in its editor: run or try, save, flash, and its problems. */
import { useRef } from 'preact/hooks';
import { page } from '../state.ts';
import { useDocument } from './document.ts';
import { Flash } from './flash.tsx';

/** Listed below the editor; the rest is marked in the text. */
const listedMost = 20;

export function ProgramEditor({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const entry = page.library.find((one) => one.id === id);
  const { loading, changed, problems, save, tryOut } = useDocument(holder, id, entry, onOpen);
  const count = problems?.length ?? 0;
  const verdict =
    problems === null ? '' : count === 0 ? 'no problems' : `${count} problem${count === 1 ? '' : 's'}`;
  return (
    <div class="program-editor">
      <div class="editor-tools">
        <button
          type="button"
          class="primary"
          disabled={loading || count > 0}
          title="Runs the text as it stands, without saving it"
          onClick={() => void tryOut()}
        >
          {changed ? 'Try' : 'Run'}
        </button>
        <button
          type="button"
          disabled={!changed}
          title="Writes the file (Ctrl+S); under another id a new file"
          onClick={() => void save()}
        >
          Save
        </button>
        <span class={`verdict ${count > 0 ? 'bad' : ''}`} role="status">
          {verdict}
          {changed ? ' · not saved' : ''}
        </span>
        <Flash id={id} />
      </div>
      <div class="editor" ref={holder}>
        {loading ? <p class="soft">Loading the editor…</p> : null}
      </div>
      <ul class="problems" aria-label="Problems">
        {(problems ?? []).slice(0, listedMost).map(({ line, column, code, message, hint }) => (
          <li key={`${line}:${column}:${code}`}>
            <b>
              {line}:{column} {code}
            </b>{' '}
            {message} <span class="soft">{hint}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
