/** docs/wiring.md, made from the chair files. */

import { quietAfterFailureMs, quietAfterOpeningMs } from '../../src/board/link/handshake-backoff.ts';
import { limitsOf } from '../../src/board/link/limits.ts';
import { guardBaud, standardBaud } from '../../src/board/protocol/baud.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { at } from '../../src/chair/assert.ts';
import type { Chair } from '../../src/chair/chair.ts';
import {
  analogLines,
  guardedOutputs,
  inputLines,
  signOutputs,
  thermistorLines,
  usedPins,
} from '../../src/chair/lines.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import type { InputLine, OutputLine } from '../../src/chair/wiring.ts';
import { table } from './table.ts';

const bold = (name: string) => `**${name}**`;
const orDash = (text: string) => (text === '' ? '-' : text);

const pulls: Readonly<Record<InputLine['pull'], string>> = {
  up: ', pull-up on the chip',
  down: ', pull-down on the chip',
  'external-up': ', pull-up of 10 k to 5 V',
  'external-down': ', pull-down of 10 k to ground',
  none: ', nothing holds it',
};
const inputLevel = ({ activeHigh, pull }: InputLine) => `${activeHigh ? 'high' : 'low'}${pulls[pull]}`;

function outputLevel({ activeHigh, pull }: OutputLine): string {
  if (!activeHigh) return 'low, pull-up of 10 k to 5 V';
  return pull === 'external-down' ? 'high, pull-down of 10 k' : 'high';
}

function outputsText(chair: AnyChair): string {
  const outputs = [...guardedOutputs(chair), ...signOutputs(chair)];
  const low = outputs.some(({ line }) => !line.activeHigh)
    ? "\nAn output that is on at *low* is held off by a pull-up, and its driver is fed from the chip's own 5 V."
    : ' Boards of relays that close on *low* must not be used: they close whenever the chip restarts.';
  return `### Outputs

Each output that is on at high needs a **pull-down of 10 k at its driver**, so that it stays off while the chip is in reset, is being
flashed, or is absent.${low}

${table(
  ['pin', 'what', 'on at', 'part'],
  outputs.map(({ path, line }) => [bold(line.pin.name), path, outputLevel(line), orDash(line.part)]),
)}`;
}

function inputsText(chair: AnyChair): string {
  return `### Inputs

${table(
  ['pin', 'what', 'active when', 'part'],
  inputLines(chair).map(({ path, line }) => [bold(line.pin.name), path, inputLevel(line), orDash(line.part)]),
)}`;
}

function analogText(chair: AnyChair): string {
  const volts = chair.chip.converter.referenceV;
  const scaled = analogLines(chair).map(({ path, line }) => {
    const unit = path.endsWith('sense') ? 'V' : 'A';
    return [
      bold(line.pin.name),
      path,
      `${line.perVolt} ${unit}`,
      `${line.perVolt * volts} ${unit}`,
      orDash(line.part),
    ];
  });
  const sensors = thermistorLines(chair).map(({ path, line }) => [
    bold(line.pin.name),
    path,
    '-',
    '-',
    orDash(line.part),
  ]);
  const ntc =
    sensors.length === 0
      ? ''
      : ` A thermistor goes from its pin to ground; the resistor
from the pin to ${volts} V has the resistance of the thermistor at 25 C: with any other value, temperatures are wrong.`;
  if (scaled.length + sensors.length === 0) return '### Analog inputs\n\nNone.';
  return `### Analog inputs

The converter's reference is the board's own ${volts} V, so thermistors need no exact supply.${ntc}

${table(['pin', 'what', 'one volt is', 'full scale', 'part'], [...scaled, ...sensors])}`;
}

function displayText({ signs: { display } }: AnyChair): string {
  if (display === null) return '';
  return `### Display

${display.part}; address 0x${display.address.toString(16)}. Two pull-ups of 4.7 k belong on the bus if the
module has none.

`;
}

function chairText(chair: AnyChair): string {
  const { chip } = chair;
  const used = usedPins(chair);
  const free = chip.pins
    .filter(({ number, taken }) => !used.has(number) && taken === null)
    .map(({ name }) => name);
  const driven = supportedChair(chair).chair;
  const digest =
    driven === null
      ? ''
      : ` Digest of the pin list that the guard locks: 0x${limitsOf(driven.wiring).digest.toString(16).padStart(4, '0')}.`;
  const added =
    chair.added.length === 0
      ? ''
      : `\n**Added by the builder**, and not on the chair as it was sold: ${chair.added.map((path) => `\`${path}\``).join(', ')}.\n`;
  return `## ${chair.name} (\`${chair.model}\`)

