/** Makes the firmware's headers from the same tables the host uses, so that the two cannot disagree. */

import { guardBaud } from '../../src/board/protocol/baud.ts';
import { leaseMs } from '../../src/board/protocol/lease.ts';
import {
  type Field,
  guardStates,
  type Message,
  messages,
  protocolVersion,
  pwmUnitHz,
  results,
  septets,
} from '../../src/board/protocol/messages.ts';
import {
  analogSlots,
  floor,
  floorRules,
  kinds,
  motorCount,
  padCount,
} from '../../src/board/protocol/roles.ts';
import type { Chip } from '../../src/chair/chips/chip.ts';
import { tripReasons } from '../../src/chair/trips.ts';

const notice = (source: string) => `// Made from ${source} by \`npm run docs\`. Do not edit.\n#pragma once\n`;

/** `carriage-pwm`, `carriageUp`, `not-armed` -> `CarriagePwm`, `CarriageUp`, `NotArmed`. */
function pascal(name: string): string {
  return name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
}

const hex = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;
const typeOf = (field: Field) => (field.bits <= 8 ? 'uint8_t' : field.bits <= 16 ? 'uint16_t' : 'uint32_t');
const enumeration = (comment: string, lines: readonly string[]) =>
  `// ${comment}\nenum : uint8_t {\n${lines.map((line) => `  ${line},`).join('\n')}\n};\n`;

function flagLines(message: Message): string[] {
  return message.fields.flatMap((field) =>
    (field.flags ?? []).map(
      (flag, bit) => `constexpr uint16_t k${pascal(field.name)}${pascal(flag)} = ${hex(1 << bit)};`,
    ),
  );
}

function decoder(field: Field, at: number): string {
  const parts = Array.from({ length: septets(field.bits) }, (_, index) =>
    index === 0
      ? `bytes[${at}]`
      : `static_cast<${typeOf(field)}>(static_cast<${field.bits > 16 ? 'uint32_t' : 'uint16_t'}>(bytes[${at + index}]) << ${7 * index})`,
  );
  return `  message.${field.name} = ${parts.join(' | ')};`;
}

/** Whole bytes first, and then at most one of them shifted: the chip shifts by one bit a cycle. */
function septetOf(name: string, bits: number, index: number): string {
  const from = 7 * index;
  const byte = (at: number) => (at === 0 ? `message.${name}` : `message.${name} >> ${8 * at}`);
  const first = Math.trunc(from / 8);
  const within = from % 8;
  const low = `static_cast<uint8_t>(${byte(first)}) >> ${within}`;
  if (8 * (first + 1) >= bits) return low;
  return `${low} | static_cast<uint8_t>(${byte(first + 1)}) << ${8 - within}`;
}

function encoder({ name, bits }: Field): string[] {
  return Array.from({ length: septets(bits) }, (_, index) =>
    index === 0
      ? `  sink.put(message.${name} & 0x7f);`
      : `  sink.put((${septetOf(name, bits, index)}) & 0x7f);`,
  );
}

