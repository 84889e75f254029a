/** `lumbar serve` at a real pseudo-terminal: the chair itself, its log, its end, and a cable that is pulled. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test as plain } from 'vitest';
import { EmulatedChair, pause, Working } from './emulated-chair.ts';

interface Line {
  readonly atMs: number;
  readonly level: string;
  readonly text: string;
  readonly event?: { readonly kind: string; readonly to?: string };
}

/** A chair and the commands at it, of one test alone, so that tests wait side by side. */
interface Bench {
  readonly folder: string;
  readonly chair: EmulatedChair;
  serve(env?: NodeJS.ProcessEnv): Working;
}

const test = plain.extend<{ bench: Bench }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which other fixtures this one wants
  bench: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-serve-'));
    const chair = new EmulatedChair(join(folder, 'board'), { carriageMm: 25 });
    await chair.plugIn();
    const commands: Working[] = [];
    const serve = (env: NodeJS.ProcessEnv = {}) => {
      const args = ['serve', '--board', join(folder, 'board'), '--chair', 'lumbar-1', '--json'];
      const command = new Working(args, { env: { LUMBAR_HOME: join(folder, 'home'), ...env } });
      commands.push(command);
      return command;
    };
    await use({ folder, chair, serve });
    for (const command of commands) await command.end();
    chair.end();
    rmSync(folder, { recursive: true, force: true });
  },
});

const linesOf = ({ stdout }: Working): Line[] =>
  stdout
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line);
const says = (work: Working, text: string, times = 1) =>
  linesOf(work).filter((line) => line.text.startsWith(text)).length >= times;
/** The states the chair has come to, in order. */
const states = (work: Working) =>
  linesOf(work).flatMap(({ event }) => (event?.kind === 'state' && event.to !== undefined ? [event.to] : []));
const state = (work: Working) => states(work).at(-1) ?? 'off';

/** Presses the key until the chair is where it leads: a press may fall into a moment in which nothing answers. */
async function bring(chair: EmulatedChair, work: Working, key: 'power' | 'start', to: string): Promise<void> {
  await chair.press(key);
  await work.until(`${key} leads to ${to}`, () => state(work) === to);
}

async function ready({ chair, serve }: Bench): Promise<Working> {
  const work = serve();
  await work.until('the guard is ready', () => says(work, 'guard ready'));
  await pause(500);
  await bring(chair, work, 'power', 'ready');
  return work;
}

/** A bug that waits for its hour. */
const bug = 'data:text/javascript,process.on("SIGUSR2", () => { throw new Error("a bug"); })';

describe.concurrent('lumbar serve', () => {
  test('an error of its own: outputs off first, then the words, then the end', async ({ bench }) => {
    const { chair, serve } = bench;
    const work = serve({ NODE_OPTIONS: `--import ${JSON.stringify(bug)}` });
    await work.until('the guard is ready', () => says(work, 'guard ready'));
    await pause(500);
    await chair.press('power');
    await work.until('it moves', () => chair.moving);
    work.child.kill('SIGUSR2');
    expect(await work.code).toBe(1);
    await pause(100);
    expect(chair.anythingOn).toBe(false);
    expect(linesOf(work).at(-1)).toMatchObject({
      level: 'error',
      text: expect.stringMatching(/^stopped by an error of its own: Error: a bug\n/),
    });
  });

  test('waits for a port that is not there, and says so once', async ({ bench }) => {
    const { chair, folder, serve } = bench;
    chair.unplug();
    rmSync(join(folder, 'board'), { force: true });
    const work = serve();
    await work.until('it says so', () => says(work, 'no link yet'));
    await pause(1500);
    expect(linesOf(work).filter(({ level }) => level === 'warn')).toHaveLength(1);
    expect(linesOf(work).at(-1)?.text).toContain('is not there: is the cable in?');
    await chair.plugIn();
    await work.until('the guard is ready', () => says(work, 'guard ready'));
  });

  test('keeps a log, and SIGTERM switches everything off in the middle of a motion', async ({ bench }) => {
    const { chair } = bench;
    const work = await ready(bench);
    await bring(chair, work, 'power', 'parking');
    await work.until('it parks', () => chair.moving);
    work.child.kill('SIGTERM');
    expect(await work.code).toBe(0);
    await pause(100);
    expect(chair.anythingOn).toBe(false);
    expect(linesOf(work)[0]?.text).toMatch(/^lumbar \S+, boot 1, \d+ programs, board /);
    expect(states(work)).toEqual(['homing', 'ready', 'parking']);
    expect(linesOf(work).at(-1)?.text).toBe('SIGTERM: all outputs are off');
  });

  test('the cable out and in while it stands ready: ready again by itself, said once each', async ({
    bench,
  }) => {
    const { chair } = bench;
    const work = await ready(bench);
    chair.unplug();
    await work.until('the fault is shown', () => state(work) === 'fault');
    await pause(2000);
    await chair.plugIn();
    await work.until('it is ready again', () => state(work) === 'ready');
    expect(states(work)).toEqual(['homing', 'ready', 'fault', 'ready']);
    expect(linesOf(work).filter(({ text }) => text.startsWith('link lost')).length).toBeLessThanOrEqual(2);
    expect(says(work, 'guard ready', 2)).toBe(true);
    // And it is the same chair: a session begins.
    await bring(chair, work, 'start', 'running');
    await chair.press('stop');
    await work.until('it is stopped', () => state(work) === 'ready');
  });

  test('the cable out and in while it massages: off, and it stays so until power off and on', async ({
    bench,
  }) => {
    const { chair } = bench;
    const work = await ready(bench);
    await bring(chair, work, 'start', 'running');
    await work.until('motors have power', () => chair.anythingOn);
    chair.unplug();
    await work.until('everything is off', () => !chair.anythingOn);
    await work.until('the fault is shown', () => state(work) === 'fault');
    await chair.plugIn();
    await work.until('the guard is ready again', () => says(work, 'guard ready', 2));
    await pause(1500);
    await chair.press('start');
    await pause(500);
    expect([state(work), chair.anythingOn]).toEqual(['fault', false]);
    await bring(chair, work, 'power', 'off');
    await bring(chair, work, 'power', 'ready');
    expect(work.child.exitCode).toBe(null);
  });
});
