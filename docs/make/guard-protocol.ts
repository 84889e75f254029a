/** docs/guard-protocol.md, made from the message table. */

import { quietAfterFailureMs, quietAfterOpeningMs } from '../../src/board/link/handshake-backoff.ts';
import { guardBaud } from '../../src/board/protocol/baud.ts';
import { frameEveryMs, leaseMs } from '../../src/board/protocol/lease.ts';
import {
  type Field,
  guardStates,
  type Message,
  messages,
  protocolVersion,
  results,
  septets,
  wireBytes,
} from '../../src/board/protocol/messages.ts';
import { floor, floorRules, kinds } from '../../src/board/protocol/roles.ts';
import { chips } from '../../src/chair/chips/index.ts';
import { tripReasons } from '../../src/chair/trips.ts';
import { table } from './table.ts';

function fieldRow(field: Field): string[] {
  const flags = field.flags === undefined ? '' : ` Bits from 0: ${field.flags.join(', ')}.`;
  return [
    `\`${field.name}\``,
    String(field.bits),
    String(septets(field.bits)),
    field.unit,
    `${field.about}.${flags}`,
  ];
}

function messageText(message: Message): string {
  const id = message.id.toString(16).padStart(2, '0').toUpperCase();
  const lines = [
    `### ${message.name}`,
    '',
    `\`0x${id}\`, ${message.direction}, ${wireBytes(message)} bytes on the line. ${message.about}`,
  ];
  if (message.fields.length > 0) {
    lines.push('', table(['field', 'bits', 'bytes', 'unit', 'what'], message.fields.map(fieldRow)));
  }
  return lines.join('\n');
}

const lineMs = (bytes: number) => ((bytes * 10_000) / guardBaud).toFixed(2);

export function guardDocument(): string {
  const { frame, status } = messages;
  return `# The guard and its protocol

<!-- Made by \`npm run docs\` from src/board/protocol and src/chair/trips.ts. Do not edit. -->

The guard firmware runs on the chair's microcontroller. It speaks Firmata 2.7, so johnny-five and any other
Firmata client can read its inputs; and it guards: nothing that moves or heats is ever on without the consent
of a host that proves again and again that it is alive and intends it. The guard itself can only take power away.

Protocol version ${protocolVersion}, ${guardBaud} baud (exact at 16 MHz; 115200 would be 2.1 % off), chips: ${Object.values(
    chips,
  )
    .map(({ name }) => name)
    .join(', ')}.

## How a host drives the chair

1. It opens the line and is silent until the chip has sent its greeting (Firmata's version and firmware name), or for
   ${quietAfterOpeningMs / 1000} s if opening does not reset the chip, because any byte holds a bootloader. If no byte comes back, it is silent
   for ${quietAfterFailureMs / 1000} s, which is longer than any bootloader waits. Then it asks the usual Firmata questions.
2. It sends \`hello\`, and \`identity\` answers. Without an answer the firmware is no guard, and heat stays locked out.
3. It sends one \`pin\` for each wire of the chair, then \`lock\`. From then on, until a reset, no role of a pin and no
   limit changes; pins without a role can never be driven. The same list may be sent again.
   The answer to \`lock\` says whether the floor below allows the list to be armed.
4. It sends \`arm\`, which names the list's digest and the number of the chip's start, so a host cannot arm a chip it does
   not know. It is refused while a stop is down, an analog input is out of its limits, or the floor forbids it. A host arms
   once for each job that a person starts, and not before: a chair that is off or ready is not armed.
5. It writes outputs through Firmata as usual, by set pin mode, digital and analog messages. These writes are
   *staged*: towards off they act at once, towards on only when a \`frame\` names the same values.
6. It sends a \`frame\` whenever outputs change, and at least every ${frameEveryMs} ms. The frame is the lease on *every* output,
   lamps and beeper too: ${leaseMs.asked} ms after the last valid one everything is off.
7. While the chip is not armed, the host sends an \`ask\` at least every ${frameEveryMs} ms. It keeps the signs alive: lamp, lock lamp
   and beeper act as they are written, and the display works; ${leaseMs.asked} ms after the last \`ask\` they are off and forgotten.
   The display is the I2C device that last answered a write; it is switched off by the HT16K33's own command
   (\`0x80\`), so a host that comes back switches it on again.

Outputs are ordered twice because Firmata has no checksum, and one random byte in 32 begins a valid write. Where a write
and a frame differ, the lowest of the two and of the present output acts; a motor on whose direction they differ stands
still. A frame has a CRC and a sequence number that must be 1 to 64 ahead of the last one, so no frame acts twice.

A frame of ${wireBytes(frame)} bytes takes ${lineMs(wireBytes(frame))} ms on the line, a status of ${wireBytes(status)} bytes ${lineMs(wireBytes(status))} ms.

## What switches everything off

${table(
  ['number', 'reason', 'shown as', 'what happened'],
  tripReasons.map(({ name, fault, about }, index) => [index, `\`${name}\``, fault ?? '-', about]),
)}

