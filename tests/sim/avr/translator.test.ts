/** Translated code beside avr8js' interpreter: the same programs, instruction by instruction. */
import { avrInstruction, CPU } from 'avr8js';
import { describe, expect, test } from 'vitest';
import { atmega328p } from '../../../sim/avr/chips/atmega328p.ts';
import { atmega2560 } from '../../../sim/avr/chips/atmega2560.ts';
import type { ChipConfig } from '../../../sim/avr/chips/chip.ts';
import { Cpu } from '../../../sim/avr/cpu/cpu.ts';
import { decodeProgram, type Instruction, type Program } from '../../../sim/avr/cpu/decoder.ts';
import { EIND, RAMPZ, SPH, SPL, SREG } from '../../../sim/avr/cpu/memory-map.ts';
import { H, I, Z } from '../../../sim/avr/cpu/sreg.ts';
import { createMemory, TranslatedCode } from '../../../sim/avr/translator/translated-code.ts';
import { translateProgram } from '../../../sim/avr/translator/translator.ts';
import { createRandom, nextBelow, nextInt32 } from '../../../sim/random.ts';

/** A chip with hooks on all of its registers or on none, where avr8js has none: the way through them is tried. */
function codeOf(program: Program, chip: ChipConfig, hooked: boolean): TranslatedCode {
  const isHooked = (address: number) => hooked && address < chip.sramStart;
  const module = translateProgram(program, { ...chip, readsHook: isHooked, writesHook: isHooked });
  return new TranslatedCode(
    module,
    new Cpu({ ...chip, flash: program.flash }, createMemory()),
    program.flash,
  );
}

function programOf(words: readonly number[], { flashBytes }: ChipConfig): Program {
  return decodeProgram(new Uint8Array(Uint16Array.from(words).buffer), flashBytes);
}

/** Instructions whose effect is outside the CPU. */
const apart = new Set(['SLEEP', 'BREAK', 'SPM', 'SPM Z+', 'WDR']);
/** XCH, LAS, LAC and LAT of the XMEGA, which avr8js knows and the megaAVR does not. */
const exchanges = 0x9204;
/** They use registers that the small chip does not have; avr8js gives them to it. */
const ofLargeChips = new Set(['ELPM', 'ELPM Z', 'ELPM Z+', 'EIJMP', 'EICALL']);

/** Moving a pointer's own byte through it is undefined. */
function movesItsPointer({ mnemonic, d, r }: Instruction): boolean {
  const pointer = /^(?:LD|ST) -?([XYZ])\+?$/.exec(mnemonic)?.[1];
  if (pointer === undefined || !/[+-]/.test(mnemonic)) return false;
  return (mnemonic.startsWith('LD') ? d : r) >> 1 === { X: 13, Y: 14, Z: 15 }[pointer];
}

/** Far enough from the flash's beginning for every relative jump. */
const from = 2100;
const batch = 4096;

