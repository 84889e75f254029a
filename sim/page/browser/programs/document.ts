/** The program document that is open: its text in the editor, what was loaded, and whether it differs. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../../../src/program/language/problems.ts';
import type { LibraryEntry } from '../../protocol.ts';
import { query, send } from '../connection.ts';
import { notify } from '../state.ts';
import type { Editor } from './editor.ts';

interface OpenDocument {
  readonly loading: boolean;
  /** Differs from what was loaded or saved. */
  readonly changed: boolean;
  /** Null before the first check. */
  readonly problems: readonly Problem[] | null;
  save(): Promise<void>;
  /** Runs the text as it stands. */
  tryOut(): Promise<void>;
}

/** The editor in `holder` with the program `id`; `onOpen` when it was saved under another id. */
export function useDocument(
  holder: RefObject<HTMLElement>,
  id: string,
  entry: LibraryEntry | undefined,
  onOpen: (id: string) => void,
): OpenDocument {
  const editor = useRef<Editor | null>(null);
  const loaded = useRef({ id: '', text: '' });
  const [changed, setChanged] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  const [loading, setLoading] = useState(true);
  const current = useRef(id);
  current.current = id;
  const text = (): string => editor.current?.text() ?? '';

  useEffect(() => {
    const check = async (checked: string): Promise<readonly Problem[]> => {
      const found = await checkText(checked, current.current);
      setProblems(found);
      return found;
    };
    let gone = false;
    void openEditor(holder.current!, check, {
      onChange: () => setChanged(text() !== loaded.current.text),
      onSave: () => void save(),
    }).then((opened) => {
      if (gone) opened.destroy();
      else {
        editor.current = opened;
        setLoading(false);
      }
    });
    return () => {
      gone = true;
      editor.current?.destroy();
    };
  }, []);

  // What changes on disk, or another program being opened, comes in unless it would undo what was typed.
  useEffect(() => {
    if (loading) return;
    void query<{ text: string }>({ q: 'text', program: id }).then(({ text: fresh }) => {
      const typed = text() !== loaded.current.text;
      if (fresh === loaded.current.text || (typed && loaded.current.id === id)) return;
      loaded.current = { id, text: fresh };
      editor.current?.setText(fresh);
      setChanged(false);
    }, complain);
  }, [id, loading, entry]);

  async function save(): Promise<void> {
    const target = idIn(text()) ?? current.current;
    const saved = text();
    await query<{ file: string }>({ q: 'save', program: target, text: saved }).then(({ file }) => {
      loaded.current = { id: target, text: saved };
      setChanged(text() !== saved);
      notify('info', `Saved: ${file}`);
      if (target !== current.current) onOpen(target);
    }, complain);
  }
  async function tryOut(): Promise<void> {
    await query<{ problems: Problem[] }>({ q: 'try', program: id, text: text() }).then((answer) => {
      if (answer.problems.length > 0) notify('bad', `${answer.problems.length} problems to fix first.`);
      else send({ c: 'run', id });
    }, complain);
  }
  return { loading, changed, problems, save, tryOut };
}

function complain(error: Error): void {
  notify('bad', error.message);
}

async function openEditor(
  holder: HTMLElement,
  check: (text: string) => Promise<readonly Problem[]>,
  on: { onChange: () => void; onSave: () => void },
): Promise<Editor> {
  const [{ createEditor }, schema] = await Promise.all([
    import('./editor.ts'),
    fetch('/program.schema.json').then((answer) => answer.json()),
  ]);
  return createEditor({ holder, schema, label: 'Text of the program', check, ...on });
}

async function checkText(text: string, id: string): Promise<readonly Problem[]> {
  const asked = query<{ problems: Problem[] }>({ q: 'check', program: idIn(text) ?? id, text });
  return asked.then(
    ({ problems }) => problems,
    () => [],
  );
}

/** The id a text gives itself. */
function idIn(text: string): string | null {
  return /^id:\s*([a-z0-9-]+)/m.exec(text)?.[1] ?? null;
}
