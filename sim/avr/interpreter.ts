/**
 * Runs decoded AVR instructions, cycle by cycle, until something else must happen. One switch over dense
 * numbers, operands decoded beforehand and flags from tables: this loop is nearly all of what an emulated
 * second costs. Checked against avr8js' own interpreter instruction by instruction.
 *
 * The numbers of the cases are positions in `kinds` of instructions.ts; a test keeps them in step.
 */
import type { CPU } from 'avr8js';
import type { Program } from './instructions.ts';

/** Bits of SREG. */
const C = 1;
const Z = 2;
const N = 4;
const V = 8;
const S = 16;
const H = 32;
const T = 64;
const I = 128;

/** Data-space addresses of the core's own registers. */
const SMCR = 0x53;
const RAMPZ = 0x5b;
const EIND = 0x5c;
const SPL = 0x5d;
const SREG = 0x5f;
/** Below are registers, some with side effects; from here on plain memory. */
const ioEnd = 0x200;

function flagsOf(result: number, halfCarries: number, overflow: number, carry: number): number {
  const negative = (result >> 7) & 1;
  return (
    (carry ? C : 0) |
    ((result & 0xff) === 0 ? Z : 0) |
    (negative ? N : 0) |
    (overflow ? V : 0) |
    (negative !== overflow ? S : 0) |
    (halfCarries ? H : 0)
  );
}

/** Flags of d + r + carry and of d - r - carry, at index carry << 16 | d << 8 | r. */
const addFlags = new Uint8Array(0x20000);
const subFlags = new Uint8Array(0x20000);
for (let index = 0; index < 0x20000; index++) {
  const carry = index >> 16;
  const d = (index >> 8) & 0xff;
  const r = index & 0xff;
  const sum = d + r + carry;
  const difference = d - r - carry;
  addFlags[index] = flagsOf(sum, (d ^ r ^ sum) & 0x10, ((d ^ sum) & (r ^ sum) & 0x80) >> 7, sum & 0x100);
  subFlags[index] = flagsOf(
    difference,
    (d ^ r ^ difference) & 0x10,
    ((d ^ r) & (d ^ difference) & 0x80) >> 7,
    difference & 0x100,
  );
}

/** Flags of a result that cannot overflow. */
const logicFlags = Uint8Array.from({ length: 256 }, (_, result) => flagsOf(result, 0, 0, 0));
/** Flags of a right shift, at index result << 1 | bit shifted out. */
const shiftFlags = Uint8Array.from({ length: 512 }, (_, index) => {
  const negative = index >> 8;
  const carry = index & 1;
  return flagsOf(index >> 1, 0, negative ^ carry, carry);
});

/** Until when the loop may run on after a write to a register: not at all where an interrupt is due. */
function horizon(cpu: CPU, until: number): number {
  if (cpu.nextInterrupt >= 0 && ((cpu.data[SREG] as number) & I) !== 0) return 0;
  const event = nextEventCycles(cpu);
  return event < until ? event : until;
}

/** When the next clock event of the peripherals is due. */
export function nextEventCycles(cpu: CPU): number {
  // The queue's head is private to avr8js, and there is no other way to look at it.
  const event = (cpu as unknown as { nextClockEvent: { cycles: number } | null }).nextClockEvent;
  return event === null ? Number.POSITIVE_INFINITY : event.cycles;
}

/**
 * Runs from the core's state until cycle `until`, an event or an interrupt; true where it fell asleep.
 * `evenIfDue`: one instruction runs although an interrupt is due, as behind SEI.
 */
