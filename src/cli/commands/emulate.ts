/** `lumbar emulate`: the emulated board in real time on a pseudo-terminal, for `lumbar serve` or any Firmata client. */

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import type { Emulation } from '../../../sim/boards/emulation.ts';
import type { Pty } from '../../../sim/boards/pty.ts';
import { seedMost } from '../../../sim/random.ts';
import type { BytePort } from '../../board/link/port.ts';
import type { Chair } from '../../chair/chair.ts';
import { createHeldKeys, heldBits, holdKey } from '../../run/held-keys.ts';
import { askForPriority } from '../priority.ts';
import { inRealTime, linkTo, stopSignals } from '../real-time.ts';
import { CommandError, decimalNumber, exitCodes, wholeNumber } from '../terminal/output.ts';
import { mistakesOption, refuseMistakes, unknownOption } from '../unknown-options.ts';

interface EmulateArguments {
  chair?: string;
  link?: string;
  json?: true;
  seed: number;
  person: number;
  ambient: number;
  bootloader?: number | true;
  unknown?: number;
  mistakes: number;
}

export function emulateCommand(): Command {
  return new Command('emulate')
    .description(
      'the emulated board in real time on a pseudo-terminal, with the simulated chair behind its pins',
    )
    .option(
      '--chair <chair>',
      'the chair whose board it is: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--link <path>', 'make PATH a link to the pseudo-terminal')
    .addOption(
      new Option('--seed <n>', 'of all that is random')
        .default(1)
        .argParser(wholeNumber('--seed', 0, seedMost)),
    )
    .addOption(
      new Option('--person <kg>', 'weight of the person, or none')
        .default(75)
        .argParser((text) => (text === 'none' ? 0 : decimalNumber('--person', 20, 200)(text))),
    )
    .addOption(
      new Option('--ambient <celsius>', 'temperature of the room')
        .default(22)
        .argParser(decimalNumber('--ambient', -10, 60)),
    )
    .addOption(
      new Option(
        '--bootloader [seconds]',
        'put the manners of a stock Mega before the firmware: opening the port resets the board, its bootloader listens for a second, and any byte holds it until none has come for so long (default: 8)',
      ).argParser(decimalNumber('--bootloader', 1, 60)),
    )
    .addOption(
      unknownOption(
        'a chair of that kind whose true figures and wiring nobody knows, drawn from the seed, for lumbar setup: the first line names a file of the truth',
      ).conflicts(['seed', 'person', 'ambient', 'bootloader']),
    )
    .addOption(mistakesOption('with --unknown'))
    .option('--json', 'as always: every line is JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ lumbar emulate --link /tmp/chair &\n  $ lumbar serve --board /tmp/chair --chair lumbar-1\n\n' +
        'The first line is {"ready":true,"port":...}; then a line for each output that changes: {cycle, ms, output, duty}.\n' +
        'Scenario steps, one a line, on standard input press keys and break things: press: power\n' +
        'With --unknown: press: PART, hold: PART for: 2 s, release: PART, supply: on|off, person: 75 kg|none, mend: MISTAKE.\n' +
        'With --bootloader the opening of the pseudo-terminal is seen by reading it each millisecond (Linux). The bootloader\n' +
        'answers nothing; the firmware itself cannot be flashed.\n' +
        'The board is simulated: the real firmware runs on an emulated chip. For Firmata clients: 250000 baud, which is what the\n' +
        'real board talks at; the pseudo-terminal itself takes any speed.',
    )
    .action(emulate);
}

/** Default of --bootloader in seconds: builds of the stock bootloader wait for 5 to 8 s. */
const defaultHoldS = 8;

/** A port that counts as open while its cable is plugged in. `onPulled`: called when the cable is pulled. */
async function held(emulation: Emulation, onPulled: () => void): Promise<Pty> {
  const { openPty } = await import('../../../sim/boards/pty.ts');
  const pty = await openPty();
  const port = emulation.open(
    {
      opened: () => {},
      data: (bytes) => pty.write(bytes),
      closed: () => {
        pty.close();
        onPulled();
      },
    },
    0,
  );
  pty.onData((bytes) => port.write(bytes));
  return pty;
}

