/** Decodes a program's words into instructions and their operands. */
import { type Mnemonic, opcodes } from './opcodes.ts';

export interface Instruction {
  readonly mnemonic: Mnemonic;
  /** Word addresses of the instruction and of the next one in flash. */
  readonly pc: number;
  readonly next: number;
  /** Numbers of its registers: destination and source. */
  readonly d: number;
  readonly r: number;
  /** Constant. */
  readonly K: number;
  /** Address: the target of a jump, or in data space; for a skip, where execution continues if it skips. */
  readonly k: number;
  /** Data-space address of its I/O register. */
  readonly A: number;
  /** Mask of its bit in a register or in SREG. */
  readonly mask: number;
  /** Displacement. */
  readonly q: number;
}

export interface Program {
  readonly flash: Uint16Array;
  /** For each word of the image, the instruction that would begin there. */
  readonly instructions: readonly Instruction[];
}

interface Row {
  readonly mnemonic: Mnemonic;
  readonly fixed: number;
  readonly value: number;
  readonly words: 1 | 2;
  /** A letter for each bit of an operand, most significant first; anything else is fixed. */
  readonly bits: string;
}

const rows: readonly Row[] = opcodes.map(([mnemonic, opcode]) => {
  const bits = opcode.replaceAll(' ', '');
  const first = bits.slice(0, 16);
  return {
    mnemonic,
    fixed: Number.parseInt(first.replace(/[01]/g, '1').replace(/[a-zA-Z]/g, '0'), 2),
    value: Number.parseInt(first.replace(/[a-zA-Z]/g, '0'), 2),
    words: bits.length === 32 ? 2 : 1,
    bits,
  };
});

const reserved: Row = { mnemonic: 'RESERVED', fixed: 0, value: 0, words: 1, bits: '' };

const matches = (word: number, { fixed, value }: Row, mask = 0xffff): boolean =>
  (word & fixed & mask) === (value & mask);

/** Rows by the highest four bits with which they may begin. */
const rowsByNibble = Array.from({ length: 16 }, (_, nibble) =>
  rows.filter((row) => matches(nibble << 12, row, 0xf000)),
);

function rowOf(word: number): Row {
  return rowsByNibble[word >> 12]?.find((row) => matches(word, row)) ?? reserved;
}

const skips: ReadonlySet<Mnemonic> = new Set(['CPSE', 'SBIC', 'SBIS', 'SBRC', 'SBRS']);

/** The value of an operand, from its bits in their order, and how many bits it has. */
function operand(bits: string, letter: string, code: number): readonly [value: number, width: number] {
  let [value, width] = [0, 0];
  for (let index = bits.indexOf(letter); index >= 0; index = bits.indexOf(letter, index + 1)) {
    value = value * 2 + ((code >>> (bits.length - 1 - index)) & 1);
    width++;
  }
  return [value, width];
}

/** With fewer than five bits, an operand names only upper registers, or pairs. */
function registerOf(mnemonic: Mnemonic, [value, width]: readonly [number, number]): number {
  if (mnemonic === 'MOVW') return 2 * value;
  if (width === 2) return 24 + 2 * value;
  return width === 3 || width === 4 ? 16 + value : value;
}

function addressOf(pc: number, [value, width]: readonly [number, number], flashWords: number): number {
  if (width === 16) return value;
  if (width === 22) return value % flashWords;
  const offset = value >= 2 ** (width - 1) ? value - 2 ** width : value;
  return (pc + 1 + offset + flashWords) % flashWords;
}

function decode(flash: Uint16Array, pc: number): Instruction {
  const [word, second] = [flash[pc] as number, flash[(pc + 1) % flash.length] as number];
  const { mnemonic, words, bits } = rowOf(word);
  const field = (letter: string) => operand(bits, letter, words === 2 ? word * 0x10000 + second : word);
  const next = pc + words;
  return {
    mnemonic,
    pc,
    next,
    d: registerOf(mnemonic, field('d')),
    r: registerOf(mnemonic, field('r')),
    K: field('K')[0],
    k: skips.has(mnemonic) ? next + rowOf(second).words : addressOf(pc, field('k'), flash.length),
    A: 0x20 + field('A')[0],
    mask: 1 << (field('b')[0] | field('s')[0]),
    q: field('q')[0],
  };
}

/** The flash of a chip with this image at its beginning, and erased (0xff) after it. */
export function flashOf(image: Uint8Array, flashBytes: number): Uint16Array {
  const bytes = new Uint8Array(flashBytes).fill(0xff);
  bytes.set(image);
  return new Uint16Array(bytes.buffer);
}

export function decodeProgram(image: Uint8Array, flashBytes: number): Program {
  const flash = flashOf(image, flashBytes);
  const words = Math.ceil(image.length / 2);
  return { flash, instructions: Array.from({ length: words }, (_, pc) => decode(flash, pc)) };
}
