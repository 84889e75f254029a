/** Programs: the list, and the one that is open in the editor: check, try, save, run, flash. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../../src/program/language/problems.ts';
import type { Editor } from './editor.ts';
import { clock } from './format.ts';
import { page, say, useKeys } from './store.ts';
import { ask, send } from './wire.ts';

export function Programs() {
  const { shelf, plans, plan } = useKeys('shelf', 'plans', 'plan');
  const [open, setOpen] = useState<string>(plans[plan]?.program ?? 'lower-back-relief');
  return (
    <div class="programs">
      <ul class="shelf" aria-label="Programs">
        {shelf.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              aria-current={entry.id === open}
              title={entry.about}
              onClick={() => setOpen(entry.id)}
            >
              <b>{entry.name}</b>
              <small class={entry.problems.length > 0 ? 'bad' : ''}>
                {entry.problems.length > 0 ? `${entry.problems.length} to mend` : clock(entry.plannedMs)}
                {entry.origin === 'shipped' ? '' : ` · ${entry.origin}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
      <Desk id={open} onOpen={setOpen} />
    </div>
  );
}

function Desk({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const shown = useRef('');
  const [changed, setChanged] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  const [loading, setLoading] = useState(true);
  const current = useRef(id);
  current.current = id;
  const { shelf } = useKeys('shelf');
  const entry = shelf.find((one) => one.id === id);

  useEffect(() => {
    let gone = false;
    void (async () => {
      const [{ createEditor }, schema] = await Promise.all([
        import('./editor.ts'),
        fetch('/program.schema.json').then((answer) => answer.json()),
      ]);
      if (gone) return;
      editor.current = createEditor({
        holder: holder.current!,
        schema,
        label: 'Text of the program',
        check: async (text) => {
          const answer = await ask<{ problems: Problem[] }>({
            q: 'check',
            program: idIn(text) ?? current.current,
            text,
          }).catch(() => ({ problems: [] }));
          setProblems(answer.problems);
          return answer.problems;
        },
        onChange: () => setChanged(editor.current?.text() !== shown.current),
        onSave: () => void save(),
      });
      setLoading(false);
    })();
    return () => {
      gone = true;
      editor.current?.destroy();
    };
  }, []);

  // What changes on disk, or another program being opened, comes in unless it would undo what was typed.
  useEffect(() => {
    if (loading) return;
    void ask<{ text: string }>({ q: 'text', program: id }).then(({ text }) => {
      const typed = editor.current?.text() !== shown.current;
      if (text === shown.current || (typed && shownId.current === id)) return;
      shown.current = text;
      shownId.current = id;
      editor.current?.setText(text);
      setChanged(false);
    });
  }, [id, loading, entry]);
  const shownId = useRef('');

  const text = (): string => editor.current?.text() ?? '';
  async function save(): Promise<void> {
    const target = idIn(text()) ?? current.current;
    try {
      const { file } = await ask<{ file: string }>({ q: 'save', program: target, text: text() });
      shown.current = text();
      setChanged(false);
      say('info', `Saved: ${file}`);
      if (target !== current.current) onOpen(target);
    } catch (error) {
      say('bad', (error as Error).message);
    }
  }
  async function tryOut(): Promise<void> {
    try {
      const answer = await ask<{ problems: Problem[] }>({ q: 'try', program: id, text: text() });
      if (answer.problems.length > 0) say('bad', `${answer.problems.length} to mend first.`);
      else send({ c: 'run', id });
    } catch (error) {
      say('bad', (error as Error).message);
    }
  }
  return (
    <div class="desk">
      <div class="desk-tools">
        <button
          type="button"
          class="primary"
          disabled={loading || (problems?.length ?? 0) > 0}
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
        <span class={`verdict ${(problems?.length ?? 0) > 0 ? 'bad' : ''}`} role="status">
          {problems === null ? '' : problems.length === 0 ? 'no problem' : `${problems.length} to mend`}
          {changed ? ' · not saved' : ''}
        </span>
        <Flash id={id} />
      </div>
      <div class="editor" ref={holder}>
        {loading ? <p class="soft">The editor is being loaded…</p> : null}
      </div>
      <ul class="problems" aria-label="Problems">
        {(problems ?? []).slice(0, 20).map(({ line, column, code, message, hint }) => (
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

/** The id a text gives itself. */
function idIn(text: string): string | null {
  return /^id:\s*([a-z0-9-]+)/m.exec(text)?.[1] ?? null;
}

/** Over the service port, as a technician would: its progress and its refusals are the chair's own. */
function Flash({ id }: { id: string }) {
  const { service } = useKeys('service');
  const [share, setShare] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const [prepare, setPrepare] = useState(true);
  if (service === '') return null;
  const flash = async (): Promise<void> => {
    setSaid('');
    setShare(0);
    try {
      const answer = await ask<{ said: string }>({ q: 'flash', program: id, prepare }, (text, part) => {
        setSaid(text);
        setShare(part);
      });
      setSaid(answer.said);
    } catch (error) {
      setSaid(`refused: ${(error as Error).message}`);
    } finally {
      setShare(null);
    }
  };
  return (
    <div class="flash">
      <button
        type="button"
        disabled={share !== null}
        title={`Signs, uploads, verifies and activates over ${page.service}`}
        onClick={() => void flash()}
      >
        Flash
      </button>
      <label class="check" title="Brings the chair into its service state and presses start when it asks">
        <input
          type="checkbox"
          checked={prepare}
          onChange={(event) => setPrepare(event.currentTarget.checked)}
        />{' '}
        a person helps
      </label>
      <progress aria-label="Flashed" value={share ?? 0} max="1" class={share === null ? 'idle' : ''} />
      <output class={said.startsWith('refused') ? 'bad' : 'soft'} title={said}>
        {said}
      </output>
    </div>
  );
}
