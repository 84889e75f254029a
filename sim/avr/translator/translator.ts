/**
 * Translates an AVR program into WebAssembly, which runs several times faster than interpreting it: operands are
 * constants, and flags that are never read are left out. A whole block runs only if all of its instructions begin
 * before the next event; else instructions run one by one, each translated on its own. So both give the same bytes
 * at the same cycles, and tests compare them with each other and with avr8js' interpreter.
 */
import type { Program } from '../cpu/decoder.ts';
import { casesAt, exitCyclesAt, exitPcAt, memoryPages } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import {
  assembleModule,
  binary,
  br,
  type Code,
  callIndirect,
  dispatchLoop,
  i32,
  ifThen,
  load16,
  load32,
  localGet,
  localSet,
  loop,
  ret,
  store32,
  unreachable,
  type WasmFunction,
} from '../wasm/wasm-writer.ts';
import { exits, imported, local, localCount, type, types } from './abi.ts';
import { arithmetic } from './arithmetic.ts';
import { type Block, findBlocks, singleBlocks } from './basic-blocks.ts';
import { BlockEmitter, leaveFunction, type Place } from './block-emitter.ts';
import { branches } from './branches.ts';
import { dataTransfer } from './data-transfer.ts';
import type { InstructionWriter } from './instruction-writer.ts';
import { findLiveFlags, liveAfterEach } from './live-flags.ts';
import type { Target } from './target.ts';

type Granularity = keyof typeof casesAt;

/** Words of the program in one function: enough to stay inside most loops, few enough to be optimised soon. */
const functionBits = 8;
const functionWords = 1 << functionBits;

const writers: Readonly<Record<Mnemonic, InstructionWriter>> = {
  ...arithmetic,
  ...dataTransfer,
  ...branches,
};

function writeBlock(block: Block, place: Place, target: Target): Code {
  const emitter = new BlockEmitter(block, place, target);
  const liveAfter = liveAfterEach(block);
  let lastBegins = 0;
  let ended = false;
  for (const [index, instruction] of block.instructions.entries()) {
    lastBegins = emitter.cycles;
    emitter.live = liveAfter[index] as number;
    ended = writers[instruction.mnemonic](emitter, instruction);
  }
  if (!ended) {
    emitter.flush();
    emitter.emit(emitter.jumpTo(block.end, 0));
  }
  return emitter.finish(lastBegins);
}

/**
 * The function that is called from outside: `run(pc, limit, byBlock)`. Goes from function to function for `limit`
 * cycles, by whole blocks where wanted and possible, else by single instructions.
 */
function runner(words: number, functions: number): Code {
  const [pc, limit, byBlock, cycles, exit] = [0, 1, 2, 3, 4];
  const caseOf = (by: Granularity) => load16(casesAt[by], binary(localGet(pc), '<<', i32(1)));
  const index = binary(localGet(pc), '>>', i32(functionBits));
  const block = callIndirect(type.blocks, index, caseOf('block'), localGet(cycles), localGet(limit));
  const instruction = callIndirect(
    type.blocks,
    binary(index, '+', i32(functions)),
    caseOf('instruction'),
    localGet(cycles),
    binary(localGet(cycles), '+', i32(1)),
  );
  const next = localSet(pc, load32(exitPcAt)) + localSet(cycles, load32(exitCyclesAt));
  const again = next + br(1);
  const limitReached = ifThen(binary(localGet(cycles), '>= signed', localGet(limit)), ret(i32(exits.limit)));
  const toOtherFunction = binary(localGet(exit), '=', i32(exits.otherFunction));
  const wholeBlocks =
    localSet(exit, block) +
    ifThen(toOtherFunction, next + br(2)) +
    ifThen(localGet(exit), ret(localGet(exit))) +
    next +
    limitReached;
  return (
    store32(exitPcAt, localGet(pc)) +
    store32(exitCyclesAt, i32(0)) +
    loop(
      limitReached +
        ifThen(binary(localGet(pc), '>=', i32(words)), ret(i32(exits.erased))) +
        ifThen(binary(localGet(byBlock), '&', binary(caseOf('block'), '!=', i32(0))), wholeBlocks) +
        localSet(exit, instruction) +
        ifThen(binary(localGet(exit), '=', i32(exits.limit)), again) +
        ifThen(toOtherFunction, again) +
        ret(localGet(exit)),
    ) +
    unreachable
  );
}

/** One function for each stretch of `functionWords` words, and for each word its case in that function. */
function translateBlocks(blocks: ReadonlyMap<number, Block>, by: Granularity, words: number, target: Target) {
  const starts = [...blocks.keys()].sort((a, b) => a - b);
  const caseOf = new Uint16Array(words);
  const functions: WasmFunction[] = [];
  for (let from = 0; from < words; from += functionWords) {
    const to = Math.min(words, from + functionWords);
    const here = starts.filter((start) => start >= from && start < to);
    const near = new Map(here.map((start, index) => [start, index + 1]));
    for (const [start, index] of near) caseOf[start] = index;
    const cases = here.map((start, index) => {
      const place = { number: index + 1, near, cases: here.length + 1, from, to, casesAt: casesAt[by] };
      return writeBlock(blocks.get(start) as Block, place, target);
    });
    const body = dispatchLoop(localGet(local.case), [leaveFunction, ...cases]);
    functions.push({ type: type.blocks, locals: localCount, body });
  }
  return { functions, cases: { at: casesAt[by], bytes: new Uint8Array(caseOf.buffer) } };
}

/** A program as a module, both in whole blocks and instruction by instruction. */
export function translateProgram(program: Program, target: Target): WebAssembly.Module {
  const words = program.instructions.length;
  const blocks = findBlocks(program, target);
  findLiveFlags(blocks);
  const whole = translateBlocks(blocks, 'block', words, target);
  const single = translateBlocks(singleBlocks(program), 'instruction', words, target);
  const functions = [...whole.functions, ...single.functions];
  const run = { type: type.run, locals: 2, body: runner(words, whole.functions.length) };
  return new WebAssembly.Module(
    assembleModule({
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
