/** Who answers what setup asks: a person at the terminal or at a page, a script, or the computer. */
import { createInterface } from 'node:readline';
import type { Ask } from '../setup/script.ts';
import type { Setup } from '../setup/setup.ts';
import type { Answer, AnswerBook } from './setup-answers.ts';
import type { SetupArguments, SetupBoard } from './setup-board.ts';
import type { OpenSetupPage } from './setup-page.ts';

export interface Answering {
  asked(ask: Ask): void;
  turn(setup: Setup, nowMs: number): void;
  /** Why nobody answers any more; empty while somebody does. */
  readonly gone: string;
  end(): void;
}

/** Whether a real person answers; then a simulated chair runs in real time. */
export const isOfFlesh = ({ play }: SetupArguments, book: AnswerBook | null): boolean =>
  book === null && play !== true;

export async function personOf(
  board: SetupBoard,
  options: SetupArguments,
  book: AnswerBook | null,
  page: OpenSetupPage | null,
): Promise<Answering> {
  if (book !== null) return scripted(board, book);
  const { hands } = board;
  if (hands !== null && options.play)
    return { gone: '', asked: () => {}, turn: ({ io }) => hands.play(io), end: () => {} };
  return atTerminal(board, page);
}

/** Answers are lines of the terminal, as are actions by hand at a simulated chair. A page may answer as well. */
async function atTerminal({ hands }: SetupBoard, page: OpenSetupPage | null): Promise<Answering> {
  const { Deeds } = await import('../../sim/unknown/deeds.ts');
  const { saysDone } = await import('../../sim/unknown/person.ts');
  const deeds = hands === null ? null : new Deeds(hands.chair);
  const lines: string[] = [];
  let gone = '';
  const input = createInterface({ input: process.stdin });
  input.on('line', (line) => {
    if (deeds?.does(line) !== true) lines.push(line);
  });
  input.on('close', () => {
    if (page === null) gone = 'standard input has ended, and nobody else answers';
  });
  return {
    get gone() {
      return lines.length > 0 ? '' : gone;
    },
    asked: () => lines.splice(0),
    turn: ({ io }) => {
      deeds?.turn();
      page?.turn(io);
      const line = lines.shift();
      if (line === undefined || io.asked === null) return;
      if (saysDone(line)) hands?.does(io.asked.id);
      io.answer = line;
    },
    end: () => input.close(),
  };
}

/** Delay of a scripted answer, as a person would need. */
const answerMs = 200;
const pressMs = 260;

function scripted({ hands }: SetupBoard, book: AnswerBook): Answering {
  let ask: Ask | null = null;
  let answer: Answer | null = null;
  let sinceMs = -1;
  return {
    gone: '',
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
