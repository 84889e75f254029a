/** `lumbar setup`: measures a chair and writes its chair file. */

import { Command, Option } from 'commander';
import { seedMost } from '../../../sim/random.ts';
import { readPageAddress } from '../page-address.ts';
import type { SetupArguments } from '../setup-board.ts';
import { printJson, wholeNumber } from '../terminal/output.ts';
import { mistakesOption, refuseGiven, unknownOption } from '../unknown-options.ts';

export function setupCommand(): Command {
  return new Command('setup')
    .description('measure a chair: find what is on which pin and which way round, and write its chair file')
    .requiredOption(
      '--board <port>',
      'the port of its board; or emulated, or model: an unknown chair in simulation',
    )
    .option(
      '--chair <chair>',
      'the kind of chair it is, whose outputs are wired as its file says: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option(
      '--answers <file>',
      'a script that plays the person: a list of { ask: ID, answer: text }, { ask: ID, press: PART }, { ask: ID, hold: KEY, for: 2 s }',
    )
    .option('--out <file>', 'the chair file to write')
    .addOption(unknownOption('with a simulated chair: which one').default(1))
    .addOption(mistakesOption('with a simulated chair'))
    .addOption(
      new Option(
        '--aged <seed>',
        'with a simulated chair that was measured, and its file as --chair: what has worn in it since',
      ).argParser(wholeNumber('--aged', 0, seedMost)),
    )
    .option(
      '--only <parts>',
      'on a chair that has been measured: only these again, such as carriage,lumbar; inputs are where its file has them',
    )
    .addOption(
      new Option(
        '--page <[host:]port>',
        'a page of setup for a browser, with a button to hold while motors move; beyond 127.0.0.1 it needs the token that is printed',
      ).argParser(readPageAddress),
    )
    .option('--anew', 'do not go on where an earlier setup was broken off')
    .option('--play', 'with a simulated chair: the computer is the person, too')
    .option('--json', 'the result as JSON on standard output; each ask as a line of JSON on standard error')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar setup --board /dev/ttyACM0 --chair lumbar-1 --out my-chair.yaml\n  $ lumbar setup --board emulated --unknown 7 --mistakes 1 --play\n  $ lumbar sim --unknown 7 --mistakes 1\n\n' +
        'Motors move only while a key of the chair is held, or the button of the page. Broken off, it goes on where it was: what is\n' +
        'known by then is kept beside the file that it writes. docs/setup.md says what to buy, what to measure first, and what no\n' +
        'software replaces.',
    )
    .action(
      async (options: Omit<SetupArguments, 'chair'> & { readonly chair?: string }, command: Command) => {
        if (options.board !== 'emulated' && options.board !== 'model')
          refuseGiven(
            command,
            ['unknown', 'mistakes', 'aged', 'play'],
            'is for a simulated chair: --board emulated or --board model.',
          );
        const { chosenChair } = await import('../board-chair.ts');
        const { runSetup } = await import('../setup-run.ts');
        const { result, code } = await runSetup({ ...options, chair: chosenChair(options.chair).idOrFile });
        if (options.json) await printJson(result);
        process.exitCode = code;
      },
    );
}
