/**
 * The instruction set of the megaAVR: which opcode is which instruction, and a program decoded once into
 * kinds and operands, so that running it need not look at opcodes again. Source: Microchip DS40002198B.
 */

/** Order matters only in that the numbers are dense: the interpreter's switch becomes a jump table. */
export const kinds = [
  'NOP', 'MOVW', 'MULS', 'MULSU', 'FMUL', 'FMULS', 'FMULSU', 'CPC', 'SBC', 'ADD', 'CPSE', 'CP', 'SUB', 'ADC',
  'AND', 'EOR', 'OR', 'MOV', 'CPI', 'SBCI', 'SUBI', 'ORI', 'ANDI', 'LDDZ', 'LDDY', 'STDZ', 'STDY', 'LDS', 'LDZI',
  'LDZD', 'LPM', 'LPMI', 'ELPM', 'ELPMI', 'LDYI', 'LDYD', 'LDX', 'LDXI', 'LDXD', 'POP', 'STS', 'STZI', 'STZD', 'STYI', 'STYD', 'STX', 'STXI', 'STXD', 'PUSH', 'COM', 'NEG', 'SWAP', 'INC', 'ASR',
  'LSR', 'ROR', 'DEC', 'BSET', 'BCLR', 'IJMP', 'EIJMP', 'RET', 'RETI', 'ICALL', 'EICALL', 'SLEEP', 'BREAK', 'WDR',
  'LPM0', 'ELPM0', 'SPM', 'JMP', 'CALL', 'ADIW', 'SBIW', 'CBI', 'SBIC', 'SBI', 'SBIS', 'MUL', 'IN', 'OUT', 'RJMP',
  'RCALL', 'LDI', 'BRBS', 'BRBC', 'BLD', 'BST', 'SBRC', 'SBRS', 'UNKNOWN',
] as const; // biome-ignore format: a table
export type Kind = (typeof kinds)[number];

/** Operand layouts: where an instruction keeps its registers and constants. */
type Layout = 'none' | 'rd' | 'rdrr' | 'rdk' | 'pair' | 'high' | 'fmul' | 'disp' | 'io' | 'iobit' | 'bit' | 'adiw' | 'flag' | 'branch' | 'jump12' | 'word' | 'jump22'; // biome-ignore format: a list