Chip: ${chip.name} (${chip.board} and compatible boards). ${used.size} pins are used.
${added}
${outputsText(chair)}

${inputsText(chair)}

${analogText(chair)}

${displayText(chair)}Free pins: ${free.join(', ')}.${digest}`;
}

/** The parts that no software replaces are those of the first. */
export function wiringDocument(reference: Chair, chairs: readonly AnyChair[]): string {
  const { pads, carriage, kneader, supply } = reference;
  const pad = at(pads, 0, 'pad');
  return `# Wiring

<!-- Made by \`npm run docs\` from boards/*.yaml. Do not edit. -->

A chair file says what each pin is for, and gives the chair's figures. A chair that is wired differently needs a file of its own:
\`lumbar check FILE\` reports everything that is wrong with it, with line, column and cure.

## What no software replaces

These parts protect people when all software fails. They are those of the reference chair, which must not be used without any one of
them. \`lumbar explain CHAIR\` says what another kind of chair has in their place, and what is locked out if one is missing.

${table(
  ['part', 'where', 'why'],
  [
    [
      `one-shot thermal cut-off, ${pad.cutOffC} C`,
      'in series with each pad, glued to its element',
      'a welded relay together with a shorted FET would heat the pad without end; nothing else stops that',
    ],
    [
      'emergency stop, latching, two normally closed contacts',
      'the first in the supply of motors and pads, behind the voltage divider; the second to the input below',
      'cuts the power by itself, whatever the chip and the host do; the second contact only informs them',
    ],
    [
      'fuse 15 A slow',
      'in the supply, next to its terminals',
      `through the supply's ${supply.sourceOhm} ohm, ${Math.round(supply.nominalV / supply.sourceOhm)} A would flow into a short`,
    ],
    ['fuse 6.3 A slow', 'in the carriage driver', `the motor stalls at ${carriage.stallA} A`],
    ['fuse 10 A slow', 'in the kneader driver', `the motor stalls at ${kneader.stallA} A`],
    [
      'fuse 4 A slow',
      'in each pad',
      `a pad draws at most ${((pad.nominalW * (1 + pad.toleranceShare)) / pad.nominalV).toFixed(1)} A`,
    ],
    [
      'two relays',
      'one in series with both pads, one in series with both motor drivers',
      'a second switch in case the first is stuck',
    ],
    [
      'pull-down 10 k',
      "at every output, on the driver's side of the cable",
      'keeps it off without a chip, without a cable and in reset',
    ],
    ['flyback diodes', 'across relay coils and the beeper', 'needed unless the module has them'],
    [
      '5 V supply of its own',
      'for the microcontroller, from the 24 V',
      'USB alone must not keep relays closed when the chair is switched off',
    ],
  ],
)}

The FETs switch the ground side of the pads, the relay their plus side; the current sensor is in the common ground. So the
chair can prove, before each session, that either switch alone stops the current.

${chairs.map(chairText).join('\n\n')}

## Flashing the microcontroller

