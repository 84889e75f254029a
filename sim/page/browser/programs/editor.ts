/** The program editor, loaded only when it is opened: YAML, completion from the schema, the checker's errors. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  defaultHighlightStyle,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import { EditorSelection, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Problem } from '../../../../src/program/language/problems.ts';
import { offersAt, placeAt, type Schema } from './completion.ts';

export interface Editor {
  text(): string;
  setText(text: string): void;
  /** Brings a place into view, with the cursor at it. */
  goTo(line: number, column: number): void;
  destroy(): void;
}

interface EditorOptions {
  readonly holder: HTMLElement;
  readonly schema: Schema;
  readonly label: string;
  readonly check: (text: string) => Promise<readonly Problem[]>;
  readonly onChange: () => void;
  readonly onSave: () => void;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.number, tags.bool], color: 'var(--kneader)' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--panel)', fontSize: '13px' },
  '.cm-content': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', caretColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--soft)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--zone)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', border: '1px solid var(--line)', color: 'var(--text)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap' },
});

export function createEditor(options: EditorOptions): Editor {
  const view = new EditorView({
    parent: options.holder,
    state: EditorState.create({
      doc: '',
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        lintGutter(),
        yaml(),
        syntaxHighlighting(colours),
        syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
        autocompletion({
          override: [(context) => complete(context, options.schema)],
          activateOnTyping: true,
        }),
        linter(
          async ({ state }) =>
            (await options.check(state.doc.toString())).map((problem) => diagnosticOf(problem, state)),
          { delay: 150 },
        ),
        keymap.of([
          {
            key: 'Mod-s',
            run: () => {
              options.onSave();
              return true;
            },
          },
          ...completionKeymap,
          { key: 'Enter', run: newLine },
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        // Focusable by keyboard, so that it can be scrolled by keyboard.
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange();
        }),
        look,
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    goTo: (line, column) => {
      const at = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      const place = Math.min(at.from + column - 1, at.to);
      view.dispatch({
        selection: { anchor: place },
        effects: EditorView.scrollIntoView(place, { y: 'center' }),
      });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/**
 * A new line at the indentation of the next step or key: indented further after a line that opens a block, otherwise like the
 * line before. The YAML mode's own rule would indent it into the step that has just been written.
 */
function newLine(view: EditorView): boolean {
  const { state } = view;
  const changes = state.changeByRange((range) => {
    const line = state.doc.lineAt(range.from);
    const before = line.text.slice(0, range.from - line.from);
    const indent = /^ */.exec(before)![0].length;
    const open = before.lastIndexOf('{') > before.lastIndexOf('}');
    const opens = open || /:\s*(#.*)?$/.test(before) || /^\s*- repeat:/.test(before);
    // Text after a step's dash is aligned with its key, not with the dash.
    const inside = indent + (/^\s*- /.test(before) ? 4 : 2);
    const text = `\n${' '.repeat(opens ? inside : indent)}`;
    return {
      changes: { from: range.from, to: range.to, insert: text },
      range: EditorSelection.cursor(range.from + text.length),
    };
  });
  view.dispatch(changes, { scrollIntoView: true, userEvent: 'input' });
  return true;
}

function complete(context: CompletionContext, schema: Schema): CompletionResult | null {
  const place = placeAt(context.state.doc.toString(), context.pos);
  if (!context.explicit && place.from === context.pos && place.at === 'key') return null;
  const offers = offersAt(schema, place);
  if (offers.length === 0) return null;
  return {
    from: place.from,
    options: offers.map(({ label, detail, info, apply }) => ({
      label,
      detail,
      apply,
      ...(info === '' ? {} : { info }),
      type: place.at === 'key' ? 'property' : 'enum',
    })),
    validFor: /^[\w -]*$/,
  };
}

/** A problem as a mark from its place to the end of the word there. */
function diagnosticOf({ line, column, code, message, hint }: Problem, state: EditorState): Diagnostic {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
  const from = Math.min(at.from + column - 1, at.to);
  const rest = at.text.slice(from - at.from);
  const word = /^[^,}\]#]*/.exec(rest)![0].trimEnd().length;
  return {
    from,
    to: Math.min(at.to, from + Math.max(1, word)),
    severity: 'error',
    message: `${code} ${message}: ${hint}`,
  };
}