const opcodes: ReadonlyArray<readonly [kind: Kind, mask: number, pattern: number, layout: Layout]> = [
  ['NOP', 0xffff, 0x0000, 'none'],
  ['MOVW', 0xff00, 0x0100, 'pair'],
  ['MULS', 0xff00, 0x0200, 'high'],
  ['MULSU', 0xff88, 0x0300, 'fmul'],
  ['FMUL', 0xff88, 0x0308, 'fmul'],
  ['FMULS', 0xff88, 0x0380, 'fmul'],
  ['FMULSU', 0xff88, 0x0388, 'fmul'],
  ['CPC', 0xfc00, 0x0400, 'rdrr'],
  ['SBC', 0xfc00, 0x0800, 'rdrr'],
  ['ADD', 0xfc00, 0x0c00, 'rdrr'],
  ['CPSE', 0xfc00, 0x1000, 'rdrr'],
  ['CP', 0xfc00, 0x1400, 'rdrr'],
  ['SUB', 0xfc00, 0x1800, 'rdrr'],
  ['ADC', 0xfc00, 0x1c00, 'rdrr'],
  ['AND', 0xfc00, 0x2000, 'rdrr'],
  ['EOR', 0xfc00, 0x2400, 'rdrr'],
  ['OR', 0xfc00, 0x2800, 'rdrr'],
  ['MOV', 0xfc00, 0x2c00, 'rdrr'],
  ['CPI', 0xf000, 0x3000, 'rdk'],
  ['SBCI', 0xf000, 0x4000, 'rdk'],
  ['SUBI', 0xf000, 0x5000, 'rdk'],
  ['ORI', 0xf000, 0x6000, 'rdk'],
  ['ANDI', 0xf000, 0x7000, 'rdk'],
  // Displacement 0 is plain LD and ST through Y and Z.
  ['LDDZ', 0xd208, 0x8000, 'disp'],
  ['LDDY', 0xd208, 0x8008, 'disp'],
  ['STDZ', 0xd208, 0x8200, 'disp'],
  ['STDY', 0xd208, 0x8208, 'disp'],
  ['LDS', 0xfe0f, 0x9000, 'word'],
  ['LDZI', 0xfe0f, 0x9001, 'rd'],
  ['LDZD', 0xfe0f, 0x9002, 'rd'],
  ['LPM', 0xfe0f, 0x9004, 'rd'],
  ['LPMI', 0xfe0f, 0x9005, 'rd'],
  ['ELPM', 0xfe0f, 0x9006, 'rd'],
  ['ELPMI', 0xfe0f, 0x9007, 'rd'],
  ['LDYI', 0xfe0f, 0x9009, 'rd'],
  ['LDYD', 0xfe0f, 0x900a, 'rd'],
  ['LDX', 0xfe0f, 0x900c, 'rd'],
  ['LDXI', 0xfe0f, 0x900d, 'rd'],
  ['LDXD', 0xfe0f, 0x900e, 'rd'],
  ['POP', 0xfe0f, 0x900f, 'rd'],
  ['STS', 0xfe0f, 0x9200, 'word'],
  ['STZI', 0xfe0f, 0x9201, 'rd'],
  ['STZD', 0xfe0f, 0x9202, 'rd'],
  ['STYI', 0xfe0f, 0x9209, 'rd'],
  ['STYD', 0xfe0f, 0x920a, 'rd'],
  ['STX', 0xfe0f, 0x920c, 'rd'],
  ['STXI', 0xfe0f, 0x920d, 'rd'],
  ['STXD', 0xfe0f, 0x920e, 'rd'],
  ['PUSH', 0xfe0f, 0x920f, 'rd'],
  ['COM', 0xfe0f, 0x9400, 'rd'],
  ['NEG', 0xfe0f, 0x9401, 'rd'],
  ['SWAP', 0xfe0f, 0x9402, 'rd'],
  ['INC', 0xfe0f, 0x9403, 'rd'],
  ['ASR', 0xfe0f, 0x9405, 'rd'],
  ['LSR', 0xfe0f, 0x9406, 'rd'],
  ['ROR', 0xfe0f, 0x9407, 'rd'],
  ['BSET', 0xff8f, 0x9408, 'flag'],
  ['BCLR', 0xff8f, 0x9488, 'flag'],
  ['IJMP', 0xffff, 0x9409, 'none'],
  ['DEC', 0xfe0f, 0x940a, 'rd'],
  ['JMP', 0xfe0e, 0x940c, 'jump22'],
  ['CALL', 0xfe0e, 0x940e, 'jump22'],
  ['EIJMP', 0xffff, 0x9419, 'none'],
  ['RET', 0xffff, 0x9508, 'none'],
  ['ICALL', 0xffff, 0x9509, 'none'],
  ['RETI', 0xffff, 0x9518, 'none'],
  ['EICALL', 0xffff, 0x9519, 'none'],
  ['SLEEP', 0xffff, 0x9588, 'none'],
  ['BREAK', 0xffff, 0x9598, 'none'],
  ['WDR', 0xffff, 0x95a8, 'none'],
  ['LPM0', 0xffff, 0x95c8, 'none'],
  ['ELPM0', 0xffff, 0x95d8, 'none'],
  ['SPM', 0xffef, 0x95e8, 'none'],
  ['ADIW', 0xff00, 0x9600, 'adiw'],
  ['SBIW', 0xff00, 0x9700, 'adiw'],
  ['CBI', 0xff00, 0x9800, 'iobit'],
  ['SBIC', 0xff00, 0x9900, 'iobit'],
  ['SBI', 0xff00, 0x9a00, 'iobit'],
  ['SBIS', 0xff00, 0x9b00, 'iobit'],
  ['MUL', 0xfc00, 0x9c00, 'rdrr'],
  ['IN', 0xf800, 0xb000, 'io'],
  ['OUT', 0xf800, 0xb800, 'io'],
  ['RJMP', 0xf000, 0xc000, 'jump12'],
  ['RCALL', 0xf000, 0xd000, 'jump12'],
  ['LDI', 0xf000, 0xe000, 'rdk'],
  ['BRBS', 0xfc00, 0xf000, 'branch'],
  ['BRBC', 0xfc00, 0xf400, 'branch'],
  ['BLD', 0xfe08, 0xf800, 'bit'],
  ['BST', 0xfe08, 0xfa00, 'bit'],
  ['SBRC', 0xfe08, 0xfc00, 'bit'],
  ['SBRS', 0xfe08, 0xfe00, 'bit'],
];