\`lumbar firmware flash --port PORT\` writes the guard firmware through the board's bootloader with avrdude, waits until
the guard greets, and makes it restart once by its watchdog. It first takes the port for itself, so the board of a chair that is being
served is not written to (\`sudo systemctl stop lumbar\`).

**The guard firmware talks Firmata at ${guardBaud} baud**, 8 data bits, no parity, 1 stop bit: exact on a 16 MHz chip, where 115200 is
2.1 % off. Firmata clients use ${standardBaud} unless they are told otherwise, so set the speed there. Over USB the board's second chip
takes the speed from the computer, so no switch has to be set. On the pseudo-terminal of \`lumbar emulate\` any speed works.

As in StandardFirmata, analog reports begin when a pin is set to the mode ANALOG. A refused write is reported once for each pin, in
a Firmata string. After a start the guard greets as StandardFirmata does and sends nothing else until it is asked, so a client
that knows no other messages is not disturbed: **pymata4** is opened with \`Pymata4(com_port=..., baud_rate=${guardBaud})\`.

**Opening the port resets a Mega**, and its bootloader runs first: it listens for about a second, and any byte holds it until it has
received none for 5 to 8 s. So Lumbar sends nothing for ${quietAfterOpeningMs / 1000} s after opening, or until the board has greeted (0.9 s on a
stock Mega); and if nothing at all comes back, it sends nothing for another ${quietAfterFailureMs / 1000} s. Other programs that probe serial ports hold
the bootloader as well: keep ModemManager off the port.

### A board that stays silent

1. Disconnect all power for 10 s: the cable to the computer and the board's own 5 V. That frees a chip that is stuck in its
   bootloader.
2. Connect the power and watch the board's own LED (pin 13, the lamp). The bootloader blinks it for a second; then it is dark, or
   lit by the chair. If it keeps flickering, see the next section.
3. If the board is silent and dark, the firmware is not on it, or the port is the wrong one (\`lumbar ports\`).

### Old bootloaders

**Bootloaders from before 2012 loop for ever after a watchdog reset**: they leave the watchdog and its flag as they are, and it
resets them every 16 ms before they reach the firmware. Outputs stay off, but the chair does not come back until its
power is switched off and on. Many boards in the shops still have one. It shows in three ways:

- \`lumbar firmware flash\` says that the guard does not come back after a restart by its watchdog. This is proof.
- \`lumbar serve\` says so at the start, because the firmware saw the reset flags that a current bootloader clears.
- A chair whose controller had to be restarted is silent for longer than any bootloader waits, and answers again after its
  power has been off.

The cure needs a programmer at the board's ICSP pins (USBasp, AVRISP, or a second Arduino with the ArduinoISP sketch;
\`usbasp\` below). Write either a current bootloader, which Debian has in \`arduino-core-avr\`, and then run \`lumbar firmware flash\`:

\`\`\`sh
cd /usr/share/arduino/hardware/arduino/avr/bootloaders/stk500v2
avrdude -p m2560 -c usbasp -e -U lock:w:0x3F:m -U hfuse:w:0xD8:m
avrdude -p m2560 -c usbasp -U flash:w:stk500boot_v2_mega2560.hex:i -U lock:w:0x0F:m
\`\`\`

or the guard firmware without any bootloader, which greets 0.3 s after each start and cannot be held by anything
(the high fuse makes the chip start with the firmware; from then on only the programmer can flash it):

\`\`\`sh
avrdude -p m2560 -c usbasp -e -U lock:w:0x3F:m -U hfuse:w:0xD9:m -U flash:w:boards/guard/image/atmega2560.hex:i
\`\`\`

### Fuses and lock bits

They are set once, with a programmer, by whoever made the board. They govern what no firmware can control, and firmware cannot change
them. \`lumbar firmware flash\` reads them if the bootloader can, \`lumbar firmware fuses --programmer usbasp\` reads them
with a programmer at the board's ICSP pins; both say what should be different.

${table(
  ['fuse', 'stock Mega 2560', 'for a chair', 'why'],
  [
    [
      'low',
      '0xFF: 16 MHz crystal, longest start-up, no division',
      'the same',
      'this crystal times everything that the guard does; with the internal oscillator (0xE2, 0x62) the line runs at the wrong speed, and nothing answers',
    ],
    [
      'extended',
      '0xFD: brown-out at 2.7 V',
      '**0xFC: brown-out at 4.3 V**',
      'at 16 MHz the chip is specified from 4.5 V up; between 2.7 and 4.3 V it would run on and could do anything, while in brown-out it releases all pins',
    ],
    [
      'high',
      '0xD8: bootloader of 8 KB first, JTAG off, watchdog by software',
      'the same, or 0xD9 without a bootloader',
      'JTAG on (bit 6 at 0) takes A4 to A7 away, and with them thermistors',
    ],
    [
      'lock',
      '0xCF (0x0F without the two unused bits): the bootloader cannot be overwritten',
      'the same; 0xFF without a bootloader',
      'a program that runs wild must not overwrite the loader of the next one',
    ],
  ],
)}

Each time its 5 V rises or falls, a stock Mega runs outside its data sheet between 2.7 V and 4.5 V. So set the brown-out
detector before a chair is used, and give the board a supply that stays above 4.6 V with both relays closed:

\`\`\`sh
avrdude -p m2560 -c usbasp -U efuse:w:0xFC:m
\`\`\`

The firmware reports a brown-out as the cause of its start (\`identity\`) unless a bootloader hides it, and tests all of its
memory at every start; if a test fails, it never arms.
`;
}
