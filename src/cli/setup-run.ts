/** Setup at work: its asks shown, answered by the person, a script or the simulator, and what comes of it. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AnyChair } from '../chair/any-chair.ts';
import { chairOf } from '../setup/kind.ts';
import type { FoundMistake } from '../setup/mistakes.ts';
import { knownFacts, partsOf } from '../setup/parts.ts';
import type { Ask } from '../setup/script.ts';
import { Setup } from '../setup/setup.ts';
import type { Compared } from '../setup/write.ts';
import { readChairText } from './board-chair.ts';
import { type Answer, AnswerBook, readAnswers } from './setup-answers.ts';
import { askText, openSetupBoard, type SetupArguments, type SetupBoard, setupTurnMs } from './setup-board.ts';
import { forgetFacts, keepFacts, keptFacts, writeChairFile } from './setup-files.ts';
import { CommandError, exitCodes, usageError } from './terminal/output.ts';

export interface SetupResult {
  readonly asks: readonly string[];
  readonly mistakes: readonly FoundMistake[];
  readonly written: string | null;
  readonly compare: readonly Compared[];
  /** Why it ended before its end; empty where it did not. */
  readonly ended: string;
}

const connectWithinMs = 20_000;

export async function runSetup(options: SetupArguments): Promise<{ result: SetupResult; code: number }> {
  const text = await readChairText(options.chair);
  const chair = chairOf(text);
  const book = options.answers === undefined ? null : new AnswerBook(readAnswers(options.answers, chair));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const board = await openSetupBoard({ ...options, chair, text, tell: say });
  const out = options.out ?? `${chair.model}-measured.yaml`;
  const only = options.only === undefined ? null : onlyParts(chair, options.only);
  const at = await boardName(options);
  const kept = options.anew ? { facts: {}, left: '' } : keptFacts(out, text, at);
  if (kept.left !== '') say(`what an earlier setup found is left aside: ${kept.left}`);
  const setup = new Setup(chair, board.seen, only === null ? kept.facts : knownFacts(chair, only), {
    keep: (known) => only === null && keepFacts(out, text, at, known),
    replaces: existsSync(out) ? out : null,
    only,
  });
  await workThrough(board, setup, personOf(board, options, book), options.json === true, say);
  const { asks, mistakes } = setup.io;
  const ended = setup.done ? setup.failure : `nothing answers at ${options.board}`;
  if (ended !== '') {
    say(`setup ends: ${ended}`);
    const result = { asks, mistakes, written: null, compare: [], ended };
    return { result, code: setup.done ? exitCodes.bad : exitCodes.noConnection };
  }
  const show = options.json ? say : (line: string) => process.stdout.write(`${line}\n`);
  const compare = await writeMeasured(out, text, setup, show);
  return { result: { asks, mistakes, written: out, compare, ended }, code: exitCodes.done };
}

/** A simulated board is another with each chair behind it; of a real one its port and, where it has one, its serial number. */
async function boardName({ board, unknown, mistakes }: SetupArguments): Promise<string> {
  if (board === 'emulated' || board === 'model') return `unknown chair ${unknown}, mistakes ${mistakes}`;
  const { listSerialPorts } = await import('../board/ports.ts');
  const port = (await listSerialPorts()).find(({ path }) => path === board);
  return [board, port?.vendorId, port?.serialNumber].filter((part) => part !== undefined).join(' ');
}

function onlyParts(chair: AnyChair, text: string): ReadonlySet<string> {
  const parts = partsOf(chair);
  const wanted = text.split(',').map((part) => part.trim());
  const unknown = wanted.find((part) => !parts.includes(part));
  if (unknown !== undefined)
    throw usageError(`--only takes parts of this chair, ${parts.join(', ')}, not "${unknown}"`);
  return new Set(wanted);
}