export interface Program {
  readonly words: Uint16Array;
  readonly bytes: Uint8Array;
  /** Index into `kinds`, one a word. */
  readonly kind: Uint8Array;
  /** First operand: a register, an I/O address in data space, or a mask of SREG. */
  readonly a: Uint8Array;
  /** Second operand: a register, a constant, a displacement, or a bit's mask. */
  readonly b: Uint8Array;
  /** Address or jump target; for skips, the words of the instruction skipped. */
  readonly k: Int32Array;
}

const rowOf = new Int16Array(65536).fill(-1);
for (const [row, [, mask, pattern]] of opcodes.entries()) {
  for (let opcode = 0; opcode < 65536; opcode++) {
    if ((opcode & mask) === pattern) rowOf[opcode] = row;
  }
}

const unknown = kinds.indexOf('UNKNOWN');
const skips: ReadonlySet<Kind> = new Set(['CPSE', 'SBIC', 'SBIS', 'SBRC', 'SBRS']);

function isTwoWords(opcode: number): boolean {
  const layout = opcodes[rowOf[opcode] ?? -1]?.[3];
  return layout === 'word' || layout === 'jump22';
}

/** Decodes a program image of a chip with `flashBytes` of flash; the rest of the flash is erased (0xff). */
export function decodeProgram(image: Uint8Array, flashBytes: number): Program {
  const bytes = new Uint8Array(flashBytes).fill(0xff);
  bytes.set(image);
  const words = new Uint16Array(bytes.buffer);
  const size = words.length;
  const program: Program = {
    words,
    bytes,
    kind: new Uint8Array(size).fill(unknown),
    a: new Uint8Array(size),
    b: new Uint8Array(size),
    k: new Int32Array(size),
  };
  // Erased flash decodes as SBRS r31, 7: only the image and what follows it need be looked at.
  const used = Math.min(size, Math.ceil(image.length / 2) + 2);
  for (let pc = 0; pc < used; pc++) decodeWord(program, pc);
  return program;
}

function decodeWord({ words, kind, a, b, k }: Program, pc: number): void {
  const op = words[pc] as number;
  const row = opcodes[rowOf[op] as number];
  if (row === undefined) return;
  const next = words[(pc + 1) % words.length] as number;
  kind[pc] = kinds.indexOf(row[0]);
  switch (row[3]) {
    case 'none':
      break;
    case 'rd':
      a[pc] = (op >> 4) & 31;
      break;
    case 'rdrr':
      a[pc] = (op >> 4) & 31;
      b[pc] = (op & 15) | ((op >> 5) & 16);
      break;
    case 'rdk':
      a[pc] = 16 + ((op >> 4) & 15);
      b[pc] = (op & 15) | ((op >> 4) & 0xf0);
      break;
    case 'pair':
      a[pc] = ((op >> 4) & 15) * 2;
      b[pc] = (op & 15) * 2;
      break;
    case 'high':
      a[pc] = 16 + ((op >> 4) & 15);
      b[pc] = 16 + (op & 15);
      break;
    case 'fmul':
      a[pc] = 16 + ((op >> 4) & 7);
      b[pc] = 16 + (op & 7);
      break;
    case 'disp':
      a[pc] = (op >> 4) & 31;
      b[pc] = (op & 7) | ((op >> 7) & 0x18) | ((op >> 8) & 0x20);
      break;
    case 'io':
      a[pc] = (op >> 4) & 31;
      b[pc] = 32 + ((op & 15) | ((op >> 5) & 0x30));
      break;
    case 'iobit':
      a[pc] = 32 + ((op >> 3) & 31);
      b[pc] = 1 << (op & 7);
      break;
    case 'bit':
      a[pc] = (op >> 4) & 31;
      b[pc] = 1 << (op & 7);
      break;
    case 'adiw':
      a[pc] = 24 + ((op >> 4) & 3) * 2;
      b[pc] = (op & 15) | ((op >> 2) & 0x30);
      break;
    case 'flag':
      a[pc] = 1 << ((op >> 4) & 7);
      break;
    case 'branch':
      a[pc] = 1 << (op & 7);
      k[pc] = pc + 1 + ((((op >> 3) & 0x7f) ^ 0x40) - 0x40);
      break;
    case 'jump12':
      k[pc] = (pc + 1 + (((op & 0xfff) ^ 0x800) - 0x800) + words.length) % words.length;
      break;
    case 'word':
      a[pc] = (op >> 4) & 31;
      k[pc] = next;
      break;
    case 'jump22':
      k[pc] = (next | ((op & 1) << 16) | ((op & 0x1f0) << 13)) % words.length;
      break;
  }
  if (skips.has(row[0])) k[pc] = isTwoWords(next) ? 2 : 1;
}
