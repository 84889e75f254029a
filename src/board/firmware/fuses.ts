/**
 * Fuses and lock bits, which a programmer sets once: how they are read, and which values a chair needs. A fuse bit that
 * is 0 is programmed. Source: Microchip DS40002211A, "Memory Programming" and "Electrical Characteristics".
 */
import type { Chip } from '../../chair/chips/chip.ts';

export interface Fuses {
  readonly low: number;
  readonly high: number;
  readonly extended: number;
  readonly lock: number;
}

export interface FuseAdvice {
  readonly fuse: keyof Fuses;
  readonly is: number;
  readonly should: number;
  readonly why: string;
}

/** avrdude's names for the fuses, in the order in which they are read. */
const avrdudeNames = { low: 'lfuse', high: 'hfuse', extended: 'efuse', lock: 'lock' } as const;

/** Arguments for avrdude to read the fuses: through the board's bootloader, or with a programmer at the ICSP pins. */
export function fuseArguments(chip: Chip, port: string | null, programmer: string | null): string[] {
  const { part, programmer: bootloader, baud } = chip.avrdude;
  const speed = programmer === null ? ['-b', String(baud)] : [];
  const where = port === null ? [] : ['-P', port];
  const reads = Object.values(avrdudeNames).flatMap((name) => ['-U', `${name}:r:-:h`]);
  return ['-p', part, '-c', programmer ?? bootloader, ...where, ...speed, '-q', '-q', ...reads];
}

/** The fuses from avrdude's output. Null where they could not be read: a bootloader that cannot read them gives zeros. */
export function fusesOf(output: string): Fuses | null {
  const numbers = output.match(/^0x[0-9a-f]{1,2}$/gim)?.map(Number) ?? [];
  const [low, high, extended, lock] = numbers;
  if (low === undefined || high === undefined || extended === undefined || lock === undefined) return null;
  return low === 0 && high === 0 && extended === 0 ? null : { low, high, extended, lock };
}

/** BODLEVEL: below this supply (V, typical) the chip is held in reset. */
const brownOut: Readonly<Record<number, string>> = { 4: '4.3 V', 5: '2.7 V', 6: '1.8 V', 7: 'off' };
const brownOutRight = 4;

const bit = (value: number, index: number): boolean => ((value >> index) & 1) === 1;

/** The fuses that are not as a chair needs them, each with the right value and the reason. */
export function judgeFuses({ low, high, extended, lock }: Fuses): FuseAdvice[] {
  const advice: FuseAdvice[] = [];
  if (low !== 0xff && low !== 0xf7) {
    const why = 'the chip must run from its 16 MHz crystal, not divided by 8, and wait 65 ms for it';
    advice.push({ fuse: 'low', is: low, should: 0xff, why });
  }
  advice.push(...judgeHigh(high));
  const level = extended & 7;
  if (level !== brownOutRight) {
    const why = `the brown-out detector is ${level < 4 ? 'set to a level that is reserved' : level === 7 ? 'off' : `at ${brownOut[level]}`}; 16 MHz needs 4.5 V, and below that the chip may do anything. 4.3 V is the nearest there is`;
    advice.push({ fuse: 'extended', is: extended, should: (extended & ~7) | brownOutRight, why });
  }
  const hasBootloader = !bit(high, 0);
  if (hasBootloader && (lock & 0x30) !== 0) {
    const why = 'the bootloader is not protected from being overwritten';
    advice.push({ fuse: 'lock', is: lock, should: lock & ~0x30, why });
  }
  return advice;
}

function judgeHigh(high: number): FuseAdvice[] {
  const wrong = [
    ...(bit(high, 6) ? [] : ['JTAG is on, and takes the pins A4 to A7 from the chair']),
    ...(bit(high, 7) ? [] : ['the debugger is on']),
    ...(bit(high, 4) ? [] : ['the watchdog runs before the bootloader can calm it']),
    ...(bit(high, 0) || (high & 6) === 0 ? [] : ['the bootloader has less than its 8 KB']),
  ];
  const should = bit(high, 0) ? 0xd9 : 0xd8;
  return wrong.length === 0 ? [] : [{ fuse: 'high', is: high, should, why: wrong.join('; ') }];
}

export function fuseHex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

/** The command that writes the right values, with a programmer at the ICSP pins. */
export function fuseCommand(chip: Chip, advice: readonly FuseAdvice[], programmer = 'usbasp'): string {
  const writes = advice.map(({ fuse, should }) => `-U ${avrdudeNames[fuse]}:w:${fuseHex(should)}:m`);
  return `avrdude -p ${chip.avrdude.part} -c ${programmer} ${writes.join(' ')}`;
}
