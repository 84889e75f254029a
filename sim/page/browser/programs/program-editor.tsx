/** The open program in its editor: run or try, save, flash, and its problems. */
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../../../../src/program/language/problems.ts';
import type { CheckedText } from '../../answers.ts';
import { change, page } from '../state.ts';
import { useDocument } from './document.ts';
import { DraftPlan } from './draft-plan.tsx';
import { Flash } from './flash.tsx';

/** Most problems listed below the editor; all are marked in the text. */
const listedMost = 20;

export function ProgramEditor({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const entry = page.library.find((one) => one.id === id);
  const document = useDocument(holder, id, entry, onOpen);
  const { loading, changed, problems, text, save, tryOut, discard } = document;
  const [overShipped, setOverShipped] = useState(false);
  const count = problems?.length ?? 0;
  const ready = !loading && problems !== null && count === 0;
  const shipped = entry?.origin === 'shipped';
  const copies = shipped && !overShipped;
  return (
    <div class="program-editor">
      <div class="editor-tools">
        <button
          type="button"
          class="primary"
          disabled={!ready}
          title="Runs the text as it stands, without saving it; with problems it runs nothing"
          onClick={() => void tryOut()}
        >
          {changed ? 'Try' : 'Run'}
        </button>
        <button
          type="button"
          disabled={!changed}
          title={
            copies
              ? 'Writes a copy into the folder where the simulator was started (Ctrl+S)'
              : 'Writes the file (Ctrl+S); under another id a new file'
          }
          onClick={() => void save(overShipped)}
        >
          {copies ? 'Save a copy' : 'Save'}
        </button>
        {shipped && entry.writable ? (
          <label class="check" title="The file that ships with Lumbar is written, not a copy of it">
            <input
              type="checkbox"
              checked={overShipped}
              onChange={(event) => setOverShipped(event.currentTarget.checked)}
            />{' '}
            over the shipped file
          </label>
        ) : null}
        <button type="button" disabled={!changed} title="Back to what is saved" onClick={discard}>
          Discard
        </button>
        <button
          type="button"
          disabled={loading}
          title="Sets the text evenly: indents, spaces, lines; comments stay"
          onClick={() => void document.format()}
        >
          Format
        </button>
        <Verdict problems={problems} changed={changed} />
        <Flash id={id} text={text} ready={ready} onFlashed={document.recheck} />
        <Flashed checked={document.checked} />
      </div>
      <div class="editor" ref={holder}>
        {loading ? <p class="soft">Loading the editor…</p> : null}
      </div>
      <DraftPlan checked={document.checked} />
      <Problems problems={problems ?? []} />
    </div>
  );
}

/** The differences between the text and the flashed program. */
function Flashed({ checked }: { checked: CheckedText | null }) {
  if (checked?.flashed == null) return null;
  const { version, changes } = checked.flashed;
  if (changes.length === 0) return <p class="flashed soft">As flashed: version {version}.</p>;
  return (
    <details class="flashed">
      <summary>
        Differs from what is flashed, version {version}: {changes.length}{' '}
        {changes.length === 1 ? 'line' : 'lines'}
      </summary>
      <ul aria-label="Difference from what is flashed">
        {changes.map((line, index) => (
          <li key={index} class={line.startsWith('+') ? 'comes' : 'goes'}>
            {line}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Whether the text has problems, and whether it is saved. */
function Verdict({ problems, changed }: { problems: readonly Problem[] | null; changed: boolean }) {
  const count = problems?.length ?? 0;
  const verdict =
    problems === null
      ? 'checking…'
      : count === 0
        ? 'no problems'
        : `${count} problem${count === 1 ? '' : 's'}`;
  return (
    <span class={`verdict ${count > 0 ? 'bad' : ''}`} role="status">
      {verdict}
      {changed ? ' · not saved' : ''}
    </span>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul class="problems" aria-label="Problems">
      {problems.slice(0, listedMost).map(({ line, column, code, message, hint }) => (
        <li key={`${line}:${column}:${code}`}>
          <button
            type="button"
            class="link"
            title="To its place in the text"
            onClick={() => change({ wantedPlace: { line, column } })}
          >
            {line}:{column} {code}
          </button>{' '}
          {message} <span class="soft">{hint}</span>
        </li>
      ))}
    </ul>
  );
}