function messageLines(message: Message): string {
  const name = pascal(message.name);
  const bytes = message.fields.reduce((sum, { bits }) => sum + septets(bits), 0);
  const lines = [
    `// ${message.about}`,
    `constexpr uint8_t k${name}Id = ${hex(message.id)};`,
    `constexpr uint8_t k${name}Bytes = ${bytes};`,
  ];
  if (message.fields.length === 0) return `${lines.join('\n')}\n`;
  lines.push(
    `struct ${name} {`,
    ...message.fields.map((field) => `  ${typeOf(field)} ${field.name};  // ${field.unit}: ${field.about}`),
    '};',
  );
  if (message.direction === 'to the chip') {
    let at = 0;
    lines.push(`inline void decode(const uint8_t *bytes, ${name} &message) {`);
    for (const field of message.fields) {
      lines.push(decoder(field, at));
      at += septets(field.bits);
    }
  } else {
    lines.push('template <typename Sink>', `inline void encode(Sink &sink, const ${name} &message) {`);
    lines.push(...message.fields.flatMap(encoder));
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

export function protocolHeader(): string {
  const needs = [...new Set(kinds.map((kind) => kind.needs))];
  const signs = kinds.find(({ name }) => name === 'sign')?.indexes;
  return [
    notice('src/board/protocol'),
    '#include <avr/pgmspace.h>\n#include <stdint.h>\n',
    'namespace protocol {\n',
    `constexpr uint8_t kVersion = ${protocolVersion};`,
    `constexpr uint32_t kBaud = ${guardBaud};`,
    `constexpr uint16_t kLeaseMinMs = ${leaseMs.shortest};`,
    `constexpr uint16_t kLeaseMaxMs = ${leaseMs.longest};\n`,
    enumeration(
      'Kinds of roles.',
      kinds.map(({ name }, index) => `k${pascal(name)} = ${index}`),
    ),
    `constexpr uint8_t kKindCount = ${kinds.length};`,
    `constexpr uint8_t kMotors = ${motorCount};`,
    `constexpr uint8_t kPads = ${padCount};`,
    `constexpr uint8_t kSigns = ${signs};`,
    `constexpr uint8_t kAnalogSlots = ${analogSlots};\n`,
    enumeration(
      'Capability that a kind requires of its pin.',
      needs.map((need, index) => `kNeeds${pascal(need)} = ${index}`),
    ),
    'struct Kind {\n  uint8_t needs;\n  uint8_t indexes;  // 0: any number\n};',
    `const Kind kKinds[kKindCount] PROGMEM = {\n${kinds
      .map(
        ({ name, needs: need, indexes }) =>
          `    {kNeeds${pascal(need)}, ${indexes === 'any' ? 0 : indexes}},  // ${name}`,
      )
      .join('\n')}\n};\n`,
    enumeration(
      'The floor: why a list of pins is refused.',
      floorRules.map(({ name }, index) => `kFloor${pascal(name)} = ${index}`),
    ),
    '// Bounds that no list can widen.',
    `constexpr uint16_t kElementLowest = ${floor.elementLowCount};`,
    `constexpr uint16_t kSurfaceLowest = ${floor.surfaceLowCount};`,
    `constexpr uint16_t kThermistorHighest = ${floor.highCount};`,
    `constexpr uint16_t kDeadTimeLeastMs = ${floor.deadTimeMs};`,
    `constexpr uint16_t kPwmUnitHz = ${pwmUnitHz};\n`,
    enumeration(
      'States of the guard.',
      guardStates.map((state, index) => `kState${pascal(state)} = ${index}`),
    ),
    enumeration(
      'Trip reasons.',
      tripReasons.map(({ name }, index) => `kTrip${pascal(name)} = ${index}`),
    ),
    enumeration(
      'Results of requests.',
      results.map(({ name }, index) => `kResult${pascal(name)} = ${index}`),
    ),
    '// Flags in fields that are sets of bits.',
    [...new Set(Object.values<Message>(messages).flatMap(flagLines))].join('\n'),
    '',
    Object.values<Message>(messages).map(messageLines).join('\n'),
    '}  // namespace protocol\n',
  ].join('\n');
}

export function chipHeader(chip: Chip): string {
  const units = chip.pins.flatMap(({ pwm }) => (pwm === null ? [] : [pwm]));
  const timers = [...new Set(units.map(({ timer }) => timer))].sort((a, b) => a - b);
  const none = '0xff';
  const portOf = (letter: string) => chip.ports.findIndex((port) => port.letter === letter);
  let unit = 0;
  const pins = chip.pins.map((pin) =>
    [
      portOf(pin.port),
      hex(1 << pin.bit),
      pin.pwm === null ? none : unit++,
      pin.interrupt ?? none,
      pin.analog ?? none,
    ].join(', '),
  );
  return [
    notice(`src/chair/chips/${chip.name}.ts`),
    '#include <avr/io.h>\n#include <avr/pgmspace.h>\n#include <stdint.h>\n',
    'namespace chip {\n',
    `constexpr uint8_t kNumber = ${chip.number};`,
    `constexpr uint8_t kPinCount = ${chip.pins.length};`,
    `constexpr uint8_t kPortCount = ${chip.ports.length};`,
    `constexpr uint8_t kTimerCount = ${timers.length};`,
    '// Pins 0 and 1 are the serial line.',
    'constexpr uint8_t kFirstFreePin = 2;',
    `constexpr uint8_t kI2cData = ${chip.i2c.data};`,
    `constexpr uint8_t kI2cClock = ${chip.i2c.clock};\n`,
    `// Addresses of ${chip.ports.map(({ letter }) => `PIN${letter}`).join(', ')}; the direction and output registers follow each.`,
    `const uint16_t kPorts[kPortCount] PROGMEM = {${chip.ports.map(({ pinAddress }) => hex(pinAddress)).join(', ')}};\n`,
    '// Control registers A of the PWM timers.',
    `const uint16_t kTimers[kTimerCount] PROGMEM = {\n${timers.map((timer) => `    _SFR_MEM_ADDR(TCCR${timer}A),`).join('\n')}\n};\n`,
    'struct Pwm {\n  uint16_t control;\n  uint16_t compare;\n  uint8_t connect;\n};',
    `const Pwm kPwm[] PROGMEM = {\n${units
      .map(
        ({ timer, channel }) =>
          `    {_SFR_MEM_ADDR(TCCR${timer}A), _SFR_MEM_ADDR(OCR${timer}${channel}), _BV(COM${timer}${channel}1)},`,
      )
      .join('\n')}\n};\n`,
    '// 0xff where a pin has none.',
    'struct Pin {\n  uint8_t port;\n  uint8_t mask;\n  uint8_t pwm;\n  uint8_t interrupt;\n  uint8_t analog;\n};',
    `const Pin kPins[kPinCount] PROGMEM = {\n${pins.map((pin, index) => `    {${pin}},  // ${chip.pins[index]?.name}`).join('\n')}\n};\n`,
    '}  // namespace chip\n',
  ].join('\n');
}
