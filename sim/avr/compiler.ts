/**
 * Translates AVR code into WebAssembly, which runs several times faster than interpreting it: operands are
 * constants and flags nobody looks at are left out. A whole block runs only where all of its instructions begin
 * before the next event; up to there they run one by one, translated each for itself. So both give the same bytes
 * at the same cycles, and tests compare them with each other and with avr8js' interpreter.
 */
import { type Block, findBlocks, isForeign, kindAt, liveAfterEach, singleBlocks } from './blocks.ts';
import { imported, instructionAt, type Writers } from './instruct.ts';
import { arithmetic } from './instruct-arithmetic.ts';
import { jumps } from './instruct-jumps.ts';
import { memory } from './instruct-memory.ts';
import type { Program } from './instructions.ts';
import { casesAt, type Listeners, left, memoryPages, PC, SPENT } from './layout.ts';
import { local, localCount, noCase, type Place, Scribe } from './scribe.ts';
import {
  assemble,
  type Code,
  callAt,
  combine,
  get,
  giveBack,
  isZero,
  leaveTo,
  longAt,
  loopOfCases,
  never,
  number,
  putLong,
  repeat,
  set,
  when,
  wordAt,
} from './wasm.ts';

/** Words of code in one function: enough to stay inside most loops, few enough to be optimised soon. */
const functionBits = 8;
const functionWords = 1 << functionBits;

const types = [
  { takes: 2, gives: 1 },
  { takes: 4, gives: 1 },
  { takes: 1, gives: 0 },
  { takes: 3, gives: 1 },
] as const;
const type = { read: 0, write: 1, watchdog: 2, part: 3, run: 3 } as const;

/** All but those that are left to avr8js' interpreter. */
const writers: Writers = { ...arithmetic, ...memory, ...jumps };

function writeBlock(program: Program, listeners: Listeners, block: Block, place: Place): Code {
  const scribe = new Scribe(block, place);
  const liveAfter = liveAfterEach(program, block);
  let lastBegins = 0;
  let ended = false;
  for (const [index, pc] of block.at.entries()) {
    const kind = kindAt(program, pc);
    const write = isForeign(kind) ? undefined : writers[kind];
    if (write === undefined) {
      scribe.save();
      scribe.say(scribe.leave(pc, left.foreign, 0));
      ended = true;
      break;
    }
    lastBegins = scribe.cycles;
    scribe.live = liveAfter[index] as number;
    ended = write(instructionAt(scribe, program, listeners, pc));
  }
  if (!ended) {
    scribe.save();
    scribe.say(scribe.goOn(block.end, 0));
  }
  return scribe.finish(lastBegins);
}

/** Goes from function to function for so many cycles: by whole blocks where asked for and possible, else by one instruction. */
function runner(words: number, parts: number): Code {
  const [pc, limit, byBlock, spent, how] = [0, 1, 2, 3, 4];
  const caseOf = (by: keyof typeof casesAt) => wordAt(casesAt[by], combine(get(pc), '<<', number(1)));
  const part = combine(get(pc), '>>', number(functionBits));
  const block = callAt(type.part, part, caseOf('block'), get(spent), get(limit));
  const oneMore = combine(get(spent), '+', number(1));
  const instruction = callAt(
    type.part,
    combine(part, '+', number(parts)),
    caseOf('instruction'),
    get(spent),
    oneMore,
  );
  const next = set(pc, longAt(PC)) + set(spent, longAt(SPENT));
  const goOn = next + leaveTo(1);
  const spentAll = when(combine(get(spent), '>= signed', get(limit)), giveBack(number(left.done)));
  const wentElsewhere = combine(get(how), '=', number(left.elsewhere));
  const wholeBlocks =
    set(how, block) +
    when(wentElsewhere, next + leaveTo(2)) +
    when(get(how), giveBack(get(how))) +
    next +
    spentAll;
  return (
    putLong(PC, get(pc)) +
    putLong(SPENT, number(0)) +
    repeat(
      spentAll +
        when(combine(get(pc), '>=', number(words)), giveBack(number(left.foreign))) +
        when(combine(get(byBlock), '&', combine(caseOf('block'), '!=', number(0))), wholeBlocks) +
        when(isZero(caseOf('instruction')), giveBack(number(left.foreign))) +
        set(how, instruction) +
        when(isZero(get(how)), goOn) +
        when(wentElsewhere, goOn) +
        giveBack(get(how)),
    ) +
    never
  );
}

interface WasmFunction {
  readonly type: number;
  readonly locals: number;
  readonly body: Code;
}

/** One function for each stretch of `functionWords` words, and for each word its case in there. */
function partsOf(program: Program, words: number, by: keyof typeof casesAt, listeners: Listeners) {
  const blocks = by === 'block' ? findBlocks(program, words, listeners) : singleBlocks(program, words);
  const starts = [...blocks.values()]
    .filter(({ at }) => !isForeign(kindAt(program, at[0] as number)))
    .map(({ start }) => start)
    .sort((a, b) => a - b);
  const caseOf = new Uint16Array(words);
  const parts: WasmFunction[] = [];
  for (let from = 0; from < words; from += functionWords) {
    const to = Math.min(words, from + functionWords);
    const here = starts.filter((start) => start >= from && start < to);
    const near = new Map(here.map((start, index) => [start, index + 1]));
    for (const [start, index] of near) caseOf[start] = index;
    const cases = here.map((start, index) =>
      writeBlock(program, listeners, blocks.get(start) as Block, {
        number: index + 1,
        near,
        cases: here.length + 1,
        from,
        to,
        casesAt: casesAt[by],
      }),
    );
    const body = loopOfCases(get(local.block), [noCase, ...cases]);
    parts.push({ type: type.part, locals: localCount, body });
  }
  return { parts, cases: { at: casesAt[by], bytes: new Uint8Array(caseOf.buffer) } };
}

/** A program's first `words` words as a module, in whole blocks and instruction by instruction. */
export function compile(program: Program, words: number, listeners: Listeners): WebAssembly.Module {
  const whole = partsOf(program, words, 'block', listeners);
  const single = partsOf(program, words, 'instruction', listeners);
  const functions = [...whole.parts, ...single.parts];
  const run = { type: type.run, locals: 2, body: runner(words, whole.parts.length) };
  return new WebAssembly.Module(
    assemble({
      types,
      imports: Object.keys(imported).map((name) => ({ name, type: type[name as keyof typeof imported] })),
      memoryPages,
      functions: [...functions, run],
      table: functions.map((_, index) => index),
      run: functions.length,
      data: [whole.cases, single.cases],
    }),
  );
}
