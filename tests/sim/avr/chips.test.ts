/** The chips' tables beside avr-libc's headers, which other people have made from the same data sheets. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { atmega328p } from '../../../sim/avr/chips/atmega328p.ts';
import { atmega2560 } from '../../../sim/avr/chips/atmega2560.ts';
import type { ChipConfig } from '../../../sim/avr/chips/chip.ts';
import { EIND, MCUSR, RAMPZ, SMCR, SPL, SREG } from '../../../sim/avr/cpu/memory-map.ts';

type Table = Record<string, number>;

/** Registers by their names in the data sheet. */
function registersOf(chip: ChipConfig): Table {
  const table: Table = { SMCR, MCUSR, SPL, SREG, ...(chip.pcBytes === 3 ? { RAMPZ, EIND } : {}) };
  for (const { letter, ...port } of chip.ports) {
    for (const [name, address] of Object.entries(port)) table[name + letter] = address;
  }
  for (const [n, timer] of chip.timers.entries()) {
    const { TCCRA, TCCRB, TCNT, ICR, TIMSK, TIFR, A, B, C } = timer;
    const named = { [`TCCR${n}A`]: TCCRA, [`TCCR${n}B`]: TCCRB, [`TCNT${n}`]: TCNT, [`TIMSK${n}`]: TIMSK };
    Object.assign(table, named, { [`TIFR${n}`]: TIFR, [`OCR${n}A`]: A.OCR, [`OCR${n}B`]: B.OCR });
    if (ICR !== 0) table[`ICR${n}`] = ICR;
    if (C !== null) table[`OCR${n}C`] = C.OCR;
  }
  for (const [n, usart] of chip.usarts.entries()) {
    const { UCSRA, UCSRB, UCSRC, UBRRL, UBRRH, UDR } = usart;
    const control = { [`UCSR${n}A`]: UCSRA, [`UCSR${n}B`]: UCSRB, [`UCSR${n}C`]: UCSRC };
    Object.assign(table, control, { [`UBRR${n}L`]: UBRRL, [`UBRR${n}H`]: UBRRH, [`UDR${n}`]: UDR });
  }
  const { ADCL, ADCH, ADCSRA, ADCSRB, ADMUX } = chip.adc;
  const { TWBR, TWSR, TWDR, TWCR } = chip.twi;
  const { EIMSK, EIFR, interrupts } = chip.externalInterrupts;
  const { WDTCSR } = chip.watchdog;
  for (const [n, { EICR }] of interrupts.entries()) table[n < 4 ? 'EICRA' : 'EICRB'] = EICR;
  return { ...table, ADCL, ADCH, ADCSRA, ADCSRB, ADMUX, TWBR, TWSR, TWDR, TWCR, EIMSK, EIFR, WDTCSR };
}

/** Word addresses of the vectors by avr-libc's names, and bits that differ between chips. */
function vectorsOf(chip: ChipConfig): Table {
  const table: Table = { WDT: chip.watchdog.vector, TWI: chip.twi.vector, ADC: chip.adc.vector };
  for (const [n, { OVF, A, B, C }] of chip.timers.entries()) {
    Object.assign(table, { [`TIMER${n}_OVF`]: OVF.vector, [`TIMER${n}_COMPA`]: A.vector });
    table[`TIMER${n}_COMPB`] = B.vector;
    if (C !== null) table[`TIMER${n}_COMPC`] = C.vector;
  }
  for (const [n, { vectors }] of chip.usarts.entries()) {
    const name = chip.usarts.length > 1 ? `USART${n}` : 'USART';
    for (const [kind, vector] of Object.entries(vectors)) table[`${name}_${kind}`] = vector;
  }
  for (const [n, { vector }] of chip.externalInterrupts.interrupts.entries()) table[`INT${n}`] = vector;
  return table;
}

/** What the headers make of each expression: the numbers in it added up. */
function avrLibc(mcu: string, expressions: readonly string[]): number[] {
  const source = `#include <avr/io.h>\n${expressions.map((each) => `@ ${each}`).join('\n')}\n`;
  const { stdout } = spawnSync('avr-gcc', [`-mmcu=${mcu}`, '-E', '-P', '-'], {
    input: source,
    encoding: 'utf8',
  });
  const [, ...expanded] = stdout.split('@');
  return expanded.map((text) => {
    const numbers = text.replace(/u?int\d+_t/g, '').match(/\b(?:0x[0-9a-f]+|\d+)\b/gi) ?? [];
    return numbers.reduce((sum, each) => sum + Number(each), 0);
  });
}

const probe = { input: '#include <avr/io.h>\n', encoding: 'utf8' } as const;
const hasHeaders = spawnSync('avr-gcc', ['-mmcu=atmega2560', '-E', '-'], probe).status === 0;
const noHeaders = 'avr-gcc and avr-libc are not here (Debian: apt install gcc-avr avr-libc)';

describe.each([
  ['ATmega2560', atmega2560],
  ['ATmega328P', atmega328p],
])('the table of the %s', (_, chip) => {
  const agree = (table: Table, expression: (name: string) => string, scale = 1) => {
    const names = Object.keys(table);
    const theirs = avrLibc(chip.name, names.map(expression)).map((value) => value * scale);
    expect(table).toEqual(Object.fromEntries(names.map((name, index) => [name, theirs[index]])));
  };

  test('has every register where avr-libc has it', (context) => {
    if (!hasHeaders) return context.skip(noHeaders);
    agree(registersOf(chip), (name) => name);
  });

  test('has every vector where avr-libc has it', (context) => {
    if (!hasHeaders) return context.skip(noHeaders);
    agree(vectorsOf(chip), (name) => `${name}_vect_num`, 2);
  });

  test('has the sizes avr-libc gives it', (context) => {
    if (!hasHeaders) return context.skip(noHeaders);
    const { sramStart, sramBytes, flashBytes } = chip;
    const sizes = { RAMSTART: sramStart, RAMEND: sramStart + sramBytes - 1, FLASHEND: flashBytes - 1 };
    agree(sizes, (name) => name);
  });

  test('gives no register and no vector to two', () => {
    for (const table of [registersOf(chip), vectorsOf(chip)]) {
      const places = Object.values(table);
      expect(new Set(places).size).toBe(places.length);
    }
  });
});
