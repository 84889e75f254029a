/**
 * Instructions that may not go straight on to the next one: skips, branches, jumps, calls, returns, watchdog,
 * sleep. Calls, returns and interrupts take a cycle more if the program counter has 22 bits.
 * Source: Microchip DS40002198B.
 */
import type { Instruction } from '../cpu/decoder.ts';
import { EIND, SMCR, SREG } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import { I } from '../cpu/sreg.ts';
import {
  binary,
  type Code,
  call,
  eqz,
  i32,
  ifThen,
  load8,
  localGet,
  localSet,
  store8,
} from '../wasm/wasm-writer.ts';
import { exits, imported, local } from './abi.ts';
import type { BlockEmitter } from './block-emitter.ts';
import { readData } from './data-transfer.ts';
import { bit, type InstructionWriter, low16, pointers } from './instruction-writer.ts';

const result = localGet(local.result);
const pc = localGet(local.pc);

/** Continues at k, after `cycles`, if the condition is not 0. */
function jumpIf(emitter: BlockEmitter, { k, next }: Instruction, condition: Code, cycles: number): boolean {
  emitter.emit(localSet(local.result, condition));
  emitter.flush();
  emitter.emit(ifThen(result, emitter.jumpTo(k, cycles, 1)), emitter.jumpTo(next, 1));
  return true;
}

/** A skip takes one cycle more for each word that is skipped. */
function skipIf(emitter: BlockEmitter, instruction: Instruction, condition: Code): boolean {
  return jumpIf(emitter, instruction, condition, 1 + instruction.k - instruction.next);
}

const branch =
  (isSet: boolean): InstructionWriter =>
  (emitter, instruction) => {
    const flag = emitter.flag(instruction.mask);
    return jumpIf(emitter, instruction, isSet ? flag : eqz(flag), 2);
  };

/** The address `offset` bytes above the stack pointer. */
const stackByte = (emitter: BlockEmitter, offset: number): Code =>
  offset === 0 ? emitter.stackPointer() : low16(binary(emitter.stackPointer(), '+', i32(offset)));

function pushReturnAddress(emitter: BlockEmitter, next: number): void {
  const { pcBytes } = emitter.target;
  for (let each = 0; each < pcBytes; each++) {
    emitter.emit(store8(0, i32((next >> (8 * each)) & 0xff), stackByte(emitter, -each)));
  }
  emitter.moveStack(-pcBytes);
  emitter.flush();
}

const jumpTo =
  (cycles: number): InstructionWriter =>
  (emitter, { k }) => {
    emitter.flush();
    emitter.emit(emitter.jumpTo(k, cycles));
    return true;
  };

/** A call takes `cycles`, and one for each byte of the return address. */
const callTo =
  (cycles: number): InstructionWriter =>
  (emitter, { k, next }) => {
    pushReturnAddress(emitter, next);
    emitter.emit(emitter.jumpTo(k, cycles + emitter.target.pcBytes));
    return true;
  };

/** A jump or call through Z; `extended`: EIND holds the bits above 16. */
const indirect =
  (extended: boolean, calls: boolean): InstructionWriter =>
  (emitter, { next }) => {
    const { pcBytes } = emitter.target;
    const word = emitter.pair(pointers.Z);
    const full = binary(binary(load8(EIND), '<<', i32(16)), '|', word);
    emitter.emit(localSet(local.pc, extended && pcBytes === 3 ? full : word));
    if (calls) pushReturnAddress(emitter, next);
    else emitter.flush();
    emitter.emit(emitter.jumpToPc(pc, calls ? 1 + pcBytes : 2));
    return true;
  };

const returnFrom =
  (interrupt: boolean): InstructionWriter =>
  (emitter) => {
    const { pcBytes } = emitter.target;
    const cycles = 2 + pcBytes;
    emitter.moveStack(pcBytes);
    let address = load8(0, stackByte(emitter, 0));
    for (let each = 1; each < pcBytes; each++) {
      address = binary(address, '|', binary(load8(0, stackByte(emitter, -each)), '<<', i32(8 * each)));
    }
    emitter.emit(localSet(local.pc, address));
    emitter.flush();
    if (interrupt) {
      emitter.emit(store8(SREG, binary(load8(SREG), '|', i32(I))));
      emitter.exitForInterrupt(pc, cycles);
    }
    emitter.emit(emitter.jumpToPc(pc, cycles));
    return true;
  };

const skipOnIoBit =
  (isSet: boolean): InstructionWriter =>
  (emitter, instruction) => {
    const tested = binary(readData(emitter, instruction.A), '&', i32(instruction.mask));
    return skipIf(emitter, instruction, isSet ? tested : eqz(tested));
  };

const skipOnBit =
  (isSet: boolean): InstructionWriter =>
  (emitter, instruction) => {
    const tested = binary(emitter.register(instruction.r), '&', i32(instruction.mask));
    return skipIf(emitter, instruction, isSet ? tested : eqz(tested));
  };

export const branches = {
  SBIC: skipOnIoBit(false),
  SBIS: skipOnIoBit(true),
  SBRC: skipOnBit(false),
  SBRS: skipOnBit(true),
  CPSE: (emitter, instruction) => {
    const { d, r } = instruction;
    return skipIf(emitter, instruction, binary(emitter.register(d), '=', emitter.register(r)));
  },
  BRBS: branch(true),
  BRBC: branch(false),
  RJMP: jumpTo(2),
  JMP: jumpTo(3),
  RCALL: callTo(1),
  CALL: callTo(2),
  ICALL: indirect(false, true),
  EICALL: indirect(true, true),
  IJMP: indirect(false, false),
  EIJMP: indirect(true, false),
  RET: returnFrom(false),
  RETI: returnFrom(true),
  WDR: (emitter, { next }) => {
    emitter.flush();
    emitter.emit(call(imported.watchdogReset, emitter.now()), emitter.jumpTo(next, 1));
    return true;
  },
  SLEEP: (emitter, { next }) => {
    const sleepEnabled = bit(load8(SMCR), 0);
    emitter.flush();
    emitter.emit(ifThen(sleepEnabled, emitter.exit(next, exits.asleep, 1)), emitter.jumpTo(next, 1));
    return true;
  },
} satisfies Partial<Record<Mnemonic, InstructionWriter>>;