/** A port that counts as open while a program has opened it; each opening resets the board. */
async function watched(emulation: Emulation, onPulled: () => void): Promise<Pty> {
  const { openWatchedPty } = await import('../../../sim/boards/pty.ts');
  const pty = await openWatchedPty();
  let port: BytePort | null = null;
  pty.onOpen(() => {
    port = emulation.open(
      {
        opened: () => {},
        data: (bytes) => pty.write(bytes),
        closed: () => {
          pty.close();
          onPulled();
        },
      },
      0,
    );
  });
  pty.onData((bytes) => port?.write(bytes));
  pty.onClosed(() => port?.close());
  return pty;
}

async function emulate(options: EmulateArguments, command: Command): Promise<void> {
  const { chosenChair, readChairFile } = await import('../board-chair.ts');
  const { idOrFile, source } = chosenChair(options.chair);
  if (options.unknown !== undefined) {
    const { emulateUnknown } = await import('../emulate-unknown.ts');
    await emulateUnknown({ ...options, chair: idOrFile, unknown: options.unknown });
    return;
  }
  refuseMistakes(command);
  const { Emulation } = await import('../../../sim/boards/emulation.ts');
  const say = (value: unknown): void => {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  };
  const chair = await readChairFile(idOrFile, source);
  const { bootloader } = options;
  const holdMs = 1000 * (typeof bootloader === 'number' ? bootloader : defaultHoldS);
  const emulation = new Emulation(
    chair,
    {
      seed: options.seed,
      personKg: options.person,
      ambientC: options.ambient,
      ...(bootloader === undefined ? {} : { bootloader: { holdMs } }),
    },
    say,
  );
  askForPriority();
  let cable: Pty | null = null;
  const plugIn = async (): Promise<Pty> => {
    const open = bootloader === undefined ? held : watched;
    const pty = await open(emulation, () => {
      cable = null;
    }).catch((error: Error) => {
      throw new CommandError(exitCodes.noConnection, error.message);
    });
    linkTo(pty, options.link);
    cable = pty;
    return pty;
  };
  const isStopped = stopSignals();
  const { path } = await plugIn();
  say({ ready: true, port: options.link ?? path });
  const applyKeys = listen(chair, emulation, plugIn, () => cable !== null, say);
  try {
    await inRealTime(emulation, () => applyKeys(emulation.ms), isStopped);
  } finally {
    if (options.link !== undefined) rmSync(options.link, { force: true });
  }
  process.exit(exitCodes.stopped);
}

/** The host sees a contact close or open some ms late; a hold lasts this much longer, so that one of 5 s is seen for 5 s. */
const seenMs = 40;

const ofHost = 'that fault lies with the host, which is whatever opens the port';

/** Takes scenario steps from standard input. The returned function applies the held keys and is called every millisecond. */
function listen(
  chair: Chair,
  emulation: Emulation,
  plugIn: () => Promise<unknown>,
  pluggedIn: () => boolean,
  say: (value: unknown) => void,
): (nowMs: number) => void {
  const held = createHeldKeys();
  const modules = Promise.all([
    import('../../../sim/scenario/read.ts'),
    import('../../../sim/plant/plant.ts'),
    import('../../../sim/chair/host-faults.ts'),
  ]);
  let applyKeys: (nowMs: number) => void = () => {};
  void modules.then(([, plant]) => {
    applyKeys = (nowMs) => plant.setKeys(emulation.plant, heldBits(held, nowMs));
  });
  createInterface({ input: process.stdin }).on('line', (line) => {
    if (/^\s*(?:#|$)/.test(line)) return;
    void modules.then(async ([{ readStep }, plant, { isHostFaultName }]) => {
      const { step, problems } = readStep(line, chair);
      if (step === null) {
        say({ error: problems[0]?.message ?? 'this is no step', hint: problems[0]?.hint ?? '' });
        return;
      }
      try {
        if (step.kind === 'press') holdKey(held, step.key, emulation.ms + 100);
        else if (step.kind === 'hold')
          for (const key of step.keys) holdKey(held, key, emulation.ms + step.forMs + seenMs);
        else if (step.kind === 'fault') {
          for (const { name, value } of step.faults) {
            if (isHostFaultName(name)) throw new Error(`${name}: ${ofHost}`);
            emulation.break(name, value);
            if (name === 'link' && value === 'none' && !pluggedIn()) await plugIn();
          }
        } else if (step.kind === 'around') plant.changeAround(emulation.plant, step.change);
        else
          say({
            error: `${step.kind} is for scenario files`,
            hint: 'here: press, hold, fault, person, leans, blanket, room',
          });
      } catch (error) {
        say({ error: (error as Error).message, hint: '' });
      }
    });
  });
  return (nowMs) => applyKeys(nowMs);
}
