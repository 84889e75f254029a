/**
 * Translates AVR code into JavaScript, which runs several times faster than interpreting it: operands are
 * constants and flags nobody looks at are left out. A whole block runs only where all of its instructions begin
 * before the next event; up to there they run one by one, translated each for itself. So both give the same bytes
 * at the same cycles, and tests compare them with each other and with avr8js' interpreter.
 */
import type { CPU } from 'avr8js';
import {
  type Block,
  findBlocks,
  flagsLiveBefore,
  isForeign,
  isQuiet,
  kindAt,
  singleBlocks,
  wordsAt,
} from './blocks.ts';
import { nextEventCycles } from './core.ts';
import { C, H, I, N, S, T, V, Z } from './flags.ts';
import type { Kind, Program } from './instructions.ts';

/** How a chunk was left. */
export const left = {
  /** Nothing more compiled here, or too near the limit. */
  done: 0,
  /** A register was written: look at the events anew before going on. */
  wrote: 1,
  /** The interrupt flag was set while an interrupt waits: exactly one more instruction runs. */
  one: 2,
  asleep: 3,
} as const;

/**
 * Runs from the core's state as long as every block begins all its instructions before `limit`, in cycles from
 * now. Returns how it was left.
 */
export type Chunk = (cpu: CPU, limit: number) => number;

/** An interrupt is due now, or an event before `until`. */
function sooner(cpu: CPU, until: number): boolean {
  return (cpu.nextInterrupt >= 0 && ((cpu.data[SREG] as number) & I) !== 0) || nextEventCycles(cpu) < until;
}

/** Words of code in one JavaScript function: enough to stay inside most loops, few enough to be optimised. */
const chunkWords = 256;

const SPL = 0x5d;
const SREG = 0x5f;
const SMCR = 0x53;
const RAMPZ = 0x5b;
const EIND = 0x5c;
const ioEnd = 0x200;

const flagNames: ReadonlyArray<readonly [bit: number, name: string]> = [
  [C, 'fC'],
  [Z, 'fZ'],
  [N, 'fN'],
  [V, 'fV'],
  [S, 'fS'],
  [H, 'fH'],
  [T, 'fT'],
];

/** Writes the JavaScript of one block. */
class BlockWriter {
  readonly #program: Program;
  /** Numbers of the blocks in the same function, by where they begin. */
  readonly #near: ReadonlyMap<number, number>;
  readonly #lines: string[] = [];
  /** Flags of SREG that live in variables. */
  #held = 0;
  /** Cycles of the block so far, and where its last instruction begins. */
  #cycles = 0;
  #lastBegins = 0;
  #temporaries = 0;
  #live = 0;

  constructor(program: Program, near: ReadonlyMap<number, number>) {
    this.#program = program;
    this.#near = near;
  }

  write(block: Block): string {
    const { at } = block;
    const liveAfter: number[] = [];
    let live = block.flagsOut;
    for (let index = at.length - 1; index >= 0; index--) {
      liveAfter[index] = live;
      live = flagsLiveBefore(this.#program, at[index] as number, live);
    }
    let ended = false;
    for (const [index, pc] of at.entries()) {
      const kind = kindAt(this.#program, pc);
      if (isForeign(kind)) {
        this.#leave(pc, 0);
        ended = true;
        break;
      }
      this.#lastBegins = this.#cycles;
      this.#live = liveAfter[index] as number;
      ended = this.#instruction(kind, pc);
    }
    if (!ended) this.#goOn(block.end, 0);
    return (
      `case ${this.#near.get(block.start)}: {\n` +
      `if (n + ${this.#lastBegins} >= limit) { pc = ${block.start}; break loop; }\n${this.#lines.join('\n')}\n}\n`
    );
  }

  #say(line: string): void {
    this.#lines.push(line);
  }

  #name(): string {
    return `t${this.#temporaries++}`;
  }

