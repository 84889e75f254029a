/**
 * Finds the basic blocks of a program: runs of instructions that are entered at the top and left at the end.
 * A block also ends behind everything after which the world may look different: a write to a register, the
 * interrupt flag, sleep, the watchdog.
 */
import { flagsNeeded, flagsSet } from './flags.ts';
import { type Kind, kinds, type Program } from './instructions.ts';
import { type Listeners, SREG } from './layout.ts';

export interface Block {
  readonly start: number;
  /** The word behind the last instruction. */
  readonly end: number;
  /** Addresses of its instructions. */
  readonly at: readonly number[];
  /** Where it may go on; null where that is not known before it runs. */
  readonly next: readonly number[] | null;
  /** Flags that somebody may look at when it is left. */
  flagsOut: number;
  flagsIn: number;
}

const allFlags = 0x7f;
/** Longer ones are cut, so that what is left before an event is rarely too short for a block. */
const longest = 24;

export function kindAt(program: Program, pc: number): Kind {
  return kinds[program.kind[pc] as number] as Kind;
}

export function wordsAt(program: Program, pc: number): number {
  const kind = kindAt(program, pc);
  return kind === 'LDS' || kind === 'STS' || kind === 'JMP' || kind === 'CALL' ? 2 : 1;
}

const jumps: ReadonlySet<Kind> = new Set(['JMP', 'RJMP']);
const branches: ReadonlySet<Kind> = new Set(['BRBS', 'BRBC']);
const skips: ReadonlySet<Kind> = new Set(['CPSE', 'SBIC', 'SBIS', 'SBRC', 'SBRS']);
const calls: ReadonlySet<Kind> = new Set(['CALL', 'RCALL']);
const leaves: ReadonlySet<Kind> = new Set(['RET', 'RETI', 'IJMP', 'EIJMP', 'ICALL', 'EICALL']);
/** After these time may stand still. */
const pauses: ReadonlySet<Kind> = new Set(['SLEEP', 'WDR']);
/** What the compiler does not translate. */
const foreign: ReadonlySet<Kind> = new Set(['UNKNOWN', 'SPM', 'BREAK', 'FMUL', 'FMULS', 'FMULSU']);

/** Writes through these pointers may hit a register, and then go on behind themselves. The stack frame's is Y. */
const pointing: ReadonlySet<Kind> = new Set(['STX', 'STXI', 'STXD', 'STZI', 'STZD', 'STDZ']);

export function isForeign(kind: Kind): boolean {
  return foreign.has(kind);
}

/** The register an instruction writes by an address of its own, or -1. */
function writtenBy(program: Program, pc: number, kind: Kind): number {
  if (kind === 'OUT') return program.b[pc] as number;
  if (kind === 'CBI' || kind === 'SBI') return program.a[pc] as number;
  return kind === 'STS' ? (program.k[pc] as number) : -1;
}

function endsBlock(program: Program, pc: number, { writes }: Listeners): boolean {
  const kind = kindAt(program, pc);
  if (jumps.has(kind) || branches.has(kind) || skips.has(kind) || calls.has(kind) || leaves.has(kind))
    return true;
  if (pointing.has(kind)) return true;
  const written = writtenBy(program, pc, kind);
  if (written >= 0) return written === SREG || writes(written);
  if (kind === 'BSET') return program.a[pc] === 0x80;
  return pauses.has(kind) || foreign.has(kind);
}

function nextOf(program: Program, pc: number): readonly number[] | null {
  const kind = kindAt(program, pc);
  const behind = pc + wordsAt(program, pc);
  const target = program.k[pc] as number;
  if (jumps.has(kind)) return [target];
  if (branches.has(kind)) return [behind, target];
  if (skips.has(kind)) return [behind, behind + target];
  if (calls.has(kind) || leaves.has(kind)) return null;
  return [behind];
}

