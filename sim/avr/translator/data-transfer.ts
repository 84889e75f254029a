/**
 * Instructions that access data space and flash: registers of the CPU and of peripherals, SRAM, stack, program.
 * Source: Microchip DS40002198B.
 */
import type { Instruction } from '../cpu/decoder.ts';
import { flashAt, RAMPZ, SPH, SPL, SREG } from '../cpu/memory-map.ts';
import type { Mnemonic } from '../cpu/opcodes.ts';
import {
  binary,
  type Code,
  call,
  drop,
  i32,
  ifElse,
  ifThen,
  load8,
  localGet,
  localSet,
  store8,
} from '../wasm/wasm-writer.ts';
import { exits, imported, local } from './abi.ts';
import type { BlockEmitter } from './block-emitter.ts';
import { bit, type InstructionWriter, low16, pointers } from './instruction-writer.ts';

const { X, Y, Z } = pointers;
/** How an instruction changes its pointer. */
type Pointing = '' | '+' | '-' | '+q';

const result = localGet(local.result);
const address = localGet(local.address);

/** Reads a data-space address that is known beforehand. */
export function readData(emitter: BlockEmitter, at: number): Code {
  if (at < 32) return emitter.register(at);
  if (at === SREG) emitter.storeFlags();
  if (at === SPL || at === SPH) emitter.storeStackPointer();
  return emitter.target.readsHook(at) ? call(imported.read, i32(at), emitter.now()) : load8(at);
}

/** After a write to a hooked register, code goes on only if the write brought no event or interrupt forward. */
function writeData(
  emitter: BlockEmitter,
  { next }: Instruction,
  at: number,
  value: Code,
  cycles: number,
  mask = 0xff,
): boolean {
  if (at < 32) {
    emitter.setRegister(at, value);
    return emitter.takes(cycles);
  }
  if (at === SREG) {
    emitter.dropFlags();
    emitter.emit(store8(SREG, value));
    emitter.flush();
    emitter.exitForInterrupt(i32(next), cycles, bit(load8(SREG), 7));
    emitter.emit(emitter.jumpTo(next, cycles));
    return true;
  }
  if (at === SPL || at === SPH) emitter.storeStackPointer();
  if (!emitter.target.writesHook(at)) {
    emitter.emit(store8(at, value));
    return emitter.takes(cycles);
  }
  emitter.flush();
  const sooner = call(imported.write, i32(at), value, i32(mask), emitter.now());
  emitter.emit(ifThen(sooner, emitter.exit(next, exits.wrote, cycles)), emitter.jumpTo(next, cycles));
  return true;
}

/** Puts the address that a pointer gives into a variable, after its decrement. */
function pointAt(emitter: BlockEmitter, low: number, pointing: Pointing, q: number): void {
  const word = emitter.pair(low);
  const by = pointing === '-' ? -1 : pointing === '+q' ? q : 0;
  emitter.emit(localSet(local.address, by === 0 ? word : low16(binary(word, '+', i32(by)))));
  if (pointing === '-') emitter.setPair(low, address);
}

function incrementAfter(emitter: BlockEmitter, low: number, pointing: Pointing): void {
  if (pointing === '+') emitter.setPair(low, binary(address, '+', i32(1)));
}

const load =
  (low: number, pointing: Pointing): InstructionWriter =>
  (emitter, { d, q }) => {
    pointAt(emitter, low, pointing, q);
    const plain = localSet(local.result, load8(0, address));
    const hooked = emitter.flushed() + localSet(local.result, call(imported.read, address, emitter.now()));
    emitter.emit(ifElse(binary(address, '<', i32(emitter.target.sramStart)), hooked, plain));
    emitter.setRegister(d, result);
    incrementAfter(emitter, low, pointing);
    return emitter.takes(2);
  };