Signs go off with everything else, and work again while questions (\`ask\`) come. The first reason is latched. A guard that
has tripped answers questions, lets signs act while they come, and refuses everything else until it is armed again, which
it never does by itself. A chip in reset releases all pins; pull-downs then keep everything off.

- **Stops** are read every millisecond, by interrupt. A stop that is down in three readings in a row trips: within 4 ms.
- **The lease** is checked every millisecond, by interrupt.
- **Analog limits** are checked in each scan of the converter, every 10 ms, sample by sample. Each sample outside adds 60 to
  an account of its input, each sample inside takes 1 away, and 180 trips: three samples in a row outside trip within
  40 ms; a lead that opens for 20 ms twice a second trips in its second opening; an input that is outside for more than
  one sample in 61 trips in the end.
- **Edges** beyond 8 in a millisecond are neither counted nor handled, so a pin that floods delays nothing; \`floods\` counts
  the milliseconds in which the limit was reached.
- **The main loop** only communicates, and it alone feeds the watchdog. If it hangs, the watchdog resets the chip after
  about 130 ms.
- **At each start** every cell of the memory is tested (March C-) except its last four bytes, which keep the number of
  starts, and the program is checked against its CRC; at the lock the program is checked once more, by other code and
  backwards, against a sum. A chip that fails answers questions and never arms.
- **Before arming** a list is judged twice against the floor: as it was received, and by how the pins are set up. The armed
  state is not only a number in memory but also a sum to which every check that was passed adds its part; if the sum is
  not complete, everything is off.

## The floor

Whatever limits a host sends, these rules hold. The answers to \`lock\` and \`arm\` name the rule that is broken.

${table(
  ['number', 'rule', 'refused where'],
  floorRules.map(({ name, about }, index) => [index, `\`${name}\``, about]),
)}

The limits of a pad's thermistor may not be wider than ${floor.elementLowCount} counts on the element (65 C: its cut-off blows at 66 C), ${floor.surfaceLowCount} at the
surface (48 C: what bare skin bears for ten minutes, ISO 13732-1) and ${floor.highCount} above (an open lead), counted with a pull-up
that equals the thermistor's resistance at 25 C. The dead time of a motor with two lines is at least ${floor.deadTimeMs} ms.

## Motors

| drive | pins | |
| --- | --- | --- |
| PWM or on, one way | \`motor-pwm\` or \`motor-on\` | |
| PWM or on, and a direction | the same and \`motor-direction\` | changes direction at once if its dead time is 0 |
| one output each way | \`motor-line\` twice | never both on |
| PWM or on, and two lines | \`motor-pwm\` or \`motor-on\` and \`motor-line\` twice | never both lines on; may brake |

A line comes on only when the dead time since the motor was last driven the other way has passed and the other line's pin
has been read as off. A frame that asks for the other way before that keeps the motor off; the first one after it starts it.
With the flag \`brake\`, once a frame has switched the motor off and its dead time has passed, PWM is full with both lines off
for 0.5 s; without that flag, and whenever anything trips, the motor coasts.

Each timer has one PWM frequency, from 20 Hz to 32 kHz. The chip sets it up to 5 % lower than asked, mostly less than 1 %,
so that the readings of a pin by which its duty is measured fall on every part of a period.

## Analog inputs

A status has up to ten inputs in the order of the list, in tenths of a count: thermistors averaged over 100 ms (whole
periods of 50 and 60 Hz), currents over 20 ms, which cancels 50 Hz; the supply, whose dips must be seen at
once, is its last conversion. A sample outside its limits is not averaged; while it is the latest, it is reported as it
is, \`badLow\` or \`badHigh\` names its input once, and \`badSamples\` counts it.

## States

${table(
  ['number', 'state', 'outputs'],
  guardStates.map((state, index) => [
    index,
    state,
    {
      unlocked: 'no pin can be an output',
      locked: 'signs act while questions come; everything else is off until the chip is armed',
      armed: 'outputs act while the lease runs',
      tripped: 'signs act while questions come; everything else is off until the chip is armed again',
    }[state],
  ]),
)}

## On the wire

A message is a Firmata sysex in the user range: \`F0\`, id, fields, CRC, \`F7\`. A field of n bits takes the next
ceil(n / 7) bytes, low seven bits first. The CRC is CRC-16/XMODEM (polynomial 0x1021, start 0) over the id and the
fields' bytes as sent; it is itself sent as a 16-bit field. A message with a wrong length or CRC is
counted as refused, and otherwise ignored.

${Object.values<Message>(messages).map(messageText).join('\n\n')}

## Roles

The role of a pin is a kind and an index.

${table(
  ['number', 'kind', 'indexes', 'needs', 'group', 'what'],
  kinds.map(({ name, indexes, needs, group, about }, index) => [
    index,
    `\`${name}\``,
    indexes,
    needs,
    group,
    about,
  ]),
)}

Guarded outputs are staged, and act only while armed. Leased ones, the signs, act as soon as they are written, while armed
or while questions come.

## Results

${table(
  ['number', 'result', 'what it means'],
  results.map(({ name, about }, index) => [index, `\`${name}\``, about]),
)}

## Other Firmata clients

Reading needs none of this: versions, capabilities, analog mapping, pin state, digital and analog reports,
sampling interval, I2C reads and writes; analog reports also begin when a pin's mode is set to analog. No guarded output can be
switched on, and a client that tries is told why in a string: for pins that are no outputs once per pin, for outputs once in all. I2C starts only on pins without a role.
System reset (\`FF\`) ends all reports and leaves outputs alone: one random byte is no reason to stop, and a host that wants
to stop has \`disarm\`, which has a CRC.
`;
}