/** Every block of the first `words` words. Data among them makes blocks that never run. */
export function findBlocks(program: Program, words: number, listeners: Listeners): Map<number, Block> {
  const leaders = new Set<number>([0]);
  for (let pc = 0; pc < words; pc += wordsAt(program, pc)) {
    if (endsBlock(program, pc, listeners))
      for (const leader of leadersAfter(program, pc)) leaders.add(leader);
  }
  const blocks = new Map<number, Block>();
  // Data between functions can put the sweep out of step, so what blocks lead to is followed, too.
  const waiting = [...leaders];
  for (let start = waiting.pop(); start !== undefined; start = waiting.pop()) {
    if (start >= words || blocks.has(start)) continue;
    const block = blockFrom(program, start, words, leaders, listeners);
    blocks.set(start, block);
    waiting.push(...leadersAfter(program, block.at.at(-1) as number));
  }
  findFlags(program, blocks);
  return blocks;
}

/** Every instruction a block of its own, all flags kept: slow, and right from any place to any cycle. */
export function singleBlocks(program: Program, words: number): Map<number, Block> {
  const blocks = new Map<number, Block>();
  for (let pc = 0; pc < words; pc++) {
    blocks.set(pc, {
      start: pc,
      end: pc + wordsAt(program, pc),
      at: [pc],
      next: nextOf(program, pc),
      flagsOut: allFlags,
      flagsIn: allFlags,
    });
  }
  return blocks;
}

/** Where the program may go on behind an instruction, now or when a call returns. */
function leadersAfter(program: Program, pc: number): number[] {
  const target = calls.has(kindAt(program, pc)) ? [program.k[pc] as number] : [];
  return [pc + wordsAt(program, pc), ...target, ...(nextOf(program, pc) ?? [])];
}

function blockFrom(
  program: Program,
  start: number,
  words: number,
  leaders: ReadonlySet<number>,
  listeners: Listeners,
): Block {
  const at: number[] = [];
  let pc = start;
  let next: readonly number[] | null = null;
  for (;;) {
    at.push(pc);
    const last = pc;
    pc += wordsAt(program, pc);
    if (endsBlock(program, last, listeners)) {
      next = nextOf(program, last);
      break;
    }
    if (pc >= words || leaders.has(pc) || at.length === longest) {
      next = [pc];
      break;
    }
  }
  return { start, end: pc, at, next, flagsOut: allFlags, flagsIn: allFlags };
}

/** Flags needed where a block begins, given those needed where it ends. */
function flagsBefore(program: Program, block: Block): number {
  let live = block.flagsOut;
  for (let index = block.at.length - 1; index >= 0; index--) {
    live = flagsLiveBefore(program, block.at[index] as number, live);
  }
  return live;
}

/** Flags needed behind each instruction of a block. */
export function liveAfterEach(program: Program, block: Block): number[] {
  const after: number[] = [];
  let live = block.flagsOut;
  for (let index = block.at.length - 1; index >= 0; index--) {
    after[index] = live;
    live = flagsLiveBefore(program, block.at[index] as number, live);
  }
  return after;
}

function flagsLiveBefore(program: Program, pc: number, after: number): number {
  const kind = kindAt(program, pc);
  if (kind === 'IN' && program.b[pc] === SREG) return allFlags;
  if (kind === 'LDS' && program.k[pc] === SREG) return allFlags;
  if (branches.has(kind)) return after | (program.a[pc] as number);
  if (kind === 'OUT' && program.b[pc] === SREG) return 0;
  // Whatever the interpreter runs may look at anything.
  if (isForeign(kind)) return allFlags;
  return (after & ~flagsSet(kind)) | flagsNeeded(kind);
}

/** Works backwards through all blocks until nothing changes any more. */
function findFlags(program: Program, blocks: ReadonlyMap<number, Block>): void {
  // From behind, as the flags are needed: most of it is then found in the first round.
  const order = [...blocks.values()].sort((a, b) => b.start - a.start);
  for (const block of order) block.flagsIn = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const block of order) {
      let out = block.next === null ? allFlags : 0;
      for (const next of block.next ?? []) out |= blocks.get(next)?.flagsIn ?? allFlags;
      block.flagsOut = out;
      const flagsIn = flagsBefore(program, block);
      if (flagsIn !== block.flagsIn) {
        block.flagsIn = flagsIn;
        changed = true;
      }
    }
  }
}
