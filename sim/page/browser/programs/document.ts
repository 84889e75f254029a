/** The open program document: its text in the editor, the loaded text, and whether they differ. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../../../src/program/language/problems.ts';
import type { CheckedText } from '../../answers.ts';
import { idIn } from '../../program-id.ts';
import type { LibraryEntry } from '../../protocol.ts';
import { query, send } from '../connection.ts';
import { draftIds, readDraft, writeDraft } from '../settings.ts';
import { change, notify, page } from '../state.ts';
import type { Editor } from './editor.ts';

interface OpenDocument {
  readonly loading: boolean;
  /** Differs from what was loaded or saved. */
  readonly changed: boolean;
  /** Null while the current text has not been checked. */
  readonly problems: readonly Problem[] | null;
  /** The checker's last answer; the text may have changed since. */
  readonly checked: CheckedText | null;
  /** Checks the text again after something other than the text has changed. */
  recheck(): void;
  text(): string;
  save(overShipped: boolean): Promise<void>;
  /** Runs the current text. */
  tryOut(): Promise<void>;
  /** Back to what was loaded. */
  discard(): void;
  /** Formats the text. */
  format(): Promise<void>;
}

/** The editor in `holder` with the program `id`; `onOpen` is called when its text has become another program. */
export function useDocument(
  holder: RefObject<HTMLElement>,
  id: string,
  entry: LibraryEntry | undefined,
  onOpen: (id: string) => void,
): OpenDocument {
  const editor = useRef<Editor | null>(null);
  const loaded = useRef<Loaded>({ id: '', text: '' });
  const [changed, setChanged] = useState(false);
  const [loading, setLoading] = useState(true);
  /** Id of the program whose text is in the editor. */
  const [shownId, setShownId] = useState('');
  const current = useRef(id);
  current.current = id;
  const text = (): string => editor.current?.text() ?? '';
  const show = (from: Loaded, shown: string): void => {
    loaded.current = from;
    if (shown !== text()) editor.current?.setText(shown);
    setChanged(shown !== from.text);
  };
  const { problems, checked, check, forget } = useChecker(text, current);
  const actions = actionsOf({ editor, text, show, setChanged, current, loaded, onOpen });
  useWantedPlace(editor, !loading && shownId === id);

  useEffect(() => {
    let gone = false;
    void openEditor(holder.current!, check, {
      onChange: () => {
        const typed = text();
        const { id: own, text: saved } = loaded.current;
        forget();
        setChanged(typed !== saved);
        if (own === current.current) keepDraft(own, typed === saved ? null : typed);
      },
      onSave: () => void actions.save(false),
    }).then((opened) => {
      if (gone) return opened.destroy();
      editor.current = opened;
      setLoading(false);
    }, complain);
    return () => {
      gone = true;
      editor.current?.destroy();
    };
  }, []);

  // A change on disk, or another program being opened, is loaded unless that would undo what was typed.
  useEffect(() => {
    if (loading) return;
    void query<{ text: string; saved: boolean }>({ q: 'text', program: id }).then((answer) => {
      if (current.current !== id) return;
      // A text that was only tried is a draft until it is saved.
      if (!answer.saved && answer.text !== '' && readDraft(id) === null) keepDraft(id, answer.text);
      const saved = answer.saved ? answer.text : '';
      const draft = readDraft(id);
      if (draft === saved) keepDraft(id, null);
      if (loaded.current.id === id && draft !== null) loaded.current = { id, text: saved };
      else if (loaded.current.id !== id || saved !== loaded.current.text)
        show({ id, text: saved }, draft ?? saved);
      setShownId(id);
    }, complain);
  }, [id, loading, entry]);

  const recheck = (): void => void check(text());
  return { loading, changed, problems, checked, recheck, text, ...actions };
}

/** The checker's result for the current text; `forget` is called when the text changes. */
function useChecker(text: () => string, id: { readonly current: string }) {
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  const [checked, setChecked] = useState<CheckedText | null>(null);
  const check = async (typed: string): Promise<readonly Problem[]> => {
    const found = await checkText(typed, id.current);
    if (found !== null && typed === text()) {
      setProblems(found.problems);
      setChecked(found);
    }
    return found?.problems ?? [];
  };
  return { problems, checked, check, forget: () => setProblems(null) };
}

/** Shows the wanted place once its program's text is loaded. */
function useWantedPlace(editor: { readonly current: Editor | null }, ready: boolean): void {
  const { wantedPlace } = page;
  useEffect(() => {
    if (wantedPlace === null || !ready) return;
    editor.current?.goTo(wantedPlace.line, wantedPlace.column);
    change({ wantedPlace: null });
  }, [wantedPlace, ready]);
}

/** What the actions on the open document need. */
interface Actor {
  readonly editor: { readonly current: Editor | null };
  readonly text: () => string;
  readonly show: (from: Loaded, shown: string) => void;
  readonly setChanged: (changed: boolean) => void;
  readonly current: { readonly current: string };
  readonly loaded: { current: Loaded };
  readonly onOpen: (id: string) => void;
}

interface Loaded {
  readonly id: string;
  readonly text: string;
}

function actionsOf({ editor, text, show, setChanged, current, loaded, onOpen }: Actor) {
  /** The text was taken as the program `target`, to which its draft belongs from now on. */
  const moveTo = (target: string, taken: string, saved: boolean): void => {
    const from = current.current;
    if (target !== from) keepDraft(from, null);
    if (saved) keepDraft(target, null);
    else if (target !== from) keepDraft(target, taken);
    if (saved && target === from) {
      loaded.current = { id: target, text: taken };
      setChanged(text() !== taken);
      if (text() !== taken) keepDraft(target, text());
    }
    if (target !== from) onOpen(target);
  };
  async function save(overShipped: boolean): Promise<void> {
    const page = { program: current.current, text: text(), overShipped };
    await query<{ id: string; file: string; text: string }>({ q: 'save', ...page }).then((saved) => {
      notify('info', `Saved: ${saved.file}`);
      moveTo(saved.id, saved.text, true);
    }, complain);
  }
  async function tryOut(): Promise<void> {
    const taken = text();
    await query<{ program: string; version: number }>({
      q: 'try',
      program: current.current,
      text: taken,
    }).then(({ program, version }) => {
      notify('info', `Runs ${program} version ${version}: the text in the editor.`);
      moveTo(program, taken, false);
      send({ c: 'run', id: program });
    }, complain);
  }
  const discard = (): void => {
    keepDraft(current.current, null);
    show(loaded.current, loaded.current.text);
  };
  const format = async (): Promise<void> =>
    query<{ text: string }>({ q: 'format', text: text() }).then(
      (answer) => editor.current?.setText(answer.text),
      complain,
    );
  return { save, tryOut, discard, format };
}

function keepDraft(id: string, text: string | null): void {
  writeDraft(id, text);
  const drafts = draftIds();
  if (drafts.join() !== page.drafts.join()) change({ drafts });
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

/** Null if the server does not answer. */
async function checkText(text: string, id: string): Promise<CheckedText | null> {
  return query<CheckedText>({ q: 'check', program: idIn(text) ?? id, text }).catch(() => null);
}
