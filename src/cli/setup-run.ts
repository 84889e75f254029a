/** Runs setup: shows its asks, takes answers from the person, a script or the simulator, and writes the result. */
import { existsSync } from 'node:fs';
import type { AnyChair } from '../chair/any-chair.ts';
import { chairOf } from '../setup/kind.ts';
import type { FoundMistake } from '../setup/mistakes.ts';
import { knownFacts, partsOf } from '../setup/parts.ts';
import type { Ask } from '../setup/script.ts';
import { Setup } from '../setup/setup.ts';
import type { Compared } from '../setup/write.ts';
import { readChairText } from './board-chair.ts';
import type { PageAddress } from './page-address.ts';
import { AnswerBook, readAnswers } from './setup-answers.ts';
import { askText, openSetupBoard, type SetupArguments, type SetupBoard, setupTurnMs } from './setup-board.ts';
import { checkWritable, forgetFacts, keepFacts, keptFacts, writeChairFile } from './setup-files.ts';
import type { OpenSetupPage } from './setup-page.ts';
import { type Answering, isOfFlesh, personOf } from './setup-person.ts';
import { CommandError, exitCodes, usageError } from './terminal/output.ts';
import { PinChanges } from './terminal/pin-changes.ts';

export interface SetupResult {
  readonly asks: readonly string[];
  readonly mistakes: readonly FoundMistake[];
  readonly written: string | null;
  readonly compare: readonly Compared[];
  /** Why setup ended early; empty where it was completed. */
  readonly ended: string;
}

/** Longest silence of the board: longer than a chip needs to restart with another pin list, or a person to put a plug back. */
const connectWithinMs = 20_000;

export async function runSetup(
  options: SetupArguments,
  /** Called with the page's address; empty without a page. */
  onPage: (url: string) => void = () => {},
): Promise<{ result: SetupResult; code: number }> {
  const text = await readChairText(options.chair);
  const chair = chairOf(text);
  const book = options.answers === undefined ? null : new AnswerBook(readAnswers(options.answers, chair));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const out = options.out ?? `${chair.model}-measured.yaml`;
  checkWritable(out);
  const only = options.only === undefined ? null : onlyParts(chair, options.only);
  const board = await openSetupBoard({ ...options, chair, text, tell: say });
  const at = await boardName(options);
  const kept = options.anew ? { facts: {}, left: '' } : keptFacts(out, text, at);
  if (kept.left !== '') say(`what an earlier setup found is left aside: ${kept.left}`);
  const setup = new Setup(chair, board.seen, only === null ? kept.facts : knownFacts(chair, only), {
    keep: (known) => only === null && keepFacts(out, text, at, known),
    replaces: existsSync(out) ? out : null,
    only,
    page: options.page !== undefined,
  });
  const page = options.page === undefined ? null : await pageOf(options.page, chair, board);
  if (page !== null) say(`page: ${page.url}`);
  onPage(page?.url ?? '');
  const paceMs = board.hands !== null && isOfFlesh(options, book) ? setupTurnMs / (options.speed ?? 1) : null;
  const pins = options.json === true ? null : new PinChanges(chair.chip.pins);
  let end: WorkEnd | null = null;
  try {
    const person = await personOf(board, options, book, page);
    end = await workThrough({ board, setup, person, paceMs, pins, say });
    return await finish({ options, text, out, setup, board, say }, end);
  } finally {
    page?.end(setup.io, end === null || end.why !== '');
    await page?.close();
  }
}

interface Finish {
  readonly options: SetupArguments;
  readonly text: string;
  readonly out: string;
  readonly setup: Setup;
  readonly board: SetupBoard;
  readonly say: (line: string) => void;
}

async function finish(
  { options, text, out, setup, board, say }: Finish,
  { why: ended, code }: WorkEnd,
): Promise<{ result: SetupResult; code: number }> {
  const { asks, mistakes } = setup.io;
  for (const line of board.wrong(mistakes)) {
    say(`  ${line}`);
    setup.io.tell(line);
  }
  if (ended !== '') {
    say(`setup ends: ${ended}`);
    setup.io.tell(`setup ends: ${ended}`);
    const result = { asks, mistakes, written: null, compare: [], ended };
    return { result, code };
  }
  const show = options.json ? say : (line: string) => process.stdout.write(`${line}\n`);
  const compare = await writeMeasured(out, text, setup, show);
  setup.io.tell(`written: ${out}`);
  return { result: { asks, mistakes, written: out, compare, ended }, code: exitCodes.done };
}

