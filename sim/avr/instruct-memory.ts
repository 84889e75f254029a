/**
 * What reads and writes data space and flash: registers of the core and of peripherals, memory, stack, program.
 * Source: Microchip DS40002198B.
 */
import { bit, type Instruction, imported, pointers, type Writer, type Writers } from './instruct.ts';
import { flashAt, left, RAMPZ, registersEnd, SPL, SREG } from './layout.ts';
import { local, type Scribe } from './scribe.ts';
import {
  byteAt,
  type Code,
  call,
  combine,
  dropped,
  eitherOr,
  get,
  number,
  putByte,
  set,
  when,
} from './wasm.ts';

const { X, Y, Z } = pointers;

const result = get(local.result);

/** A register of the core or a peripheral, by an address that is known. */
export function readRegister({ scribe, listeners }: Instruction, address: number): Code {
  if (address < 32) return scribe.register(address);
  if (address === SREG) scribe.storeFlags();
  if (address === SPL || address === SPL + 1) scribe.storeStackPointer();
  return listeners.reads(address) ? call(imported.read, number(address), scribe.now()) : byteAt(address);
}

/** Goes on only where the write brought no event or interrupt forward. */
function writeRegister(
  each: Instruction,
  address: number,
  value: Code,
  cycles: number,
  mask = 0xff,
): boolean {
  const { scribe, listeners, behind } = each;
  if (address < 32) {
    scribe.setRegister(address, value);
    return scribe.took(cycles);
  }
  if (address === SREG) {
    scribe.dropFlags();
    scribe.say(putByte(SREG, value));
    scribe.save();
    scribe.leaveForInterrupt(number(behind), cycles, bit(byteAt(SREG), 7));
    scribe.say(scribe.goOn(behind, cycles));
    return true;
  }
  if (address === SPL || address === SPL + 1) scribe.storeStackPointer();
  if (!listeners.writes(address)) {
    scribe.say(putByte(address, value));
    return scribe.took(cycles);
  }
  scribe.save();
  const sooner = call(imported.write, number(address), value, number(mask), scribe.now());
  scribe.say(when(sooner, scribe.leave(behind, left.wrote, cycles)), scribe.goOn(behind, cycles));
  return true;
}

/** The address a pointer gives, into a variable, with its decrement before. */
function pointAt(scribe: Scribe, low: number, move: 'I' | 'D' | '', displacement: number): Code {
  const word = scribe.pair(low);
  const by = move === 'D' ? -1 : displacement;
  const moved = by === 0 ? word : combine(combine(word, '+', number(by)), '&', number(0xffff));
  scribe.say(set(local.address, moved));
  if (move === 'D') scribe.setPair(low, get(local.address));
  return get(local.address);
}

function afterwards(scribe: Scribe, low: number, move: string): void {
  if (move === 'I') scribe.setPair(low, combine(get(local.address), '+', number(1)));
}

const load =
  (low: number, move: 'I' | 'D' | ''): Writer =>
  ({ scribe, a, b }) => {
    const address = pointAt(scribe, low, move, move === '' && low !== X ? b : 0);
    const plain = set(local.result, byteAt(0, address));
    const asked = scribe.saved() + set(local.result, call(imported.read, address, scribe.now()));
    scribe.say(eitherOr(combine(address, '<', number(registersEnd)), asked, plain));
    scribe.setRegister(a, result);
    afterwards(scribe, low, move);
    return scribe.took(2);
  };

const store =
  (low: number, move: 'I' | 'D' | ''): Writer =>
  ({ scribe, a, b, behind }) => {
    const value = scribe.register(a);
    const address = pointAt(scribe, low, move, move === '' && low !== X ? b : 0);
    // What is written is the register of before the pointer moved.
    const before = set(local.result, value);
    scribe.say(before);
    afterwards(scribe, low, move);
    // A register was hit: the rest of the block waits until the events have been looked at.
    const told = call(imported.write, address, result, number(0xff), scribe.now());
    const hit = scribe.saved() + dropped(told) + scribe.leave(behind, left.wrote, 2);
    scribe.say(when(combine(address, '<', number(registersEnd)), hit), putByte(0, result, address));
    return scribe.took(2);
  };

const loadProgram =
  (far: boolean, toFirst: boolean, moves: boolean): Writer =>
  ({ scribe, program, a }) => {
    const word = scribe.pair(Z);
    const flash = program.bytes.length;
    const wide = combine(combine(byteAt(RAMPZ), '<<', number(16)), '|', word);
    scribe.say(set(local.address, far ? combine(wide, '&', number(flash - 1)) : word));
    const address = get(local.address);
    scribe.setRegister(toFirst ? 0 : a, byteAt(flashAt, address));
    if (moves) {
      const next = combine(address, '+', number(1));
      scribe.setPair(Z, next);
      const bank = combine(combine(next, '>>', number(16)), '&', number((flash >> 16) - 1));
      if (far) scribe.say(putByte(RAMPZ, bank));
    }
    return scribe.took(3);
  };

const changeBit =
  (to: boolean): Writer =>
  (each) => {
    const old = readRegister(each, each.a);
    const value = to ? combine(old, '|', number(each.b)) : combine(old, '&', number(0xff & ~each.b));
    return writeRegister(each, each.a, value, 2, each.b);
  };

export const memory: Writers = {
  LDS: (each) => {
    each.scribe.setRegister(each.a, readRegister(each, each.k));
    return each.scribe.took(2);
  },
  IN: (each) => {
    each.scribe.setRegister(each.a, readRegister(each, each.b));
    return each.scribe.took(1);
  },
  STS: (each) => writeRegister(each, each.k, each.scribe.register(each.a), 2),
  OUT: (each) => writeRegister(each, each.b, each.scribe.register(each.a), 1),
  LDX: load(X, ''),
  LDXI: load(X, 'I'),
  LDXD: load(X, 'D'),
  LDDY: load(Y, ''),
  LDYI: load(Y, 'I'),
  LDYD: load(Y, 'D'),
  LDDZ: load(Z, ''),
  LDZI: load(Z, 'I'),
  LDZD: load(Z, 'D'),
  STX: store(X, ''),
  STXI: store(X, 'I'),
  STXD: store(X, 'D'),
  STDY: store(Y, ''),
  STYI: store(Y, 'I'),
  STYD: store(Y, 'D'),
  STDZ: store(Z, ''),
  STZI: store(Z, 'I'),
  STZD: store(Z, 'D'),
  CBI: changeBit(false),
  SBI: changeBit(true),
  PUSH: ({ scribe, a }) => {
    const value = scribe.register(a);
    scribe.say(putByte(0, value, scribe.stackPointer()));
    scribe.moveStack(-1);
    return scribe.took(2);
  },
  POP: ({ scribe, a }) => {
    scribe.moveStack(1);
    scribe.setRegister(a, byteAt(0, scribe.stackPointer()));
    return scribe.took(2);
  },
  LPM: loadProgram(false, false, false),
  LPM0: loadProgram(false, true, false),
  LPMI: loadProgram(false, false, true),
  ELPM: loadProgram(true, false, false),
  ELPM0: loadProgram(true, true, false),
  ELPMI: loadProgram(true, false, true),
};
