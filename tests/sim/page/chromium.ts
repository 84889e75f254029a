/** A real browser and a real simulator for the tests of the page. Without Chromium they are skipped, and say so. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { buildPage } from '../../../sim/page/build.mjs';
import { openSimulator, type Simulator, type SimulatorOptions } from '../../../sim/page/server/simulator.ts';
import { chair } from '../../chair.ts';
import { chromiumFile, chromiumFlags } from './browser.ts';

export const withoutChromium = chromiumFile === undefined;
if (withoutChromium) {
  console.warn(
    'The tests of the page are skipped: no Chromium is installed (Debian: apt-get install chromium).',
  );
}

interface PageTest {
  readonly simulator: Simulator;
  readonly page: Page;
  /** Errors the page has written to its console. */
  readonly consoleErrors: string[];
  /** Goes to the page once more, with a query. */
  visit(query?: string): Promise<void>;
  close(): Promise<void>;
}

let built: Promise<string> | null = null;

/** The page, bundled once a process into a folder of its own. */
export function pageFolder(): Promise<string> {
  built ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-page-'));
    await buildPage(folder);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
  })();
  return built;
}

let browser: Promise<Browser> | null = null;

/**
 * One browser for a process and all test files in it, which ends with the process; each test has a context of its own,
 * which shares nothing with the others.
 */
function openBrowser(): Promise<Browser> {
  browser ??= chromium.launch({ executablePath: chromiumFile!, args: [...chromiumFlags] });
  return browser;
}

export async function openTestSimulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  return openSimulator({
    chair,
    program: 'lower-back-relief',
    seed: 1,
    speed: 1,
    board: 'model',
    folder: tmpdir(),
    port: 0,
    servicePort: 0,
    software: 'test',
    pageFolder: await pageFolder(),
    ...options,
  });
}

interface PageTestOptions extends Partial<SimulatorOptions> {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'dark' | 'light';
  readonly touch?: boolean;
}

async function openPageTest(options: PageTestOptions = {}): Promise<PageTest> {
  const { width = 1440, height = 900, scheme = 'dark', touch = false, ...simulatorOptions } = options;
  const simulator = await openTestSimulator(simulatorOptions);
  const context = await (await openBrowser()).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    hasTouch: touch,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  const visit = async (query = ''): Promise<void> => {
    await page.goto(simulator.url + query);
    await page.locator('[data-test=state]:not(.state-gone)').waitFor();
  };
  await visit();
  return {
    simulator,
    page,
    consoleErrors,
    visit,
    close: async () => {
      await context.close();
      await simulator.close();
    },
  };
}

/** The page of the test that runs; it is closed after the test, and must have written no error to its console. */
export function pageOfTest() {
  let fixture: PageTest | null = null;
  afterEach(async () => {
    const errors = fixture?.consoleErrors ?? [];
    await fixture?.close();
    fixture = null;
    expect(errors).toEqual([]);
  });
  return {
    async open(options: PageTestOptions = {}): Promise<Page> {
      fixture = await openPageTest(options);
      return fixture.page;
    },
    visit: async (query?: string): Promise<void> => fixture?.visit(query),
    get simulator(): Simulator {
      if (fixture === null) throw new Error('no page has been opened');
      return fixture.simulator;
    },
  };
}

/** The page follows the chair within moments; on a busy machine a good deal later. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 60_000 });

/** Waits until the page shows this state. */
export async function waitForState(page: Page, state: string): Promise<void> {
  await page.locator(`[data-test=state].state-${state}`).waitFor({ timeout: 60_000 });
}

/** Runs the chosen program and lets time pass quickly until it is under way. */
export async function runQuickly(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).first().click();
  await page.getByLabel('Speed of time', { exact: true }).selectOption('60');
  await waitForState(page, 'running');
}