  /** Writes the flags held in variables back into SREG. */
  #storeFlags(): void {
    const text = this.#flagsStored();
    if (text !== '') this.#say(text);
    this.#held = 0;
  }

  #flagsStored(): string {
    if (this.#held === 0) return '';
    const parts = flagNames
      .filter(([bit]) => (this.#held & bit) !== 0)
      .map(([bit, name]) => (bit === 1 ? name : `(${name} << ${Math.log2(bit)})`));
    return `d[${SREG}] = (d[${SREG}] & ${0xff & ~this.#held}) | ${parts.join(' | ')};`;
  }

  /** A flag as 0 or 1. */
  #flag(bit: number): string {
    const name = flagNames.find(([each]) => each === bit)?.[1] ?? '';
    if ((this.#held & bit) !== 0) return name;
    return `((d[${SREG}] >> ${Math.log2(bit)}) & 1)`;
  }

  #setFlag(bit: number, value: string): void {
    if ((this.#live & bit) === 0) {
      this.#held &= ~bit;
      return;
    }
    const name = flagNames.find(([each]) => each === bit)?.[1] ?? '';
    this.#say(`${name} = ${value};`);
    this.#held |= bit;
  }

  /** Goes on at a known place of the program. */
  #goOn(pc: number, cycles: number): void {
    this.#storeFlags();
    this.#say(`n += ${this.#cycles + cycles}; ${this.#jump(pc)}`);
  }

  #jump(pc: number): string {
    const near = this.#near.get(pc);
    return near === undefined ? `pc = ${pc}; break loop;` : `block = ${near}; continue loop;`;
  }

  /** Interrupts have been allowed: where one waits, one more instruction runs before it. */
  #leaveForInterrupt(behind: number, condition: string): void {
    this.#say(
      `if (cpu.nextInterrupt >= 0${condition}) { how = 2; n += ${this.#cycles + 1}; pc = ${behind}; break loop; }`,
    );
  }

  /** Leaves the compiled code, to go on at `pc`. */
  #leave(pc: number, cycles: number): void {
    this.#storeFlags();
    this.#say(`n += ${this.#cycles + cycles}; pc = ${pc}; break loop;`);
  }

  /** The core's own clock, where somebody may look at it: peripherals do. */
  #showClock(): string {
    return `cpu.cycles = base + n + ${this.#cycles};`;
  }

  /** True where the instruction has said how the block is left. */
  #instruction(kind: Kind, pc: number): boolean {
    const { a, b, k } = this.#program;
    const ra = a[pc] as number;
    const rb = b[pc] as number;
    const target = k[pc] as number;
    const behind = pc + wordsAt(this.#program, pc);
    switch (kind) {
      case 'NOP':
        return this.#took(1);
      case 'MOV':
        this.#say(`d[${ra}] = d[${rb}];`);
        return this.#took(1);
      case 'MOVW':
        this.#say(`d[${ra}] = d[${rb}]; d[${ra + 1}] = d[${rb + 1}];`);
        return this.#took(1);
      case 'LDI':
        this.#say(`d[${ra}] = ${rb};`);
        return this.#took(1);
      case 'ADD':
      case 'ADC':
        this.#add(ra, `d[${rb}]`, kind === 'ADC');
        return this.#took(1);
      case 'SUB':
      case 'SBC':
        this.#subtract(ra, `d[${ra}]`, `d[${rb}]`, kind === 'SBC');
        return this.#took(1);
      case 'SUBI':
      case 'SBCI':
        this.#subtract(ra, `d[${ra}]`, String(rb), kind === 'SBCI');
        return this.#took(1);
      case 'CP':
      case 'CPC':
        this.#subtract(-1, `d[${ra}]`, `d[${rb}]`, kind === 'CPC');
        return this.#took(1);
      case 'CPI':
        this.#subtract(-1, `d[${ra}]`, String(rb), false);
        return this.#took(1);
      case 'NEG':
        this.#subtract(ra, '0', `d[${ra}]`, false);
        return this.#took(1);
      case 'AND':
        this.#logic(ra, ra === rb ? `d[${ra}]` : `d[${ra}] & d[${rb}]`);
        return this.#took(1);
      case 'ANDI':
        this.#logic(ra, `d[${ra}] & ${rb}`);
        return this.#took(1);
      case 'OR':
        this.#logic(ra, `d[${ra}] | d[${rb}]`);
        return this.#took(1);
      case 'ORI':
        this.#logic(ra, `d[${ra}] | ${rb}`);
        return this.#took(1);
      case 'EOR':
        this.#logic(ra, ra === rb ? '0' : `d[${ra}] ^ d[${rb}]`);
        return this.#took(1);
      case 'COM': {
        this.#logic(ra, `d[${ra}] ^ 255`);
        this.#setFlag(C, '1');
        return this.#took(1);
      }
      case 'INC':
      case 'DEC': {
        const result = this.#name();
        this.#say(
          `const ${result} = (d[${ra}] ${kind === 'INC' ? '+' : '-'} 1) & 255; d[${ra}] = ${result};`,
        );
        this.#resultFlags(result, `(${result} === ${kind === 'INC' ? 128 : 127} ? 1 : 0)`);
        return this.#took(1);
      }
      case 'LSR':
      case 'ASR':
      case 'ROR':
        this.#shift(ra, kind);
        return this.#took(1);
      case 'SWAP':
        this.#say(`d[${ra}] = (d[${ra}] << 4) | (d[${ra}] >> 4);`);
        return this.#took(1);
      case 'BSET':
        if (ra === 0x80) {
          this.#storeFlags();
          this.#say(`d[${SREG}] |= 128;`);
          this.#leaveForInterrupt(behind, '');
          this.#goOn(behind, 1);
          return true;
        }
        this.#storeFlags();
        this.#say(`d[${SREG}] |= ${ra};`);
        return this.#took(1);
      case 'BCLR':
        this.#storeFlags();
        this.#say(`d[${SREG}] &= ${0xff & ~ra};`);
        return this.#took(1);
      case 'BLD':
        this.#say(`d[${ra}] = ${this.#flag(T)} !== 0 ? d[${ra}] | ${rb} : d[${ra}] & ${0xff & ~rb};`);
        return this.#took(1);
      case 'BST':
        this.#setFlag(T, `(d[${ra}] & ${rb}) !== 0 ? 1 : 0`);
        return this.#took(1);
      case 'ADIW':
      case 'SBIW':
        this.#addWord(ra, rb, kind === 'SBIW');
        return this.#took(2);
      case 'MUL':
      case 'MULS':
      case 'MULSU': {
        const signed = (register: number) => `(d[${register}] << 24 >> 24)`;
        const left = kind === 'MUL' ? `d[${ra}]` : signed(ra);
        const right = kind === 'MULS' ? signed(rb) : `d[${rb}]`;
        const product = this.#name();
        this.#say(`const ${product} = ${left} * ${right}; d[0] = ${product}; d[1] = ${product} >> 8;`);
        this.#setFlag(Z, `(${product} & 65535) === 0 ? 1 : 0`);
        this.#setFlag(C, `(${product} >> 15) & 1`);
        return this.#took(2);
      }
      case 'LDS':
        if (target >= ioEnd) this.#say(`d[${ra}] = d[${target}];`);
        else this.#readRegister(ra, target);
        return this.#took(2);
      case 'IN':
        if (rb === SREG) this.#storeFlags();
        if (rb > SMCR) this.#say(`d[${ra}] = d[${rb}];`);
        else this.#readRegister(ra, rb);
        return this.#took(1);
      case 'LDX':
      case 'LDXI':
      case 'LDXD':
        return this.#load(ra, 26, kind.slice(3), 0);
      case 'LDYI':
      case 'LDYD':
        return this.#load(ra, 28, kind.slice(3), 0);
      case 'LDZI':
      case 'LDZD':
        return this.#load(ra, 30, kind.slice(3), 0);
      case 'LDDY':
        return this.#load(ra, 28, '', rb);
      case 'LDDZ':
        return this.#load(ra, 30, '', rb);
      case 'STX':
      case 'STXI':
      case 'STXD':
        return this.#store(ra, 26, kind.slice(3), 0, behind);
      case 'STYI':
      case 'STYD':
        return this.#store(ra, 28, kind.slice(3), 0, behind);
      case 'STZI':
      case 'STZD':
        return this.#store(ra, 30, kind.slice(3), 0, behind);
      case 'STDY':
        return this.#store(ra, 28, '', rb, behind);
      case 'STDZ':
        return this.#store(ra, 30, '', rb, behind);
      case 'STS':
        if (target >= ioEnd || isQuiet(target)) {
          this.#say(`d[${target}] = d[${ra}];`);
          return this.#took(2);
        }
        return this.#write(target, `d[${ra}]`, '', behind, 2);
      case 'OUT':
        return this.#out(ra, rb, behind);
      case 'CBI':
      case 'SBI': {
        const value = kind === 'SBI' ? `cpu.readData(${ra}) | ${rb}` : `cpu.readData(${ra}) & ${0xff & ~rb}`;
        return this.#write(ra, value, `, ${rb}`, behind, 2);
      }
      case 'PUSH':
        this.#say(
          `sp = d[${SPL}] | (d[${SPL + 1}] << 8); d[sp] = d[${ra}]; sp--; d[${SPL}] = sp; d[${SPL + 1}] = sp >> 8;`,
        );
        return this.#took(2);
      case 'POP':
        this.#say(
          `sp = (d[${SPL}] | (d[${SPL + 1}] << 8)) + 1; d[${SPL}] = sp; d[${SPL + 1}] = sp >> 8; d[${ra}] = d[sp];`,
        );
        return this.#took(2);
      case 'LPM':
      case 'LPM0':
      case 'LPMI':
      case 'ELPM':
      case 'ELPM0':
      case 'ELPMI':
        return this.#loadProgram(kind, ra);
      case 'SBIC':
      case 'SBIS': {
        this.#storeFlags();
        this.#say(this.#showClock());
        return this.#skip(
          `(cpu.readData(${ra}) & ${rb}) ${kind === 'SBIC' ? '===' : '!=='} 0`,
          behind,
          target,
        );
      }
      case 'SBRC':
      case 'SBRS':
        return this.#skip(`(d[${ra}] & ${rb}) ${kind === 'SBRC' ? '===' : '!=='} 0`, behind, target);
      case 'CPSE':
        return this.#skip(`d[${ra}] === d[${rb}]`, behind, target);
      case 'BRBS':
      case 'BRBC': {
        const condition = `${this.#flag(ra)} ${kind === 'BRBS' ? '!==' : '==='} 0`;
        this.#storeFlags();
        this.#say(`if (${condition}) { n += ${this.#cycles + 2}; ${this.#jump(target)} }`);
        this.#goOn(behind, 1);
        return true;
      }
      case 'RJMP':
        this.#goOn(target, 2);
        return true;
      case 'JMP':
        this.#goOn(target, 3);
        return true;
      case 'RCALL':
      case 'CALL':
        this.#call(target, behind, kind === 'CALL' ? 5 : 4);
        return true;
      case 'ICALL':
        this.#call(zWord, behind, 4);
        return true;
      case 'EICALL':
        this.#call(`(d[${EIND}] << 16) | ${zWord}`, behind, 4);
        return true;
      case 'IJMP':
      case 'EIJMP':
        this.#storeFlags();
        this.#say(
          `n += ${this.#cycles + 2}; pc = ${kind === 'IJMP' ? zWord : `(d[${EIND}] << 16) | ${zWord}`}; ${lookUp}`,
        );
        return true;
      case 'RET':
      case 'RETI':
        this.#storeFlags();
        this.#say(`sp = (d[${SPL}] | (d[${SPL + 1}] << 8)) + 3; d[${SPL}] = sp; d[${SPL + 1}] = sp >> 8;`);
        this.#say(`pc = d[sp] | (d[sp - 1] << 8) | (d[sp - 2] << 16); n += ${this.#cycles + 5};`);
        if (kind === 'RETI') {
          this.#say(`d[${SREG}] |= 128; if (cpu.nextInterrupt >= 0) { how = 2; break loop; }`);
        }
        this.#say(lookUp);
        return true;
      case 'WDR':
        this.#storeFlags();
        this.#say(`${this.#showClock()} cpu.onWatchdogReset();`);
        this.#goOn(behind, 1);
        return true;
      case 'SLEEP':
        this.#storeFlags();
        this.#say(`if ((d[${SMCR}] & 1) !== 0) how = 3;`);
        this.#leave(behind, 1);
        return true;
      default:
        throw new Error(`no translation of ${kind}`);
    }
  }

  #took(cycles: number): false {
    this.#cycles += cycles;
    return false;
  }

  #resultFlags(result: string, overflow: string): void {
    this.#setFlag(Z, `${result} === 0 ? 1 : 0`);
    this.#setFlag(N, `${result} >> 7`);
    this.#setFlag(V, overflow);
    this.#setFlag(S, overflow === '0' ? `${result} >> 7` : `(${result} >> 7) ^ ${overflow}`);
  }

  #add(register: number, right: string, withCarry: boolean): void {
    const l = this.#name();
    const r = this.#name();
    const sum = this.#name();
    this.#say(
      `const ${l} = d[${register}], ${r} = ${right}, ${sum} = ${l} + ${r}${withCarry ? ` + ${this.#flag(C)}` : ''};`,
    );
    this.#say(`d[${register}] = ${sum};`);
    this.#setFlag(H, `((${l} ^ ${r} ^ ${sum}) >> 4) & 1`);
    this.#resultFlags(`(${sum} & 255)`, `((((${l} ^ ${sum}) & (${r} ^ ${sum})) >> 7) & 1)`);
    this.#setFlag(C, `${sum} >> 8`);
  }

  /** `register` -1 keeps the result nowhere. */
  #subtract(register: number, left: string, right: string, withCarry: boolean): void {
    const l = this.#name();
    const r = this.#name();
    const difference = this.#name();
    this.#say(
      `const ${l} = ${left}, ${r} = ${right}, ${difference} = ${l} - ${r}${withCarry ? ` - ${this.#flag(C)}` : ''};`,
    );
    if (register >= 0) this.#say(`d[${register}] = ${difference};`);
    this.#setFlag(H, `((${l} ^ ${r} ^ ${difference}) >> 4) & 1`);
    // The old Z is needed before it is set.
    const zero = `(${difference} & 255) === 0 ? ${withCarry ? this.#flag(Z) : 1} : 0`;
    const negative = `((${difference} >> 7) & 1)`;
    const overflow = `((((${l} ^ ${r}) & (${l} ^ ${difference})) >> 7) & 1)`;
    this.#setFlag(Z, zero);
    this.#setFlag(N, negative);
    this.#setFlag(V, overflow);
    this.#setFlag(S, `${negative} ^ ${overflow}`);
    this.#setFlag(C, `(${difference} >> 8) & 1`);
  }

  #logic(register: number, value: string): void {
    const result = this.#name();
    this.#say(`const ${result} = ${value}; d[${register}] = ${result};`);
    this.#resultFlags(result, '0');
  }

  #shift(register: number, kind: 'LSR' | 'ASR' | 'ROR'): void {
    const old = this.#name();
    const result = this.#name();
    const top = kind === 'LSR' ? '' : kind === 'ASR' ? ` | (${old} & 128)` : ` | (${this.#flag(C)} << 7)`;
    this.#say(`const ${old} = d[${register}], ${result} = (${old} >> 1)${top}; d[${register}] = ${result};`);
    this.#setFlag(Z, `${result} === 0 ? 1 : 0`);
    this.#setFlag(N, `${result} >> 7`);
    this.#setFlag(V, `(${result} >> 7) ^ (${old} & 1)`);
    // N xor V is what was shifted out.
    this.#setFlag(S, `${old} & 1`);
    this.#setFlag(C, `${old} & 1`);
  }

  #addWord(register: number, amount: number, negative: boolean): void {
    const old = this.#name();
    const result = this.#name();
    this.#say(
      `const ${old} = d[${register}] | (d[${register + 1}] << 8), ${result} = (${old} ${negative ? '-' : '+'} ${amount}) & 65535;`,
    );
    this.#say(`d[${register}] = ${result}; d[${register + 1}] = ${result} >> 8;`);
    const overflow = negative ? `(((${old} & ~${result}) >> 15) & 1)` : `(((~${old} & ${result}) >> 15) & 1)`;
    this.#setFlag(Z, `${result} === 0 ? 1 : 0`);
    this.#setFlag(N, `${result} >> 15`);
    this.#setFlag(V, overflow);
    this.#setFlag(S, `(${result} >> 15) ^ ${overflow}`);
    this.#setFlag(C, negative ? `${amount} > ${old} ? 1 : 0` : `((~${result} & ${old}) >> 15) & 1`);
  }

  #readRegister(register: number, address: number): void {
    this.#storeFlags();
    this.#say(`${this.#showClock()} d[${register}] = cpu.readData(${address});`);
  }

  /** The address a pointer gives, with its increment or decrement said before or after. */
  #pointer(
    low: number,
    step: string,
    displacement: number,
  ): { before: string; address: string; after: string } {
    const address = this.#name();
    const word = `d[${low}] | (d[${low + 1}] << 8)`;
    if (step === 'D') {
      return {
        before: `const ${address} = ((${word}) - 1) & 65535; d[${low}] = ${address}; d[${low + 1}] = ${address} >> 8;`,
        address,
        after: '',
      };
    }
    return {
      before: `const ${address} = ${displacement === 0 ? word : `(${word}) + ${displacement}`};`,
      address,
      after: step === 'I' ? `d[${low}] = ${address} + 1; d[${low + 1}] = (${address} + 1) >> 8;` : '',
    };
  }

  #load(register: number, low: number, step: string, displacement: number): false {
    const { before, address, after } = this.#pointer(low, step, displacement);
    this.#say(before);
    this.#say(`if (${address} >= ${ioEnd}) d[${register}] = d[${address}];`);
    const flags = this.#flagsStored();
    this.#say(`else { ${flags} ${this.#showClock()} d[${register}] = cpu.readData(${address}); }`);
    if (after !== '') this.#say(after);
    return this.#took(2);
  }

  #store(register: number, low: number, step: string, displacement: number, behind: number): false {
    const { before, address, after } = this.#pointer(low, step, displacement);
    this.#say(before);
    this.#say(`if (${address} >= ${ioEnd}) d[${address}] = d[${register}];`);
    const flags = this.#flagsStored();
    // A register was hit: the rest of the block waits until the events have been looked at.
    this.#say(
      `else { ${flags} ${this.#showClock()} cpu.writeData(${address}, d[${register}]); ${after} how = 1; n += ${this.#cycles + 2}; pc = ${behind}; break loop; }`,
    );
    if (after !== '') this.#say(after);
    return this.#took(2);
  }

  #out(register: number, address: number, behind: number): boolean {
    if (address === SREG) {
      this.#held = 0;
      this.#say(`d[${SREG}] = d[${register}];`);
      this.#leaveForInterrupt(behind, ` && (d[${SREG}] & 128) !== 0`);
      this.#goOn(behind, 1);
      return true;
    }
    if (isQuiet(address)) {
      this.#say(`d[${address}] = d[${register}];`);
      return this.#took(1);
    }
    return this.#write(address, `d[${register}]`, '', behind, 1);
  }

  /** A write to a register: goes on only where it brought no event or interrupt forward. */
  #write(address: number, value: string, mask: string, behind: number, cycles: number): true {
    this.#storeFlags();
    this.#say(`${this.#showClock()} cpu.writeData(${address}, ${value}${mask});`);
    this.#say(
      `if (sooner(cpu, base + limit)) { how = 1; n += ${this.#cycles + cycles}; pc = ${behind}; break loop; }`,
    );
    this.#goOn(behind, cycles);
    return true;
  }

  #loadProgram(kind: Kind, register: number): false {
    const far = kind.startsWith('E');
    const address = this.#name();
    this.#say(`const ${address} = ${far ? `((d[${RAMPZ}] << 16) | ${zWord}) % flash.length` : zWord};`);
    this.#say(`d[${kind.endsWith('0') ? 0 : register}] = flash[${address}];`);
    if (kind.endsWith('I')) {
      this.#say(`d[30] = ${address} + 1; d[31] = (${address} + 1) >> 8;`);
      if (far) this.#say(`d[${RAMPZ}] = ((${address} + 1) >> 16) % (flash.length >> 16);`);
    }
    return this.#took(3);
  }

  #skip(condition: string, behind: number, words: number): true {
    this.#storeFlags();
    this.#say(`if (${condition}) { n += ${this.#cycles + 1 + words}; ${this.#jump(behind + words)} }`);
    this.#goOn(behind, 1);
    return true;
  }

  #call(target: number | string, behind: number, cycles: number): void {
    this.#storeFlags();
    this.#say(
      `sp = d[${SPL}] | (d[${SPL + 1}] << 8); d[sp] = ${behind & 0xff}; d[sp - 1] = ${(behind >> 8) & 0xff}; d[sp - 2] = ${behind >> 16};`,
    );
    this.#say(`sp -= 3; d[${SPL}] = sp; d[${SPL + 1}] = sp >> 8; n += ${this.#cycles + cycles};`);
    this.#say(typeof target === 'number' ? this.#jump(target) : `pc = ${target}; ${lookUp}`);
  }
}

