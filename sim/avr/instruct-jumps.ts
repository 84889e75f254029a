/**
 * What may go on elsewhere than behind itself, or not at once: skips, branches, jumps, calls, returns, watchdog,
 * sleep. Source: Microchip DS40002198B.
 */

import { bit, type Instruction, imported, pointers, type Writer, type Writers } from './instruct.ts';
import { readRegister } from './instruct-memory.ts';
import { EIND, left, SMCR, SREG } from './layout.ts';
import { local, type Scribe } from './scribe.ts';
import { byteAt, type Code, call, combine, get, isZero, number, putByte, set, when } from './wasm.ts';

const result = get(local.result);

function skip({ scribe, behind, k }: Instruction, condition: Code): boolean {
  scribe.say(set(local.result, condition));
  scribe.save();
  scribe.say(when(result, scribe.goOn(behind + k, 1 + k, 1)), scribe.goOn(behind, 1));
  return true;
}

const branch =
  (isSet: boolean): Writer =>
  ({ scribe, a, k, behind }) => {
    const flag = scribe.flag(a);
    scribe.say(set(local.result, isSet ? flag : isZero(flag)));
    scribe.save();
    scribe.say(when(result, scribe.goOn(k, 2, 1)), scribe.goOn(behind, 1));
    return true;
  };

function pushReturn(scribe: Scribe, behind: number): void {
  for (const [index, byte] of [behind & 0xff, (behind >> 8) & 0xff, behind >> 16].entries()) {
    const at = combine(combine(scribe.stackPointer(), '-', number(index)), '&', number(0xffff));
    scribe.say(putByte(0, number(byte), index === 0 ? scribe.stackPointer() : at));
  }
  scribe.moveStack(-3);
  scribe.save();
}

const callTo =
  (cycles: number): Writer =>
  ({ scribe, k, behind }) => {
    pushReturn(scribe, behind);
    scribe.say(scribe.goOn(k, cycles));
    return true;
  };

function pointed(scribe: Scribe, far: boolean): Code {
  const word = scribe.pair(pointers.Z);
  return far ? combine(combine(byteAt(EIND), '<<', number(16)), '|', word) : word;
}

const jumpToPointed =
  (far: boolean, calls: boolean): Writer =>
  ({ scribe, behind }) => {
    scribe.say(set(local.pc, pointed(scribe, far)));
    if (calls) pushReturn(scribe, behind);
    else scribe.save();
    scribe.say(scribe.goOnAt(get(local.pc), calls ? 4 : 2));
    return true;
  };

const comeBack =
  (allows: boolean): Writer =>
  ({ scribe }) => {
    scribe.moveStack(3);
    const from = (index: number) =>
      byteAt(0, combine(combine(scribe.stackPointer(), '-', number(index)), '&', number(0xffff)));
    const high = combine(combine(from(1), '<<', number(8)), '|', combine(from(2), '<<', number(16)));
    scribe.say(set(local.pc, combine(byteAt(0, scribe.stackPointer()), '|', high)));
    scribe.save();
    if (allows) {
      scribe.say(putByte(SREG, combine(byteAt(SREG), '|', number(0x80))));
      scribe.leaveForInterrupt(get(local.pc), 5);
    }
    scribe.say(scribe.goOnAt(get(local.pc), 5));
    return true;
  };

const skipOnRegisterBit =
  (isSet: boolean): Writer =>
  (each) => {
    const tested = combine(readRegister(each, each.a), '&', number(each.b));
    return skip(each, isSet ? tested : isZero(tested));
  };

const skipOnBit =
  (isSet: boolean): Writer =>
  (each) => {
    const tested = combine(each.scribe.register(each.a), '&', number(each.b));
    return skip(each, isSet ? tested : isZero(tested));
  };

export const jumps: Writers = {
  SBIC: skipOnRegisterBit(false),
  SBIS: skipOnRegisterBit(true),
  SBRC: skipOnBit(false),
  SBRS: skipOnBit(true),
  CPSE: (each) => skip(each, combine(each.scribe.register(each.a), '=', each.scribe.register(each.b))),
  BRBS: branch(true),
  BRBC: branch(false),
  RJMP: ({ scribe, k }) => {
    scribe.save();
    scribe.say(scribe.goOn(k, 2));
    return true;
  },
  JMP: ({ scribe, k }) => {
    scribe.save();
    scribe.say(scribe.goOn(k, 3));
    return true;
  },
  RCALL: callTo(4),
  CALL: callTo(5),
  ICALL: jumpToPointed(false, true),
  EICALL: jumpToPointed(true, true),
  IJMP: jumpToPointed(false, false),
  EIJMP: jumpToPointed(true, false),
  RET: comeBack(false),
  RETI: comeBack(true),
  WDR: ({ scribe, behind }) => {
    scribe.save();
    scribe.say(call(imported.watchdog, scribe.now()), scribe.goOn(behind, 1));
    return true;
  },
  SLEEP: ({ scribe, behind }) => {
    scribe.save();
    scribe.say(when(bit(byteAt(SMCR), 0), scribe.leave(behind, left.asleep, 1)), scribe.goOn(behind, 1));
    return true;
  },
};
