/**
 * A board driven by any johnny-five IO plugin, loaded by its package's name: for work at the bench with motors,
 * inputs and lamps. There is no guard on it, so heat stays locked out.
 */
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import five from 'johnny-five';
import { createOutputs, type Outputs } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { AnalogName, Wiring } from '../../chair/wiring.ts';
import { levelBits } from './inputs.ts';
import { Unguarded } from './unguarded.ts';

const packageName = /^(?:@[a-z0-9._-]+\/)?[a-z0-9._-]+$/i;
/** A plugin initialises its hardware; one that takes longer has not found it. */
const readyWithinMs = 10_000;

/**
 * Usual motor currents. Most such computers have no converter: a motor that is driven is assumed to draw this, so that
 * the guard judges it by its edges, limits and times alone.
 */
const assumedA = { carriage: 0.9, kneader: 1.1, tapper: 0.5 } as const;

export class PluginBoard {
  readonly open = true;
  readonly identified = true;
  readonly #now: () => Milliseconds;
  readonly #unguarded: Unguarded;
  readonly #wiring: Wiring;
  #closed = false;

  constructor(board: five.Board, wiring: Wiring, now: () => Milliseconds) {
    this.#now = now;
    this.#wiring = wiring;
    this.#unguarded = new Unguarded(board, wiring, now(), true);
  }

  get settled(): boolean {
    return this.#unguarded.complete;
  }

  measures(name: AnalogName): boolean {
    return this.#unguarded.measures(name);
  }

  read(sensors: Sensors): void {
    this.#unguarded.read(sensors, this.#now());
    sensors.link.connected = true;
    const { carriage, kneader, tapper, levels } = this.#unguarded.wanted;
    const closed = (levels & levelBits.motorRelay) !== 0;
    if (!this.measures('carriage-current'))
      sensors.carriageA = closed && carriage > 0 ? assumedA.carriage : 0;
    if (!this.measures('kneader-current')) sensors.kneaderA = closed && kneader > 0 ? assumedA.kneader : 0;
    if (!this.measures('tapper-current')) sensors.tapperA = closed && tapper > 0 ? assumedA.tapper : 0;
  }

  write(outputs: Outputs): void {
    if (!this.#closed) this.#unguarded.write(outputs);
  }

  /** Everything off; a later tick turns nothing on again. */
  close(): void {
    this.write(createOutputs(this.#wiring));
    this.#closed = true;
  }
}

/** Loads the plugin from `folder`'s packages, else from ours. Throws with what to do where there is none. */
export async function openPlugin(
  name: string,
  wiring: Wiring,
  now: () => Milliseconds,
  folder: string = process.cwd(),
): Promise<PluginBoard> {
  const io = createPlugin(await loadPlugin(name, folder), name);
  // Without a listener an `error` would end the process.
  io.on('error', () => undefined);
  const board = new five.Board({ io, repl: false, debug: false, sigint: false } as five.BoardOption);
  board.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(
      () =>
        reject(
          new Error(`${name} did not get ready within ${readyWithinMs / 1000} s: is its hardware there?`),
        ),
      readyWithinMs,
    );
    board.on('ready', () => {
      clearTimeout(patience);
      resolve();
    });
  });
  return new PluginBoard(board, wiring, now);
}

type PluginClass = new () => { on(event: string, listener: () => void): unknown };

/** A package that is no plugin fails with its own message. */
function createPlugin(Plugin: PluginClass, name: string): InstanceType<PluginClass> {
  let io: InstanceType<PluginClass> | undefined;
  let why = 'it makes no board';
  try {
    io = new Plugin();
  } catch (error) {
    why = (error as Error).message;
  }
  if (typeof io !== 'object' || typeof io.on !== 'function')
    throw new Error(`${name} is no johnny-five IO plugin, or cannot start: ${why}`);
  return io;
}

async function loadPlugin(name: string, folder: string): Promise<PluginClass> {
  if (!packageName.test(name)) throw new Error(`io:${name}: this is no package's name`);
  if (isBuiltin(name)) throw new Error(`${name} is a part of Node, no johnny-five IO plugin`);
  const paths = [join(folder, 'package.json'), import.meta.url];
  for (const from of paths) {
    let file: string;
    try {
      file = createRequire(from).resolve(name);
    } catch {
      continue;
    }
    const loaded = (await import(pathToFileURL(file).href)) as {
      default?: PluginClass & { default?: PluginClass };
    };
    const found = loaded.default?.default ?? loaded.default;
    if (typeof found !== 'function')
      throw new Error(`${name} is no johnny-five IO plugin: it gives no class`);
    return found;
  }
  throw new Error(`The package ${name} is not installed here: npm install ${name}`);
}