/** Goes on at a place known only now. */
const lookUp = 'block = index[pc - from] | 0; continue loop;';

const zWord = '(d[30] | (d[31] << 8))';

/**
 * One function for each stretch of `chunkWords` words, at index pc / chunkWords. In whole blocks, or
 * instruction by instruction.
 */
export function compile(program: Program, words: number, by: 'block' | 'instruction'): Chunk[] {
  const blocks = by === 'block' ? findBlocks(program, words) : singleBlocks(program, words);
  const sources: string[] = [];
  const indices: Int16Array[] = [];
  for (let from = 0; from < words; from += chunkWords) {
    const near = new Map<number, number>();
    // Dense numbers, or the switch becomes a row of comparisons; 0 is no block.
    const index = new Int16Array(chunkWords);
    for (const { start, at } of blocks.values()) {
      if (start < from || start >= from + chunkWords || isForeign(kindAt(program, at[0] as number))) continue;
      near.set(start, near.size + 1);
      index[start - from] = near.size;
    }
    indices.push(index);
    const cases = [...near.keys()].map((start) =>
      new BlockWriter(program, near).write(blocks.get(start) as Block),
    );
    sources.push(
      `((index, from) => function chunk${from / chunkWords}(cpu, limit) {\n` +
        'const d = cpu.data, base = cpu.cycles; let pc = cpu.pc, n = 0, how = 0, sp = 0;\n' +
        'let fC = 0, fZ = 0, fN = 0, fV = 0, fS = 0, fH = 0, fT = 0;\n' +
        `let block = index[pc - from] | 0;\nloop: for (;;) { switch (block) {\n${cases.join('')}default: break loop;\n} }\n` +
        `cpu.pc = pc; cpu.cycles = base + n; return how; })(indices[${from / chunkWords}], ${from})`,
    );
  }
  // The text is made from opcodes alone: numbers, and names written above.
  const make = new Function(
    'flash',
    'indices',
    'sooner',
    `'use strict'; return [\n${sources.join(',\n')}\n];`,
  );
  return make(program.bytes, indices, sooner) as Chunk[];
}

export function chunkOf(pc: number): number {
  return Math.trunc(pc / chunkWords);
}
