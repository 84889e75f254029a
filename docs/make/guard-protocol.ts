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
   The answer to \`lock\` says whether the floor below will let it be armed.
4. \`arm\`. It names the list's digest and the number of the chip's start, so a host cannot arm a chip it does not
   know, and it is refused while a stop is down, a thermistor is out of its limits, or the floor forbids it. A host asks for it once for each job that begins with an act of a
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
- **Analog limits** are looked at in each scan of the converter, every 10 ms, sample by sample. Each sample outside puts
  60 into an account of its input, each inside takes 1 out, and 180 trips: three running, within 40 ms; a lead that opens
  for 20 ms twice a second, in its second opening; anything that is outside for more than one sample in sixty, in the end.
- **Edges** beyond 8 in a millisecond are not counted and not taken: a pin that floods delays nothing (\`floods\`).
- **The main loop** only talks, and alone feeds the watchdog. If it hangs, the watchdog restarts the chip within 130 ms.
- **At each start** every cell of the memory is tested (March C-) and the program is checked against its CRC; with
  the lock once more, by other code and backwards, against a sum. A chip that fails answers questions and never arms. The last four bytes of the memory, which
  keep the number of starts, are stepped round.
- **To be armed** a list is judged twice against the floor, as it came and by what the pins have become. Armed is not one
  number in memory but also the sum of the parts of every check passed through; where it is not whole, everything is off.

## The floor

No limits that a host sends go below it. \`lock\` and \`arm\` name the rule.

${table(
  ['number', 'rule', 'refused where'],
  floorRules.map(({ name, about }, index) => [index, `\`${name}\``, about]),
)}

The limits of a pad's thermistor may be no wider than ${floor.elementLowCount} counts on the element (65 C: its cut-off blows at 66 C), ${floor.surfaceLowCount} at the
surface (48 C: what bare skin bears for ten minutes, ISO 13732-1) and ${floor.highCount} above (an open lead), counted with a pull-up
that equals the thermistor's resistance at 25 C. The dead time of a motor with two lines is at least ${floor.deadTimeMs} ms.

## Motors

| drive | pins | |
| --- | --- | --- |
| PWM or on, one way | \`motor-pwm\` or \`motor-on\` | |
| PWM or on, and a direction | the same and \`motor-direction\` | turns at once where its dead time is 0 |
| one output each way | \`motor-line\` twice | never both on |
| PWM or on, and two lines | \`motor-pwm\` or \`motor-on\` and \`motor-line\` twice | never both lines on; may brake |

A line comes on only when the dead time since the motor was last driven the other way has passed and the other line's pin
has been read as off. A frame that asks for the other way earlier keeps the motor off; the first one after it turns it.
Brake: when a frame has switched the motor off and its dead time has passed, PWM is full with both lines off for 0.5 s;
without that flag, and whenever anything trips, it coasts.

The frequency of PWM is one of each timer, from 20 Hz to 32 kHz. It becomes up to 5 % lower than asked, mostly less than 1 %,
so that the looks at each pin by which its duty is read back meet every part of a period.

## Analog inputs

A status has up to ten inputs in the order of the list, in tenths of a count: thermistors over 100 ms (whole
periods of 50 and 60 Hz), currents over 20 ms, in which 50 Hz cancel; the supply, whose dips must be seen at
once, is its last conversion. A sample out of its limits is in no average; while
it is the latest it is reported itself, \`badLow\` or \`badHigh\` names its input once, and \`badSamples\` counts it.

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

Reading works without any of this: versions, capabilities, analog mapping, pin state, digital and analog reports,
sampling interval, I2C reads and writes; analog reports also begin when a pin's mode is set to analog. Nothing guarded can be
switched on, and whoever tries is told why in a string, once for each pin. I2C begins only on pins without a role. System reset (\`FF\`) ends all reports and leaves
outputs alone: one random byte is no reason to stop, and \`disarm\` has a CRC.
`;
}