describe('the translator', () => {
  test.each([
    ['every opcode', 'ATmega2560 with every register hooked', atmega2560, true, 1],
    ['every opcode', 'ATmega2560 with none hooked', atmega2560, false, 1],
    // What differs are calls, returns and the size of the flash: the fifth part has every kind of instruction.
    ['every fifth opcode', 'ATmega328P', atmega328p, true, 5],
  ] as const)(
    '%s does to registers, flags, memory, cycles and program counter what avr8js does, on the %s',
    (_which, _chip, chip, hooked, stride) => {
      const random = createRandom(11);
      // avr8js takes the first 0x100 bytes of every chip for registers.
      const ramBytes = chip.sramStart + chip.sramBytes - 0x100;
      const words = new Array<number>(from + 2 * batch).fill(0);
      let program = programOf(words, chip);
      let code = codeOf(program, chip, hooked);
      let theirs = new CPU(program.flash, ramBytes);
      const differing: string[] = [];
      let compared = 0;
      for (let opcode = 0; opcode < 0x10000 && differing.length < 10; opcode++) {
        const at = from + 2 * (opcode % batch);
        if (opcode % batch === 0) {
          for (let next = 0; next < batch; next++) {
            words[from + 2 * next] = opcode + next;
            words[from + 2 * next + 1] = 0x0200 + nextBelow(random, 0x600);
          }
          program = programOf(words, chip);
          code = codeOf(program, chip, hooked);
          theirs = new CPU(program.flash, ramBytes);
        }
        if (opcode % stride !== 0) continue;
        const instruction = program.instructions[at] as Instruction;
        const { mnemonic, A } = instruction;
        if (apart.has(mnemonic) || movesItsPointer(instruction)) continue;
        if ((opcode & 0xfe0c) === exchanges) continue;
        if (chip.pcBytes === 2 && ofLargeChips.has(mnemonic)) continue;
        // I/O addresses may be anything but the CPU's own registers.
        if (mnemonic === 'OUT' && A >= RAMPZ) continue;
        for (let register = 0; register < 32; register++) theirs.data[register] = nextInt32(random) & 0xff;
        // Pointers and stack within the SRAM, away from its ends.
        for (const high of [27, 29, 31]) theirs.data[high] = 0x04 + nextBelow(random, 0x03);
        theirs.data[SPL] = nextInt32(random) & 0xff;
        theirs.data[SPH] = 0x07;
        theirs.data[SREG] = nextInt32(random) & ~I;
        if (chip.pcBytes === 3) {
          theirs.data[RAMPZ] = nextBelow(random, 2);
          theirs.data[EIND] = nextBelow(random, 2);
        }
        // What a return finds on the stack lies within the flash.
        theirs.data.fill(nextBelow(random, 2), 0x0700, 0x0900);
        theirs.pc = at;
        theirs.cycles = 0;
        const ours = code.cpu;
        ours.data.set(theirs.data);
        ours.pc = at;
        ours.cycles = 0;
        avrInstruction(theirs);
        code.run(1, false);
        compared++;
        // Where avr8js departs from the manual: its half carry is that of bit 0, and FMULSU's Z is upside down.
        const ignored = mnemonic === 'FMULSU' ? H | Z : H;
        ours.data[SREG] = (ours.data[SREG] as number) & ~ignored;
        theirs.data[SREG] = (theirs.data[SREG] as number) & ~ignored;
        // It also takes one cycle for CBI, which needs two.
        const missing = mnemonic === 'CBI' ? 1 : 0;
        const same =
          ours.pc === theirs.pc &&
          ours.cycles === theirs.cycles + missing &&
          Buffer.compare(ours.data, theirs.data) === 0;
        if (!same)
          differing.push(
            `${mnemonic} ${opcode.toString(16)}: pc ${ours.pc}/${theirs.pc} cycles ${ours.cycles}/${theirs.cycles} sreg ${ours.data[SREG]}/${theirs.data[SREG]}`,
          );
      }
      expect(differing).toEqual([]);
      expect(compared).toBeGreaterThan(60_000 / stride);
    },
    // Some seconds; a machine that does much else needs its time.
    240_000,
  );

  test.each([
    ['ADD', 0x0c01, (d: number, r: number) => (d & 15) + (r & 15) > 15],
    ['ADC', 0x1c01, (d: number, r: number, carry: number) => (d & 15) + (r & 15) + carry > 15],
    ['SUB', 0x1801, (d: number, r: number) => (d & 15) < (r & 15)],
    ['SBC', 0x0801, (d: number, r: number, carry: number) => (d & 15) < (r & 15) + carry],
  ])('%s sets the half carry where bit 3 carries, for every pair of bytes', (_, opcode, expected) => {
    const code = codeOf(programOf([opcode], atmega2560), atmega2560, true);
    const { cpu } = code;
    let wrong = 0;
    for (let pair = 0; pair < 0x20000; pair++) {
      const [d, r, carry] = [(pair >> 8) & 0xff, pair & 0xff, pair >> 16];
      cpu.data[0] = d;
      cpu.data[1] = r;
      cpu.data[SREG] = carry;
      cpu.pc = 0;
      cpu.cycles = 0;
      code.run(1, false);
      if ((((cpu.data[SREG] as number) & H) !== 0) !== expected(d, r, carry)) wrong++;
    }
    expect(wrong).toBe(0);
  });

  test('FMULSU sets Z where the product is 0, and only there', () => {
    const code = codeOf(programOf([0x0388], atmega2560), atmega2560, true);
    const { cpu } = code;
    const zeroOf = (d: number, r: number) => {
      cpu.data[16] = d;
      cpu.data[SREG] = 0;
      cpu.data[17] = r;
      cpu.pc = 0;
      code.run(1, false);
      return ((cpu.data[SREG] as number) & Z) !== 0;
    };
    expect([zeroOf(0, 0), zeroOf(3, 0), zeroOf(0x81, 0)]).toEqual([true, false, false]);
  });

  test('an I/O register without a hook is plain memory, and one with a hook is asked and told', () => {
    // IN r16, 0x10; OUT 0x10, r17; SBI 0x10, 3
    const program = programOf([0xb300, 0xbb10, 0x9a83], atmega2560);
    const code = codeOf(program, atmega2560, true);
    const { cpu } = code;
    const told: number[][] = [];
    cpu.readHooks[0x30] = () => 0x5a;
    cpu.writeHooks[0x30] = (value, mask) => told.push([value, mask, cpu.cycles]) > 0;
    cpu.data[17] = 0x17;
    for (let instruction = 0; instruction < 3; instruction++) code.run(1, false);
    expect(cpu.data[16]).toBe(0x5a);
    expect(told).toEqual([
      [0x17, 0xff, 1],
      [0x5a, 0x08, 2],
    ]);
    expect(cpu.cycles).toBe(4);
  });
});