const store =
  (low: number, pointing: Pointing): InstructionWriter =>
  (emitter, { r, q, next }) => {
    const value = emitter.register(r);
    pointAt(emitter, low, pointing, q);
    // The register is written as it was before the pointer moved.
    emitter.emit(localSet(local.result, value));
    incrementAfter(emitter, low, pointing);
    // If a register was hit, the rest of the block waits until events have been checked.
    const told = call(imported.write, address, result, i32(0xff), emitter.now());
    const hit = emitter.flushed() + drop(told) + emitter.exit(next, exits.wrote, 2);
    const isRegister = binary(address, '<', i32(emitter.target.sramStart));
    emitter.emit(ifThen(isRegister, hit), store8(0, result, address));
    return emitter.takes(2);
  };

/** `extended`: RAMPZ holds the address bits above 16, if the flash is that large. */
const loadProgram =
  (extended: boolean, increments: boolean): InstructionWriter =>
  (emitter, { d }) => {
    const word = emitter.pair(Z);
    const last = emitter.target.flashBytes - 1;
    const bank = last >> 16;
    const full = extended && bank > 0 ? binary(binary(load8(RAMPZ), '<<', i32(16)), '|', word) : word;
    emitter.emit(localSet(local.address, last >= 0xffff && !extended ? full : binary(full, '&', i32(last))));
    emitter.setRegister(d, load8(flashAt, address));
    if (increments) {
      const next = binary(address, '+', i32(1));
      emitter.setPair(Z, next);
      if (extended && bank > 0)
        emitter.emit(store8(RAMPZ, binary(binary(next, '>>', i32(16)), '&', i32(bank))));
    }
    return emitter.takes(3);
  };

const changeBit =
  (to: boolean): InstructionWriter =>
  (emitter, instruction) => {
    const { A, mask } = instruction;
    const old = readData(emitter, A);
    const value = to ? binary(old, '|', i32(mask)) : binary(old, '&', i32(0xff & ~mask));
    return writeData(emitter, instruction, A, value, 2, mask);
  };

export const dataTransfer = {
  LDS: (emitter, { d, k }) => {
    emitter.setRegister(d, readData(emitter, k));
    return emitter.takes(2);
  },
  IN: (emitter, { d, A }) => {
    emitter.setRegister(d, readData(emitter, A));
    return emitter.takes(1);
  },
  STS: (emitter, each) => writeData(emitter, each, each.k, emitter.register(each.r), 2),
  OUT: (emitter, each) => writeData(emitter, each, each.A, emitter.register(each.r), 1),
  'LD X': load(X, ''),
  'LD X+': load(X, '+'),
  'LD -X': load(X, '-'),
  'LD Y+': load(Y, '+'),
  'LD -Y': load(Y, '-'),
  'LDD Y+q': load(Y, '+q'),
  'LD Z+': load(Z, '+'),
  'LD -Z': load(Z, '-'),
  'LDD Z+q': load(Z, '+q'),
  'ST X': store(X, ''),
  'ST X+': store(X, '+'),
  'ST -X': store(X, '-'),
  'ST Y+': store(Y, '+'),
  'ST -Y': store(Y, '-'),
  'STD Y+q': store(Y, '+q'),
  'ST Z+': store(Z, '+'),
  'ST -Z': store(Z, '-'),
  'STD Z+q': store(Z, '+q'),
  CBI: changeBit(false),
  SBI: changeBit(true),
  PUSH: (emitter, { r }) => {
    const value = emitter.register(r);
    emitter.emit(store8(0, value, emitter.stackPointer()));
    emitter.moveStack(-1);
    return emitter.takes(2);
  },
  POP: (emitter, { d }) => {
    emitter.moveStack(1);
    emitter.setRegister(d, load8(0, emitter.stackPointer()));
    return emitter.takes(2);
  },
  // Without operands they load r0: an opcode without bits of d decodes to d = 0.
  LPM: loadProgram(false, false),
  'LPM Z': loadProgram(false, false),
  'LPM Z+': loadProgram(false, true),
  ELPM: loadProgram(true, false),
  'ELPM Z': loadProgram(true, false),
  'ELPM Z+': loadProgram(true, true),
} satisfies Partial<Record<Mnemonic, InstructionWriter>>;
