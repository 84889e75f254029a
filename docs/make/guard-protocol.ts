/** docs/guard-protocol.md, made from the message table. */

import { chips } from '../../src/board/chips/index.ts';
import { quietAfterFailureMs, quietAfterOpeningMs } from '../../src/board/link/caution.ts';
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
import { roles } from '../../src/board/protocol/roles.ts';
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
of a host that proves, over and over, that it is alive and means it. It can only take power away.

Protocol version ${protocolVersion}, ${guardBaud} baud (exact at 16 MHz; 115200 would be 2.1 % off), chips: ${Object.values(
    chips,
  )
    .map(({ name }) => name)
    .join(', ')}.

## How a host drives the chair

1. It opens the line and is silent until the chip has greeted (Firmata's version and firmware, then \`identity\`), or for
   ${quietAfterOpeningMs / 1000} s where opening does not reset the chip: any byte holds a bootloader. Where not a byte comes back, it is silent
   for ${quietAfterFailureMs / 1000} s, which is longer than any bootloader waits. Then it asks the usual Firmata questions.
2. \`hello\` -> \`identity\`. No answer: the firmware is no guard, and heat stays locked out.
3. One \`pin\` for each wire of the chair, then \`lock\`. From then on, until a reset, no pin changes its role and
   no limit moves; pins without a role can never be driven. The same list may be sent again.
4. \`arm\`. It names the list's digest and the number of the chip's start, so a host cannot arm a chip it does not
   know, and it is refused while a stop is down. A host asks for it once for each job that begins with an act of a
   person, and not before: a chair that is off or ready is not armed.
5. Outputs are written through Firmata as ever: set pin mode, digital and analog messages. These writes are
   *staged*. Towards off they act at once. Towards on they act when a \`frame\` names the same values.
6. A \`frame\` whenever outputs change, and at least every ${frameEveryMs} ms. It is the lease on *every* output, lamps and
   beeper too: ${leaseMs.asked} ms after the last valid one everything is off.
7. Unarmed, an \`ask\` at least every ${frameEveryMs} ms. It keeps the signs alive: lamp, lock lamp and beeper act as they are
   written, and the display shows; ${leaseMs.asked} ms after the last one they are off and forgotten. The display is the I2C device
   that answered to a write last; it is switched off by the HT16K33's own command (\`0x80\`), so a host that comes
   back switches it on again.

Why twice: Firmata has no checksum, and one random byte in 32 begins a valid write. What a write and a frame say
differently acts as the least of the two and of what acts already; a motor whose direction is disputed stands
still. A frame has a CRC and a sequence number that must be 1 to 64 ahead of the last one: none acts twice.

A frame of ${wireBytes(frame)} bytes takes ${lineMs(wireBytes(frame))} ms on the line, a status of ${wireBytes(status)} bytes ${lineMs(wireBytes(status))} ms.

## What switches everything off

${table(
  ['number', 'reason', 'shown as', 'what happened'],
  tripReasons.map(({ name, fault, about }, index) => [index, `\`${name}\``, fault ?? '-', about]),
)}

Signs go off with everything else, and come back with the questions. The first reason is latched. A guard that has
tripped answers questions, lets signs act while they come, and refuses everything else until it is armed anew, which
no guard does by itself. A chip in reset lets go of all pins; pull-downs then keep everything off.

- **Stops** are looked at each millisecond, by interrupt. Down for three looks running is down: within 4 ms.
- **The lease** is looked at each millisecond, by interrupt.
- **Analog limits** are looked at in each scan of the converter, every 10 ms; outside in three scans running is
  outside: within 40 ms.
- **The main loop** only talks, and alone feeds the watchdog. If it hangs, the watchdog restarts the chip within 130 ms.
- **At each start** every cell of the memory is tested (March C-) and the program is checked against its CRC; a
  chip that fails answers questions and never arms. The last four bytes of the memory, which keep the number of
  starts, are stepped round.

## States

${table(
  ['number', 'state', 'outputs'],
  guardStates.map((state, index) => [
    index,
    state,
    {
      unlocked: 'no pin can be an output',
      locked: 'signs act while questions come; all else is off, and waits to be armed',
      armed: 'act while the lease runs',
      tripped: 'signs act while questions come; all else is off, and waits to be armed anew',
    }[state],
  ]),
)}

## On the wire

A message is a Firmata sysex in the user range: \`F0\`, id, fields, CRC, \`F7\`. A field of n bits takes the next
ceil(n / 7) bytes, low seven bits first. The CRC is CRC-16/XMODEM (polynomial 0x1021, start 0) over the id and the
fields' bytes as sent; it is itself sent as a 16-bit field. Anything of another length or with another CRC is
counted as refused, and otherwise ignored.

${Object.values<Message>(messages).map(messageText).join('\n\n')}

## Roles

${table(
  ['number', 'role', 'needs', 'kind', 'what'],
  roles.map(({ name, needs, kind, about }, index) => [index, `\`${name}\``, needs, kind, about]),
)}

Guarded outputs are staged, and act only while armed. Leased ones, the signs, act as soon as they are written, while armed
or while questions come.

## Results

${table(
  ['number', 'result', 'what it means'],
  results.map(({ name, about }, index) => [index, `\`${name}\``, about]),
)}

## Other Firmata clients

Reading works without any of this: versions, capabilities, analog mapping, pin state, digital and analog reports,
sampling interval, I2C reads and writes. Nothing guarded can be switched on. System reset (\`FF\`) ends all reports and leaves
outputs alone: one random byte is no reason to stop, and \`disarm\` has a CRC.
`;
}