/** Identifies the board: a simulated one by the chair behind it, a real one by its port, USB vendor and serial number, where it has them. */
async function boardName({ board, unknown, mistakes, aged }: SetupArguments): Promise<string> {
  if (board === 'emulated' || board === 'model')
    return `unknown chair ${unknown}, mistakes ${mistakes}${aged === undefined ? '' : `, aged ${aged}`}`;
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

async function pageOf(address: PageAddress, chair: AnyChair, { hands }: SetupBoard): Promise<OpenSetupPage> {
  const { openPage } = await import('./setup-page.ts');
  return openPage(address, chair, hands?.chair ?? null);
}

interface Work {
  readonly board: SetupBoard;
  readonly setup: Setup;
  readonly person: Answering;
  /** Real duration of a turn of a simulated chair with a person; null: no pacing. */
  readonly paceMs: number | null;
  /** Shows changes of the pins while a part is pressed; null with --json. */
  readonly pins: PinChanges | null;
  readonly say: (line: string) => void;
}

/** Why setup ended early, or empty; and the exit code. */
interface WorkEnd {
  readonly why: string;
  readonly code: number;
}

/** Steps setup to its end, or until the board or the person no longer answers, or somebody stops it. */
async function workThrough({ board, setup, person, paceMs, pins, say }: Work): Promise<WorkEnd> {
  const { io } = setup;
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let told = 0;
  let asked: Ask | null = null;
  let dueMs = performance.now();
  let silentTurns = 0;
  try {
    for (let turn = 0; !setup.done; turn++) {
      if (stopped.signal.aborted)
        return { why: 'it was stopped; the same command goes on', code: exitCodes.stopped };
      if (io.asked !== asked) {
        asked = io.asked;
        if (asked !== null) {
          say(pins === null ? JSON.stringify({ ...asked, ask: asked.id }) : askText(asked));
          person.asked(asked);
        }
      }
      if (asked !== null && person.gone !== '') return { why: person.gone, code: exitCodes.bad };
      person.turn(setup, turn * setupTurnMs);
      await board.turn(io.order);
      setup.turn(board.seen);
      for (; told < io.told.length; told++)
        say(pins === null ? JSON.stringify(io.told[told]) : `  ${io.told[told]?.text}`);
      const seen = asked?.kind === 'press' ? pins?.line(io.seen.levels, io.seen.nowMs) : '';
      if (seen) say(seen);
      silentTurns = board.seen.list === null ? silentTurns + 1 : 0;
      if (silentTurns * setupTurnMs > connectWithinMs) return silentEnd(board, io.asks.length > 0);
      if (paceMs !== null) dueMs = await paced(dueMs, paceMs);
      else if (turn % freeTurns === 0) await aTurnForOthers();
    }
  } finally {
    board.close();
    person.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  return { why: setup.failure, code: setup.failure === '' ? exitCodes.done : exitCodes.bad };
}

const silentEnd = ({ name }: SetupBoard, begun: boolean): WorkEnd => ({
  why: begun
    ? `nothing answers at ${name} any more: look at its cable; the same command goes on`
    : `nothing answers at ${name}`,
  code: exitCodes.noConnection,
});

/** Waits until the turn is over. If a slow computer falls behind, the delay is not caught up. */
async function paced(dueMs: number, turnMs: number): Promise<number> {
  const nowMs = performance.now();
  const nextMs = Math.max(dueMs + turnMs, nowMs - setupTurnMs);
  if (nextMs > nowMs + 1) await new Promise((resolve) => setTimeout(resolve, nextMs - nowMs));
  else await aTurnForOthers();
  return nextMs;
}

/** In simulated time, signals and streams are served every this many turns. */
const freeTurns = 64;
const aTurnForOthers = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes the file and prints what has changed in it and what the chair can do. */
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
