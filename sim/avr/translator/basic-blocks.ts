/**
 * Finds the basic blocks of a program: runs of instructions that are entered at the top and left at the end.
 * A block also ends after everything that may change what happens next: a write to a hooked register or the
 * interrupt flag, sleep, the watchdog.
 */
import type { Instruction, Program } from '../cpu/decoder.ts';
import { SREG } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import { allFlags, I } from '../cpu/sreg.ts';
import type { Target } from './target.ts';

export interface Block {
  readonly start: number;
  /** The word behind the last instruction. */
  readonly end: number;
  readonly instructions: readonly Instruction[];
  /** Where execution may continue; null if that is not known before the block runs. */
  readonly successors: readonly number[] | null;
  /** Flags that may be read after the block is left, and after it is entered. */
  flagsOut: number;
  flagsIn: number;
}

/** Longer blocks are cut, so that the time before an event is rarely too short for a block. */
const maxInstructions = 24;

const jumps: ReadonlySet<Mnemonic> = new Set(['JMP', 'RJMP']);
const conditional: ReadonlySet<Mnemonic> = new Set(['BRBC', 'BRBS', 'CPSE', 'SBIC', 'SBIS', 'SBRC', 'SBRS']);
const calls: ReadonlySet<Mnemonic> = new Set(['CALL', 'RCALL']);
const indirect: ReadonlySet<Mnemonic> = new Set(['RET', 'RETI', 'IJMP', 'EIJMP', 'ICALL', 'EICALL']);
/** Instructions after which time may stand still. */
const pauses: ReadonlySet<Mnemonic> = new Set(['SLEEP', 'WDR']);
/** Writes through these pointers may hit a register, and then go on to the next instruction. Y points to the stack frame. */
const pointerStores: ReadonlySet<Mnemonic> = new Set(['ST X', 'ST X+', 'ST -X', 'ST Z+', 'ST -Z', 'STD Z+q']);

const ends: ReadonlySet<Mnemonic> = new Set([
  ...jumps,
  ...conditional,
  ...calls,
  ...indirect,
  ...pauses,
  ...pointerStores,
]);

/** The data-space address that an instruction writes, if it is known beforehand; else -1. */
function addressWritten({ mnemonic, A, k }: Instruction): number {
  if (mnemonic === 'OUT' || mnemonic === 'CBI' || mnemonic === 'SBI') return A;
  return mnemonic === 'STS' ? k : -1;
}

function endsBlock(instruction: Instruction, target: Target): boolean {
  const { mnemonic, mask } = instruction;
  if (ends.has(mnemonic)) return true;
  const written = addressWritten(instruction);
  if (written >= 0) return written === SREG || target.writesHook(written);
  return mnemonic === 'BSET' && mask === I;
}

function successorsOf({ mnemonic, next, k }: Instruction): readonly number[] | null {
  if (jumps.has(mnemonic)) return [k];
  if (conditional.has(mnemonic)) return [next, k];
  return calls.has(mnemonic) || indirect.has(mnemonic) ? null : [next];
}

/** Where the program may continue after an instruction, now or when a call returns. */
function leadersAfter(instruction: Instruction): number[] {
  const called = calls.has(instruction.mnemonic) ? [instruction.k] : [];
  return [instruction.next, ...called, ...(successorsOf(instruction) ?? [])];
}

/** All blocks of a program, with all flags kept. Data among the code gives blocks that never run. */
export function findBlocks({ instructions }: Program, target: Target): Map<number, Block> {
  const leaders = new Set<number>([0]);
  for (let at = instructions[0]; at !== undefined; at = instructions[at.next]) {
    if (endsBlock(at, target)) for (const leader of leadersAfter(at)) leaders.add(leader);
  }
  const blocks = new Map<number, Block>();
  // Data between functions can put this sweep out of step, so the successors of blocks are followed, too.
  const waiting = [...leaders];
  for (let start = waiting.pop(); start !== undefined; start = waiting.pop()) {
    if (start >= instructions.length || blocks.has(start)) continue;
    const block = blockFrom(instructions, start, leaders, target);
    blocks.set(start, block);
    waiting.push(...leadersAfter(block.instructions.at(-1) as Instruction));
  }
  return blocks;
}

/** Each instruction as a block of its own, with all flags kept: slow, but exact from any place to any cycle. */
export function singleBlocks({ instructions }: Program): Map<number, Block> {
  return new Map(instructions.map((each) => [each.pc, blockOf([each], successorsOf(each))]));
}

function blockOf(instructions: readonly Instruction[], successors: readonly number[] | null): Block {
  const start = (instructions[0] as Instruction).pc;
  const end = (instructions.at(-1) as Instruction).next;
  return { start, end, instructions, successors, flagsOut: allFlags, flagsIn: allFlags };
}

function blockFrom(
  instructions: readonly Instruction[],
  start: number,
  leaders: ReadonlySet<number>,
  target: Target,
): Block {
  const block: Instruction[] = [];
  for (let pc = start; ; ) {
    const instruction = instructions[pc] as Instruction;
    block.push(instruction);
    pc = instruction.next;
    if (endsBlock(instruction, target)) return blockOf(block, successorsOf(instruction));
    if (pc >= instructions.length || leaders.has(pc) || block.length === maxInstructions)
      return blockOf(block, [pc]);
  }
}
