/** `lumbar serve --page` at an emulated board: a person in the chair, and somebody else at a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, test as plain } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveState, ToPage } from '../../sim/page/protocol.ts';
import type { RealState } from '../../sim/page/real-protocol.ts';
import { axeFindings } from '../sim/page/axe.ts';
import { chromiumFile, chromiumFlags } from '../sim/page/browser.ts';
import { EmulatedChair, pause, Working } from './emulated-chair.ts';

interface Bench {
  readonly chair: EmulatedChair;
  /** Serves with its page at this address, until the guard is ready. Gives the printed address of the page. */
  serve(page: string): Promise<{ work: Working; url: URL }>;
}

const test = plain.extend<{ bench: Bench }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which other fixtures this one wants
  bench: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-serve-page-'));
    const chair = new EmulatedChair(join(folder, 'board'), { carriageMm: 25 });
    await chair.plugIn();
    const commands: Working[] = [];
    const serve = async (page: string) => {
      const args = ['serve', '--board', join(folder, 'board'), '--chair', 'lumbar-1', '--page', page];
      const work = new Working(args, { env: { LUMBAR_HOME: join(folder, 'home') } });
      commands.push(work);
      await work.until('the guard is ready', () => work.says.includes('guard ready'));
      await pause(500);
      const printed = /page: (http:\S+)/.exec(work.stdout)?.[1];
      if (printed === undefined) throw new Error(`no address was printed\n${work.says}`);
      return { work, url: new URL(printed) };
    };
    await use({ chair, serve });
    for (const command of commands) await command.end();
    chair.end();
    rmSync(folder, { recursive: true, force: true });
  },
});

/** What a page knows of the chair, as it comes in. */
class Viewer {
  readonly state: Partial<LiveState> = {};
  real: Partial<RealState> = {};
  readonly #socket: WebSocket;
  readonly #opened: Promise<unknown>;

  constructor({ host, search }: URL) {
    this.#socket = new WebSocket(`ws://${host}/live${search}`, { origin: `http://${host}` });
    this.#opened = new Promise((resolve, reject) => {
      this.#socket.once('open', resolve);
      this.#socket.once('error', reject);
    });
    this.#socket.on('message', (data, binary) => {
      if (binary) return;
      const message = JSON.parse(String(data)) as ToPage;
      if (message.t === 'state') Object.assign(this.state, message.s);
      if (message.t === 'real') this.real = message.real;
    });
  }

  async order(order: string): Promise<void> {
    await this.#opened;
    this.#socket.send(JSON.stringify({ c: 'order', order }));
  }

  until(what: (viewer: Viewer) => unknown, expected: unknown): Promise<void> {
    return expect.poll(() => what(this), { timeout: 60_000 }).toEqual(expected);
  }

  close(): void {
    this.#socket.terminate();
  }
}

function statusOf(url: URL, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('lumbar serve --page', () => {
  test('without a hand at the chair it stops, pauses and lowers; all else waits for start, which then does not pause', async ({
    bench: { chair, serve },
  }) => {
    const { url } = await serve('0');
    expect([url.hostname, url.search]).toEqual(['127.0.0.1', '']);
    expect(await statusOf(url)).toBe(200);
    expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
    const viewer = new Viewer(url);
    await viewer.until(({ state }) => state.state, 'off');
    await viewer.order('page-start');
    await viewer.until(({ real }) => real.pending, 'page-start');
    await pause(500);
    expect([viewer.state.state, chair.anythingOn]).toEqual(['off', false]);
    await chair.press('start');
    await viewer.until(({ state }) => state.state, 'homing');
    await viewer.until(({ state }) => state.state, 'running');
    expect(viewer.real.pendingState).toBe('accepted');

    await viewer.order('page-faster');
    await viewer.until(({ real }) => real.pending, 'page-faster');
    await chair.press('start');
    await viewer.until(({ state }) => state.speedShift, 1);
    expect(viewer.state.state).toBe('running');

    await viewer.order('page-slower');
    await viewer.order('page-sooner');
    await viewer.until(({ state }) => [state.speedShift, state.minutes], [0, 15]);
    await viewer.order('page-pause');
    await viewer.until(({ state }) => state.state, 'paused');
    await viewer.order('page-stop');
    await viewer.until(({ state }) => state.state, 'ready');
    await expect.poll(() => chair.anythingOn).toBe(false);
    // What it shows is what the sensors say.
    expect(Math.abs((viewer.state.carriageMm ?? 0) - chair.emulation.plant.carriageMm)).toBeLessThan(5);
    await viewer.until(({ real }) => real.sessions?.length, 1);
    viewer.close();
  });

  test('beyond loopback it asks for the token that it has printed, for the socket too', async ({
    bench: { serve },
  }) => {
    // An address of this computer like any other, and reached from it alone.
    const { url } = await serve('127.0.0.2:0');
    expect([url.hostname, url.search.length]).toEqual(['127.0.0.2', '?token='.length + 43]);
    expect(await statusOf(new URL('/', url))).toBe(401);
    expect(await statusOf(url)).toBe(303);
    await expect(new Viewer(new URL('/', url)).order('page-stop')).rejects.toThrow('401');
    const viewer = new Viewer(url);
    await viewer.until(({ state }) => state.state, 'off');
    viewer.close();
  });

  test.skipIf(chromiumFile === undefined)(
    'in a browser it shows the chair and orders of it, beyond loopback by its token',
    async ({ bench: { chair, serve } }) => {
      const { url } = await serve('127.0.0.2:0');
      const browser = await chromium.launch({ executablePath: chromiumFile!, args: [...chromiumFlags] });
      try {
        const page = await browser.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(String(error)));
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
        await page.goto(url.href);
        // The token is in no address bar.
        expect(page.url()).toBe(new URL('/', url).href);
        const state = (name: string) =>
          page.locator(`[data-test=state].state-${name}`).waitFor({ timeout: 60_000 });
        await state('off');
        expect(await page.getByRole('button', { name: 'Run' }).count()).toBe(0);
        await page.getByRole('button', { name: 'start', exact: true }).click();
        await page.getByText('Press start on the remote for start').waitFor();
        await chair.press('start');
        await state('running');
        await page.getByText('Confirmed at the chair.').waitFor();
        await page.getByRole('button', { name: 'pause', exact: true }).click();
        await state('paused');
        await page.getByRole('button', { name: 'stop', exact: true }).click();
        await state('ready');
        await page.getByText('lower-back-relief', { exact: false }).first().waitFor();
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await axeFindings(page), `${width} px`).toEqual([]);
        }
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
