/** The translator beside avr8js' interpreter: the same programs, instruction by instruction. */
import { avrInstruction, CPU } from 'avr8js';
import { describe, expect, test } from 'vitest';
import { isForeign } from '../../../sim/avr/blocks.ts';
import { compile } from '../../../sim/avr/compiler.ts';
import { Core } from '../../../sim/avr/core.ts';
import { decodeProgram, type Kind, kinds, type Program } from '../../../sim/avr/instructions.ts';
import { type Listeners, registersEnd, SREG } from '../../../sim/avr/layout.ts';
import { createMemory, Machine } from '../../../sim/avr/machine.ts';
import { createRandom, nextBelow, nextInt32 } from '../../../sim/random.ts';

const flashBytes = 262_144;
const ramBytes = 8192 + 0x100;
const H = 0x20;
const Z = 0x02;

const everyRegister: Listeners = {
  reads: (address) => address < registersEnd,
  writes: (address) => address < registersEnd,
};

/** A core and the translation of its program, instruction by instruction. */
function machineOf(program: Program, words: number, listeners: Listeners = everyRegister): Machine {
  const cpu = new Core(program.words, ramBytes, createMemory());
  return new Machine(compile(program, words, listeners), cpu, program.bytes);
}

function programOf(words: readonly number[]): Program {
  return decodeProgram(new Uint8Array(Uint16Array.from(words).buffer), flashBytes);
}

/** Instructions whose effect is not modelled alike, or not at all. */
const apart = new Set(['SLEEP', 'BREAK', 'SPM', 'WDR', 'UNKNOWN']);

describe('the translator', () => {
  test.each([
    ['every register listened to', everyRegister],
    ['no register listened to', { reads: () => false, writes: () => false }],
  ])(
    'every opcode does to registers, flags, memory, cycles and program counter what avr8js does, %s',
    (_, listeners) => {
      const random = createRandom(11);
      // Far enough from the flash's beginning for every relative jump.
      const from = 2100;
      const batch = 2048;
      const words = new Array<number>(from + 2 * batch).fill(0);
      let program = programOf(words);
      let machine = machineOf(program, words.length, listeners);
      const differing: string[] = [];
      let compared = 0;
      for (let opcode = 0; opcode < 0x10000 && differing.length < 10; opcode++) {
        const at = from + 2 * (opcode % batch);
        if (opcode % batch === 0) {
          for (let next = 0; next < batch; next++) {
            words[from + 2 * next] = opcode + next;
            words[from + 2 * next + 1] = 0x0200 + nextBelow(random, 0x1000);
          }
          program = programOf(words);
          machine = machineOf(program, words.length, listeners);
        }
        const kind = kinds[program.kind[at] as number] as string;
        if (apart.has(kind) || isForeign(kind as Kind)) continue;
        // Moving a pointer's own byte through it is undefined.
        const pointer = /^(?:LD|ST)([XYZ])[ID]$/.exec(kind)?.[1];
        if (pointer !== undefined && (program.a[at] as number) >> 1 === { X: 13, Y: 14, Z: 15 }[pointer])
          continue;
        const theirs = new CPU(program.words, ramBytes);
        for (let register = 0; register < 32; register++) theirs.data[register] = nextInt32(random) & 0xff;
        // Pointers and stack within the memory, away from its ends.
        for (const high of [27, 29, 31]) theirs.data[high] = 0x04 + nextBelow(random, 0x18);
        theirs.data[0x5d] = nextInt32(random) & 0xff;
        theirs.data[0x5e] = 0x10;
        theirs.data[SREG] = nextInt32(random) & 0x7f;
        theirs.data[0x5b] = nextBelow(random, 2);
        theirs.data[0x5c] = nextBelow(random, 2);
        // What a return finds on the stack lies within the flash.
        theirs.data.fill(nextBelow(random, 2), 0x1000, 0x1200);
        // I/O addresses may be anything but the core's own registers.
        if (kind === 'OUT' && (program.b[at] as number) >= 0x5b) continue;
        theirs.pc = at;
        const ours = machine.cpu;
        ours.data.set(theirs.data);
        ours.pc = at;
        ours.cycles = 0;
        avrInstruction(theirs);
        machine.run(1, false);
        compared++;
        // Where avr8js departs from the data sheet: its half carry is that of bit 0, and FMULSU's Z is upside down.
        const ignored = kind === 'FMULSU' ? H | Z : H;
        ours.data[SREG] = (ours.data[SREG] as number) & ~ignored;
        theirs.data[SREG] = (theirs.data[SREG] as number) & ~ignored;
        // It also takes one cycle for CBI, which needs two.
        const missing = kind === 'CBI' ? 1 : 0;
        const same =
          ours.pc === theirs.pc &&
          ours.cycles === theirs.cycles + missing &&
          Buffer.compare(ours.data, theirs.data) === 0;
        if (!same)
          differing.push(
            `${kind} ${opcode.toString(16)}: pc ${ours.pc}/${theirs.pc} cycles ${ours.cycles}/${theirs.cycles} sreg ${ours.data[SREG]}/${theirs.data[SREG]}`,
          );
      }
      expect(differing).toEqual([]);
      expect(compared).toBeGreaterThan(60_000);
    },
  );

  test.each([
    ['ADD', 0x0c01, (d: number, r: number) => (d & 15) + (r & 15) > 15],
    ['ADC', 0x1c01, (d: number, r: number, carry: number) => (d & 15) + (r & 15) + carry > 15],
    ['SUB', 0x1801, (d: number, r: number) => (d & 15) < (r & 15)],
    ['SBC', 0x0801, (d: number, r: number, carry: number) => (d & 15) < (r & 15) + carry],
  ])('%s sets the half carry where bit 3 carries, for every pair of bytes', (_, opcode, expected) => {
    const program = programOf([opcode]);
    const machine = machineOf(program, 1);
    const { cpu } = machine;
    let wrong = 0;
    for (let pair = 0; pair < 0x20000; pair++) {
      const [d, r, carry] = [(pair >> 8) & 0xff, pair & 0xff, pair >> 16];
      cpu.data[0] = d;
      cpu.data[1] = r;
      cpu.data[SREG] = carry;
      cpu.pc = 0;
      cpu.cycles = 0;
      machine.run(1, false);
      if ((((cpu.data[SREG] as number) & H) !== 0) !== expected(d, r, carry)) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