export function interpret(cpu: CPU, program: Program, until: number, evenIfDue = false): boolean {
  const { kind, a, b, k, bytes: flash } = program;
  const data = cpu.data;
  let pc = cpu.pc;
  let cycles = cpu.cycles;
  let limit = evenIfDue ? until : horizon(cpu, until);
  while (cycles < limit) {
    switch (kind[pc] as number) {
      case 0: {
        // NOP
        pc++;
        cycles++;
        break;
      }
      case 1: {
        // MOVW
        data[a[pc] as number] = data[b[pc] as number] as number;
        data[(a[pc] as number) + 1] = data[(b[pc] as number) + 1] as number;
        pc++;
        cycles++;
        break;
      }
      case 2: {
        // MULS
        const product =
          (((data[a[pc] as number] as number) << 24) >> 24) *
          (((data[b[pc] as number] as number) << 24) >> 24);
        data[0] = product;
        data[1] = product >> 8;
        data[SREG] = ((data[SREG] as number) & 0xfc) | (product & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 3: {
        // MULSU
        const product = (((data[a[pc] as number] as number) << 24) >> 24) * (data[b[pc] as number] as number);
        data[0] = product;
        data[1] = product >> 8;
        data[SREG] = ((data[SREG] as number) & 0xfc) | (product & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 4: {
        // FMUL
        const product = (data[a[pc] as number] as number) * (data[b[pc] as number] as number);
        data[0] = product << 1;
        data[1] = product >> 7;
        data[SREG] =
          ((data[SREG] as number) & 0xfc) | ((product << 1) & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 5: {
        // FMULS
        const product =
          (((data[a[pc] as number] as number) << 24) >> 24) *
          (((data[b[pc] as number] as number) << 24) >> 24);
        data[0] = product << 1;
        data[1] = product >> 7;
        data[SREG] =
          ((data[SREG] as number) & 0xfc) | ((product << 1) & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 6: {
        // FMULSU
        const product = (((data[a[pc] as number] as number) << 24) >> 24) * (data[b[pc] as number] as number);
        data[0] = product << 1;
        data[1] = product >> 7;
        data[SREG] =
          ((data[SREG] as number) & 0xfc) | ((product << 1) & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 7: {
        // CPC
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[SREG] = (sreg & 0xc0) | ((subFlags[((sreg & C) << 16) | (d << 8) | r] as number) & (sreg | ~Z));
        pc++;
        cycles++;
        break;
      }
      case 8: {
        // SBC
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d - r - (sreg & C);
        data[SREG] = (sreg & 0xc0) | ((subFlags[((sreg & C) << 16) | (d << 8) | r] as number) & (sreg | ~Z));
        pc++;
        cycles++;
        break;
      }
      case 9: {
        // ADD
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d + r;
        data[SREG] = (sreg & 0xc0) | (addFlags[(d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 10: {
        // CPSE
        if (data[a[pc] as number] === data[b[pc] as number]) {
          cycles += k[pc] as number;
          pc += k[pc] as number;
        }
        pc++;
        cycles++;
        break;
      }
      case 11: {
        // CP
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[SREG] = (sreg & 0xc0) | (subFlags[(d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 12: {
        // SUB
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d - r;
        data[SREG] = (sreg & 0xc0) | (subFlags[(d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 13: {
        // ADC
        const d = data[a[pc] as number] as number;
        const r = data[b[pc] as number] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d + r + (sreg & C);
        data[SREG] = (sreg & 0xc0) | (addFlags[((sreg & C) << 16) | (d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 14: {
        // AND
        const result = (data[a[pc] as number] as number) & (data[b[pc] as number] as number);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe1) | (logicFlags[result] as number);
        pc++;
        cycles++;
        break;
      }
      case 15: {
        // EOR
        const result = (data[a[pc] as number] as number) ^ (data[b[pc] as number] as number);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe1) | (logicFlags[result] as number);
        pc++;
        cycles++;
        break;
      }
      case 16: {
        // OR
        const result = (data[a[pc] as number] as number) | (data[b[pc] as number] as number);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe1) | (logicFlags[result] as number);
        pc++;
        cycles++;
        break;
      }
      case 17: {
        // MOV
        data[a[pc] as number] = data[b[pc] as number] as number;
        pc++;
        cycles++;
        break;
      }
      case 18: {
        // CPI
        const d = data[a[pc] as number] as number;
        const r = b[pc] as number;
        const sreg = data[SREG] as number;
        data[SREG] = (sreg & 0xc0) | (subFlags[(d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 19: {
        // SBCI
        const d = data[a[pc] as number] as number;
        const r = b[pc] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d - r - (sreg & C);
        data[SREG] = (sreg & 0xc0) | ((subFlags[((sreg & C) << 16) | (d << 8) | r] as number) & (sreg | ~Z));
        pc++;
        cycles++;
        break;
      }
      case 20: {
        // SUBI
        const d = data[a[pc] as number] as number;
        const r = b[pc] as number;
        const sreg = data[SREG] as number;
        data[a[pc] as number] = d - r;
        data[SREG] = (sreg & 0xc0) | (subFlags[(d << 8) | r] as number);
        pc++;
        cycles++;
        break;
      }
      case 21: {
        // ORI
        const result = (data[a[pc] as number] as number) | (b[pc] as number);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe1) | (logicFlags[result] as number);
        pc++;
        cycles++;
        break;
      }
      case 22: {
        // ANDI
        const result = (data[a[pc] as number] as number) & (b[pc] as number);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe1) | (logicFlags[result] as number);
        pc++;
        cycles++;
        break;
      }
      case 23: {
        // LDDZ
        const at = ((data[30] as number) | ((data[31] as number) << 8)) + (b[pc] as number);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 24: {
        // LDDY
        const at = ((data[28] as number) | ((data[29] as number) << 8)) + (b[pc] as number);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 25: {
        // STDZ
        const at = ((data[30] as number) | ((data[31] as number) << 8)) + (b[pc] as number);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 26: {
        // STDY
        const at = ((data[28] as number) | ((data[29] as number) << 8)) + (b[pc] as number);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 27: {
        // LDS
        const at = k[pc] as number;
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc += 2;
        cycles += 2;
        break;
      }
      case 28: {
        // LDZI
        const at = (data[30] as number) | ((data[31] as number) << 8);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 29: {
        // LDZD
        const at = (((data[30] as number) | ((data[31] as number) << 8)) - 1) & 0xffff;
        data[30] = at;
        data[31] = at >> 8;
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 30: {
        // LPM
        data[a[pc] as number] = flash[(data[30] as number) | ((data[31] as number) << 8)] as number;
        pc++;
        cycles += 3;
        break;
      }
      case 31: {
        // LPMI
        const at = (data[30] as number) | ((data[31] as number) << 8);
        data[a[pc] as number] = flash[at] as number;
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        pc++;
        cycles += 3;
        break;
      }
      case 32: {
        // ELPM
        data[a[pc] as number] = flash[
          (((data[RAMPZ] as number) << 16) | (data[30] as number) | ((data[31] as number) << 8)) %
            flash.length
        ] as number;
        pc++;
        cycles += 3;
        break;
      }
      case 33: {
        // ELPMI
        const at =
          (((data[RAMPZ] as number) << 16) | (data[30] as number) | ((data[31] as number) << 8)) %
          flash.length;
        data[a[pc] as number] = flash[at] as number;
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        data[RAMPZ] = ((at + 1) >> 16) % (flash.length >> 16);
        pc++;
        cycles += 3;
        break;
      }
      case 34: {
        // LDYI
        const at = (data[28] as number) | ((data[29] as number) << 8);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        data[28] = at + 1;
        data[29] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 35: {
        // LDYD
        const at = (((data[28] as number) | ((data[29] as number) << 8)) - 1) & 0xffff;
        data[28] = at;
        data[29] = at >> 8;
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 36: {
        // LDX
        const at = (data[26] as number) | ((data[27] as number) << 8);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 37: {
        // LDXI
        const at = (data[26] as number) | ((data[27] as number) << 8);
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        data[26] = at + 1;
        data[27] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 38: {
        // LDXD
        const at = (((data[26] as number) | ((data[27] as number) << 8)) - 1) & 0xffff;
        data[26] = at;
        data[27] = at >> 8;
        if (at >= ioEnd) {
          data[a[pc] as number] = data[at] as number;
        } else {
          cpu.cycles = cycles;
          data[a[pc] as number] = cpu.readData(at);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 39: {
        // POP
        const sp = ((data[SPL] as number) | ((data[SPL + 1] as number) << 8)) + 1;
        data[SPL] = sp;
        data[SPL + 1] = sp >> 8;
        data[a[pc] as number] = data[sp] as number;
        pc++;
        cycles += 2;
        break;
      }
      case 40: {
        // STS
        const at = k[pc] as number;
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc += 2;
        cycles += 2;
        break;
      }
      case 41: {
        // STZI
        const at = (data[30] as number) | ((data[31] as number) << 8);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        data[30] = at + 1;
        data[31] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 42: {
        // STZD
        const at = (((data[30] as number) | ((data[31] as number) << 8)) - 1) & 0xffff;
        data[30] = at;
        data[31] = at >> 8;
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 43: {
        // STYI
        const at = (data[28] as number) | ((data[29] as number) << 8);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        data[28] = at + 1;
        data[29] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 44: {
        // STYD
        const at = (((data[28] as number) | ((data[29] as number) << 8)) - 1) & 0xffff;
        data[28] = at;
        data[29] = at >> 8;
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 45: {
        // STX
        const at = (data[26] as number) | ((data[27] as number) << 8);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 46: {
        // STXI
        const at = (data[26] as number) | ((data[27] as number) << 8);
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        data[26] = at + 1;
        data[27] = (at + 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 47: {
        // STXD
        const at = (((data[26] as number) | ((data[27] as number) << 8)) - 1) & 0xffff;
        data[26] = at;
        data[27] = at >> 8;
        if (at >= ioEnd) {
          data[at] = data[a[pc] as number] as number;
        } else {
          cpu.cycles = cycles;
          cpu.writeData(at, data[a[pc] as number] as number);
          limit = horizon(cpu, until);
        }
        pc++;
        cycles += 2;
        break;
      }
      case 48: {
        // PUSH
        const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
        data[sp] = data[a[pc] as number] as number;
        data[SPL] = sp - 1;
        data[SPL + 1] = (sp - 1) >> 8;
        pc++;
        cycles += 2;
        break;
      }
      case 49: {
        // COM
        const result = (data[a[pc] as number] as number) ^ 0xff;
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe0) | (logicFlags[result] as number) | C;
        pc++;
        cycles++;
        break;
      }
      case 50: {
        // NEG
        const d = data[a[pc] as number] as number;
        data[a[pc] as number] = -d;
        data[SREG] = ((data[SREG] as number) & 0xc0) | (subFlags[d] as number);
        pc++;
        cycles++;
        break;
      }
      case 51: {
        // SWAP
        const d = data[a[pc] as number] as number;
        data[a[pc] as number] = (d << 4) | (d >> 4);
        pc++;
        cycles++;
        break;
      }
      case 52: {
        // INC
        const result = ((data[a[pc] as number] as number) + 1) & 0xff;
        data[a[pc] as number] = result;
        data[SREG] =
          ((data[SREG] as number) & 0xe1) | (result === 0x80 ? N | V : (logicFlags[result] as number));
        pc++;
        cycles++;
        break;
      }
      case 53: {
        // ASR
        const d = data[a[pc] as number] as number;
        const result = (d >> 1) | (d & 0x80);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe0) | (shiftFlags[(result << 1) | (d & 1)] as number);
        pc++;
        cycles++;
        break;
      }
      case 54: {
        // LSR
        const d = data[a[pc] as number] as number;
        const result = d >> 1;
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe0) | (shiftFlags[(result << 1) | (d & 1)] as number);
        pc++;
        cycles++;
        break;
      }
      case 55: {
        // ROR
        const d = data[a[pc] as number] as number;
        const result = (d >> 1) | (((data[SREG] as number) & C) << 7);
        data[a[pc] as number] = result;
        data[SREG] = ((data[SREG] as number) & 0xe0) | (shiftFlags[(result << 1) | (d & 1)] as number);
        pc++;
        cycles++;
        break;
      }
      case 56: {
        // DEC
        const result = ((data[a[pc] as number] as number) - 1) & 0xff;
        data[a[pc] as number] = result;
        data[SREG] =
          ((data[SREG] as number) & 0xe1) | (result === 0x7f ? V | S : (logicFlags[result] as number));
        pc++;
        cycles++;
        break;
      }
      case 57: {
        // BSET
        data[SREG] = (data[SREG] as number) | (a[pc] as number);
        // The instruction after SEI runs before any interrupt.
        if (a[pc] === I && cpu.nextInterrupt >= 0) limit = cycles + 2;
        pc++;
        cycles++;
        break;
      }
      case 58: {
        // BCLR
        data[SREG] = (data[SREG] as number) & ~(a[pc] as number);
        pc++;
        cycles++;
        break;
      }
      case 59: {
        // IJMP
        pc = (data[30] as number) | ((data[31] as number) << 8);
        cycles += 2;
        continue;
      }
      case 60: {
        // EIJMP
        pc = ((data[EIND] as number) << 16) | (data[30] as number) | ((data[31] as number) << 8);
        cycles += 2;
        continue;
      }
      case 61: {
        // RET
        const sp = ((data[SPL] as number) | ((data[SPL + 1] as number) << 8)) + 3;
        data[SPL] = sp;
        data[SPL + 1] = sp >> 8;
        pc = (data[sp] as number) | ((data[sp - 1] as number) << 8) | ((data[sp - 2] as number) << 16);
        cycles += 5;
        continue;
      }
      case 62: {
        // RETI
        const sp = ((data[SPL] as number) | ((data[SPL + 1] as number) << 8)) + 3;
        data[SPL] = sp;
        data[SPL + 1] = sp >> 8;
        pc = (data[sp] as number) | ((data[sp - 1] as number) << 8) | ((data[sp - 2] as number) << 16);
        cycles += 5;
        data[SREG] = (data[SREG] as number) | I;
        if (cpu.nextInterrupt >= 0) limit = cycles + 1;
        continue;
      }
      case 63: {
        // ICALL
        const back = pc + 1;
        const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
        data[sp] = back;
        data[sp - 1] = back >> 8;
        data[sp - 2] = back >> 16;
        data[SPL] = sp - 3;
        data[SPL + 1] = (sp - 3) >> 8;
        pc = (data[30] as number) | ((data[31] as number) << 8);
        cycles += 4;
        continue;
      }
      case 64: {
        // EICALL
        const back = pc + 1;
        const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
        data[sp] = back;
        data[sp - 1] = back >> 8;
        data[sp - 2] = back >> 16;
        data[SPL] = sp - 3;
        data[SPL + 1] = (sp - 3) >> 8;
        pc = ((data[EIND] as number) << 16) | (data[30] as number) | ((data[31] as number) << 8);
        cycles += 4;
        continue;
      }
      case 65: {
        // SLEEP
        if (((data[SMCR] as number) & 1) !== 0) {
          cpu.pc = pc + 1;
          cpu.cycles = cycles + 1;
          return true;
        }
        pc++;
        cycles++;
        break;
      }
      case 66: {
        // BREAK
        pc++;
        cycles++;
        break;
      }
      case 67: {
        // WDR
        cpu.cycles = cycles;
        cpu.onWatchdogReset();
        pc++;
        cycles++;
        break;
      }
      case 68: {
        // LPM0
        data[0] = flash[(data[30] as number) | ((data[31] as number) << 8)] as number;
        pc++;
        cycles += 3;
        break;
      }
      case 69: {
        // ELPM0
        data[0] = flash[
          (((data[RAMPZ] as number) << 16) | (data[30] as number) | ((data[31] as number) << 8)) %
            flash.length
        ] as number;
        pc++;
        cycles += 3;
        break;
      }
      case 70: {
        // SPM
        pc++;
        cycles++;
        break;
      }
      case 71: {
        // JMP
        pc = k[pc] as number;
        cycles += 3;
        continue;
      }
      case 72: {
        // CALL
        const back = pc + 2;
        const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
        data[sp] = back;
        data[sp - 1] = back >> 8;
        data[sp - 2] = back >> 16;
        data[SPL] = sp - 3;
        data[SPL + 1] = (sp - 3) >> 8;
        pc = k[pc] as number;
        cycles += 5;
        continue;
      }
      case 73: {
        // ADIW
        const at = a[pc] as number;
        const value = (data[at] as number) | ((data[at + 1] as number) << 8);
        const result = (value + (b[pc] as number)) & 0xffff;
        data[at] = result;
        data[at + 1] = result >> 8;
        const flags =
          (result === 0 ? Z : 0) |
          (result & 0x8000 ? N : 0) |
          (~value & result & 0x8000 ? V : 0) |
          (~result & value & 0x8000 ? C : 0);
        data[SREG] = ((data[SREG] as number) & 0xe0) | flags | ((((flags >> 2) ^ (flags >> 3)) & 1) << 4);
        pc++;
        cycles += 2;
        break;
      }
      case 74: {
        // SBIW
        const at = a[pc] as number;
        const value = (data[at] as number) | ((data[at + 1] as number) << 8);
        const amount = b[pc] as number;
        const result = (value - amount) & 0xffff;
        data[at] = result;
        data[at + 1] = result >> 8;
        const flags =
          (result === 0 ? Z : 0) |
          (result & 0x8000 ? N : 0) |
          (value & ~result & 0x8000 ? V : 0) |
          (amount > value ? C : 0);
        data[SREG] = ((data[SREG] as number) & 0xe0) | flags | ((((flags >> 2) ^ (flags >> 3)) & 1) << 4);
        pc++;
        cycles += 2;
        break;
      }
      case 75: {
        // CBI
        cpu.cycles = cycles;
        const at = a[pc] as number;
        cpu.writeData(at, cpu.readData(at) & ~(b[pc] as number), b[pc] as number);
        limit = horizon(cpu, until);
        pc++;
        cycles += 2;
        break;
      }
      case 76: {
        // SBIC
        cpu.cycles = cycles;
        if ((cpu.readData(a[pc] as number) & (b[pc] as number)) === 0) {
          cycles += k[pc] as number;
          pc += k[pc] as number;
        }
        pc++;
        cycles++;
        break;
      }
      case 77: {
        // SBI
        cpu.cycles = cycles;
        const at = a[pc] as number;
        cpu.writeData(at, cpu.readData(at) | (b[pc] as number), b[pc] as number);
        limit = horizon(cpu, until);
        pc++;
        cycles += 2;
        break;
      }
      case 78: {
        // SBIS
        cpu.cycles = cycles;
        if ((cpu.readData(a[pc] as number) & (b[pc] as number)) !== 0) {
          cycles += k[pc] as number;
          pc += k[pc] as number;
        }
        pc++;
        cycles++;
        break;
      }
      case 79: {
        // MUL
        const product = (data[a[pc] as number] as number) * (data[b[pc] as number] as number);
        data[0] = product;
        data[1] = product >> 8;
        data[SREG] = ((data[SREG] as number) & 0xfc) | (product & 0xffff ? 0 : Z) | ((product >> 15) & C);
        pc++;
        cycles += 2;
        break;
      }
      case 80: {
        // IN
        cpu.cycles = cycles;
        data[a[pc] as number] = cpu.readData(b[pc] as number);
        pc++;
        cycles++;
        break;
      }
      case 81: {
        // OUT
        const at = b[pc] as number;
        cpu.cycles = cycles;
        cpu.writeData(at, data[a[pc] as number] as number);
        limit = horizon(cpu, until);
        // Setting the interrupt flag this way lets one more instruction run, too.
        if (at === SREG && limit === 0) limit = cycles + 2;
        pc++;
        cycles++;
        break;
      }
      case 82: {
        // RJMP
        pc = k[pc] as number;
        cycles += 2;
        continue;
      }
      case 83: {
        // RCALL
        const back = pc + 1;
        const sp = (data[SPL] as number) | ((data[SPL + 1] as number) << 8);
        data[sp] = back;
        data[sp - 1] = back >> 8;
        data[sp - 2] = back >> 16;
        data[SPL] = sp - 3;
        data[SPL + 1] = (sp - 3) >> 8;
        pc = k[pc] as number;
        cycles += 4;
        continue;
      }
      case 84: {
        // LDI
        data[a[pc] as number] = b[pc] as number;
        pc++;
        cycles++;
        break;
      }
      case 85: {
        // BRBS
        if (((data[SREG] as number) & (a[pc] as number)) !== 0) {
          pc = k[pc] as number;
          cycles += 2;
          continue;
        }
        pc++;
        cycles++;
        break;
      }
      case 86: {
        // BRBC
        if (((data[SREG] as number) & (a[pc] as number)) === 0) {
          pc = k[pc] as number;
          cycles += 2;
          continue;
        }
        pc++;
        cycles++;
        break;
      }
      case 87: {
        // BLD
        data[a[pc] as number] =
          (data[SREG] as number) & T
            ? (data[a[pc] as number] as number) | (b[pc] as number)
            : (data[a[pc] as number] as number) & ~(b[pc] as number);
        pc++;
        cycles++;
        break;
      }
      case 88: {
        // BST
        data[SREG] =
          (data[a[pc] as number] as number) & (b[pc] as number)
            ? (data[SREG] as number) | T
            : (data[SREG] as number) & ~T;
        pc++;
        cycles++;
        break;
      }
      case 89: {
        // SBRC
        if (((data[a[pc] as number] as number) & (b[pc] as number)) === 0) {
          cycles += k[pc] as number;
          pc += k[pc] as number;
        }
        pc++;
        cycles++;
        break;
      }
      case 90: {
        // SBRS
        if (((data[a[pc] as number] as number) & (b[pc] as number)) !== 0) {
          cycles += k[pc] as number;
          pc += k[pc] as number;
        }
        pc++;
        cycles++;
        break;
      }
      default:
        cpu.pc = pc;
        cpu.cycles = cycles;
        throw new Error(`the emulated chip ran into no instruction at word 0x${pc.toString(16)}`);
    }
  }
  cpu.pc = pc;
  cpu.cycles = cycles;
  return false;
}
