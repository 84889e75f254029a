/** docs/service.md, tried line by line: its commands against a simulated chair. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serveSerial } from '../../src/service/listen.ts';
import { Cable } from './cable.ts';
import { lumbarBeside } from './commands.ts';
import { type LiveChair, openLiveChair } from './live-chair.ts';

const guideFile = resolve(import.meta.dirname, '../../docs/service.md');
const portInGuide = '/dev/ttyACM0';

interface Step {
  readonly line: number;
  readonly kind: 'command' | 'chair' | 'file';
  readonly text: string;
  /** What the command prints, chair's doings within left out. */
  readonly output: string[];
  /** What happens at the chair while the command runs. */
  readonly meanwhile: string[];
}

/** The console blocks as steps. A chair's line after a command's output has begun happens while it runs. */
function stepsOf(guide: string): Step[] {
  const steps: Step[] = [];
  let inside = false;
  for (const [index, text] of guide.split('\n').entries()) {
    const line = index + 1;
    const last = steps.at(-1);
    if (text.startsWith('```')) inside = text === '```console';
    else if (!inside) continue;
    else if (text.startsWith('$ lumbar ')) {
      steps.push({ line, kind: 'command', text: text.slice(9), output: [], meanwhile: [] });
    } else if (text === '# at the chair: press start') last?.meanwhile.push(text.slice(16));
    else if (text.startsWith('# at the chair: ')) {
      steps.push({ line, kind: 'chair', text: text.slice(16), output: [], meanwhile: [] });
    } else if (text.startsWith('# in the file: ')) {
      steps.push({ line, kind: 'file', text: text.slice(15), output: [], meanwhile: [] });
    } else last?.output.push(text);
  }
  return steps;
}

/** A line of only `…` stands for any lines, `…` within a line for anything, several blanks for one or more. */
function patternOf(output: readonly string[]): RegExp {
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, ' +');
  const lines = output.map((line) =>
    line === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escaped).join('.*')} *\\n`,
  );
  return new RegExp(`^${lines.join('')}$`);
}

const atTheChair: Readonly<Record<string, (chair: LiveChair) => Promise<void>>> = {
  'hold power and stop for 5 s': (chair) => chair.enterService(),
  'press start': (chair) => chair.confirmNext(),
  'switch off, on, and break the sacral thermistor': async (chair) => {
    await chair.hold(['power'], 200);
    await chair.run(2000);
    await chair.hold(['power'], 200);
    await chair.run(60_000);
    chair.board.break('thermistor.sacral', 'open');
    await chair.run(2000);
    expect(chair.state()).toBe('fault');
  },
  'mend it, then hold power and stop for 5 s': async (chair) => {
    chair.board.break('thermistor.sacral', 'none');
    await chair.hold(['power'], 200);
    await chair.run(5000);
    await chair.enterService();
  },
};

const program = (version: number) => `format: 1
id: back-and-forth
name: Back and forth
version: ${version}
heat: low
steps:
  - roll: { from: gluteal, to: mid-back, speed: 2, width: wide, for: 6 min }
`;

describe("the technician's guide", () => {
  const guide = readFileSync(guideFile, 'utf8');

  /** Every step of the page at one chair, its service port under the name given. */
  async function follow(chair: LiveChair, port: string, folder: string): Promise<void> {
    const file = join(folder, 'back-and-forth.yaml');
    writeFileSync(file, program(1));
    for (const { line, kind, text, output, meanwhile } of stepsOf(guide)) {
      const where = `docs/service.md:${line} ${text}`;
      if (kind === 'chair') {
        expect(Object.keys(atTheChair), where).toContain(text);
        await atTheChair[text]?.(chair);
      } else if (kind === 'file') {
        writeFileSync(file, program(Number(/^version (\d+)$/.exec(text)?.[1])));
      } else {
        const key = chair.simulation.machine.store.keys[0]?.id ?? '';
        const words = text.replace(portInGuide, port).replace('…KEY', key).split(' ');
        const said = lumbarBeside(words, folder, join(folder, 'home'));
        for (const what of meanwhile) await atTheChair[what]?.(chair);
        const { stdout, stderr } = await said;
        // On a terminal both are one; what is said while waiting comes first.
        expect(stderr + stdout, where).toMatch(patternOf(output));
      }
    }
  }

  async function withChairAndFolder(
    work: (chair: LiveChair, folder: string) => Promise<void>,
  ): Promise<void> {
    const chair = await openLiveChair();
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-guide-'));
    try {
      await work(chair, folder);
    } finally {
      await chair.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('does what it says, command by command, from the cable to the faults', () =>
    withChairAndFolder((chair, folder) => follow(chair, chair.address, folder)));

  test.skipIf(process.platform === 'win32')('does the same over a serial device', () =>
    withChairAndFolder(async (chair, folder) => {
      const cable = new Cable(folder);
      await cable.plugIn();
      const served = await serveSerial(chair.inbox, cable.chairEnd);
      try {
        await follow(chair, cable.technicianEnd, folder);
      } finally {
        await served.close();
        await cable.unplug();
      }
    }),
  );

  test('has commands to try', () => {
    expect(stepsOf(guide).filter(({ kind }) => kind === 'command').length).toBeGreaterThan(20);
  });
});