/** Turn by turn, to its end; or until it is plain that nobody answers. */
async function workThrough(
  board: SetupBoard,
  setup: Setup,
  person: Answering,
  json: boolean,
  say: (line: string) => void,
): Promise<void> {
  const { io } = setup;
  let told = 0;
  let asked: Ask | null = null;
  try {
    for (let turn = 0; !setup.done; turn++) {
      if (io.asked !== asked) {
        asked = io.asked;
        if (asked !== null) {
          say(json ? JSON.stringify({ ...asked, ask: asked.id }) : askText(asked));
          person.asked(asked);
        }
      }
      person.turn(setup, turn * setupTurnMs);
      await board.turn(io.order);
      setup.turn(board.seen);
      for (; told < io.told.length; told++)
        say(json ? JSON.stringify(io.told[told]) : `  ${io.told[told]?.text}`);
      if (board.seen.list === null && turn * setupTurnMs > connectWithinMs && io.asks.length === 0) break;
    }
  } finally {
    board.close();
    person.end();
  }
}

/** The file, what has changed in it, and what such a chair can do. */
async function writeMeasured(
  out: string,
  text: string,
  { facts }: Setup,
  say: (line: string) => void,
): Promise<readonly Compared[]> {
  const onDate = new Date().toISOString().slice(0, 'YYYY-MM-DD'.length);
  const { writtenChair } = await import('../setup/write.ts');
  const { readChair } = await import('../chair/file/read.ts');
  const { explanationOf } = await import('./explanation.ts');
  const { explanationText } = await import('./terminal/explain-text.ts');
  const written = writtenChair(text, chairOf(text), facts, onDate);
  for (const { path, was, is, judged } of written.compare) say(`${path}: ${was} -> ${is}, ${judged}`);
  const { chair, problems } = readChair(written.text, out);
  if (chair === null) {
    const told = problems.map(
      ({ line, code, message, hint }) => `${out}:${line} ${code} ${message}; ${hint}`,
    );
    throw new CommandError(exitCodes.bad, `what was measured makes no chair file:\n${told.join('\n')}`);
  }
  writeChairFile(out, written.text, onDate);
  forgetFacts(out);
  say(explanationText(explanationOf(chair)));
  say(`written: ${out}`);
  return written.compare;
}

/** Whoever answers. */
interface Answering {
  asked(ask: Ask): void;
  turn(setup: Setup, nowMs: number): void;
  end(): void;
}

function personOf(board: SetupBoard, options: SetupArguments, book: AnswerBook | null): Answering {
  if (book !== null) return scripted(board, book);
  const { hands } = board;
  if (hands !== null && options.play)
    return { asked: () => {}, turn: ({ io }) => hands.play(io), end: () => {} };
  const lines: string[] = [];
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => lines.push(line));
  return {
    asked: () => lines.splice(0),
    turn: ({ io }) => {
      const line = lines.shift();
      if (line !== undefined && io.asked !== null) io.answer = line;
    },
    end: () => input.close(),
  };
}

/** A person of flesh takes as long to answer. */
const answerMs = 200;
const pressMs = 260;

function scripted({ hands }: SetupBoard, book: AnswerBook): Answering {
  let ask: Ask | null = null;
  let answer: Answer | null = null;
  let sinceMs = -1;
  return {
    asked(next) {
      if (answer !== null && 'hold' in answer) hands?.hold(answer.hold, false);
      ask = next;
      sinceMs = -1;
      answer = next.kind === 'release' ? null : book.next(next);
    },
    turn({ io }, nowMs) {
      if (ask === null || answer === null || io.asked !== ask) return;
      if (sinceMs < 0) sinceMs = nowMs;
      const forMs = nowMs - sinceMs - answerMs;
      if (forMs < 0) return;
      if ('answer' in answer) {
        hands?.does(ask.id);
        io.answer = answer.answer;
        answer = null;
      } else if ('press' in answer) hands?.hold(answer.press, forMs % (2 * pressMs) < pressMs);
      else hands?.hold(answer.hold, forMs < answer.forMs);
    },
    end: () => {},
  };
}
