/** The board that `lumbar setup` works on: a real one at a port, in real time, or a simulated unknown chair in simulated time. */
import type { Truth } from '../../sim/unknown/draw.ts';
import type { UnknownEmulation } from '../../sim/unknown/emulation.ts';
import type { PinChair } from '../../sim/unknown/pin-chair.ts';
import { PinLink } from '../board/link/pin-link.ts';
import type { PinOrder, PinsSeen } from '../board/link/pin-order.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { supportedChair, unsupportedText } from '../chair/supported.ts';
import type { Ask, Io } from '../setup/script.ts';
import type { PageAddress } from './page-address.ts';
import { usageError } from './terminal/output.ts';

/** The options of the command. */
export interface SetupArguments {
  board: string;
  chair: string;
  answers?: string;
  out?: string;
  unknown: number;
  mistakes: number;
  /** With a simulated chair: the seed that determines what has worn since it was measured. */
  aged?: number;
  only?: string;
  page?: PageAddress;
  /** Speed of a simulated chair with a person at it, in times real time. */
  speed?: number;
  play?: true;
  anew?: true;
  json?: true;
}

export const setupTurnMs = 20;

export interface SetupBoard {
  readonly seen: PinsSeen;
  /** Carries out the order and lets one turn pass. */
  turn(order: PinOrder): Promise<void>;
  /** The hands of the person at a simulated chair; null at a real board. */
  readonly hands: Hands | null;
  /** Its name on the command line. */
  readonly name: string;
  /** What has worn or was wired wrong in a simulated chair, a line each, and whether setup named that mistake. */
  readonly wrong: (named: readonly { readonly id: string }[]) => string[];
  close(): void;
}

/** The person's actions at a simulated chair. */
export interface Hands {
  readonly chair: PinChair;
  hold(part: string, down: boolean): void;
  /** Does what the answer to this ask claims was done, such as unplugging the supply. */
  does(ask: string): void;
  /** Plays the person without a script. */
  play(io: Io): void;
}

interface BoardOptions {
  readonly board: string;
  readonly chair: AnyChair;
  readonly text: string;
  readonly unknown: number;
  readonly mistakes: number;
  readonly aged?: number;
  readonly tell: (text: string) => void;
}

export async function openSetupBoard(options: BoardOptions): Promise<SetupBoard> {
  if (options.board === 'emulated') return emulatedBoard(options);
  if (options.board === 'model') return modelBoard(options);
  if (!options.board.startsWith('/') && !/^COM\d+$/i.test(options.board))
    throw usageError(`--board takes a port, emulated or model, not "${options.board}"`);
  const { serialLine } = await import('../board/serial.ts');
  const { guardBaud } = await import('../board/protocol/baud.ts');
  const link = new PinLink({
    chip: options.chair.chip,
    open: await serialLine(options.board, guardBaud),
    now: () => performance.now(),
    tell: options.tell,
  });
  let dueMs = performance.now();
  return {
    get seen() {
      return link.seen;
    },
    async turn(order) {
      link.turn(order);
      dueMs = Math.max(dueMs + setupTurnMs, performance.now() - setupTurnMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    },
    hands: null,
    name: options.board,
    wrong: () => [],
    close: () => link.close(),
  };
}

async function handsOf(chair: UnknownEmulation['chair']): Promise<Hands> {
  const { actOn, Person } = await import('../../sim/unknown/person.ts');
  const person = new Person(chair);
  return {
    chair,
    hold: (part, down) => {
      if (down) chair.pressed.add(part);
      else chair.pressed.delete(part);
    },
    does: (ask) => actOn(chair, ask),
    play: (io) => person.turn(io),
  };
}

type Drawn = Pick<BoardOptions, 'text' | 'unknown' | 'mistakes' | 'aged'>;

export async function truthOf(drawn: Drawn): Promise<Truth> {
  return (await drawTruth(drawn)).truth;
}

/** Draws a simulated chair. For a file that setup wrote it is the same chair that setup measured: drawn from the kind that setup began with. */
async function drawTruth({ text, unknown, mistakes, aged }: Drawn): Promise<{
  readonly truth: Truth;
  readonly worn: readonly string[];
}> {
  const { drawUnknown } = await import('../../sim/unknown/draw.ts');
  const { agedChair } = await import('../../sim/unknown/aged.ts');
  const { chairOf } = await import('../setup/kind.ts');
  const kind = await kindOfMeasured(text);
  // The original file of a chair that does not ship is not kept, so its measured file is taken as the truth.
  const fresh =
    aged !== undefined && kind === null
      ? await truthOfFile(text, unknown, mistakes)
      : drawUnknown(kind ?? text, unknown, mistakes);
  const { unsupported } = supportedChair(chairOf(fresh.chair));
  if (unsupported !== null) throw usageError(unsupportedText(chairOf(text).model, unsupported));
  if (aged === undefined) return { truth: fresh, worn: [] };
  return agedChair(fresh, aged);
}

async function truthOfFile(text: string, seed: number, mistakes: number): Promise<Truth> {
  const { drawUnknown } = await import('../../sim/unknown/draw.ts');
  const { drawMistakes } = await import('../../sim/unknown/mistakes.ts');
  const { createRandom } = await import('../../sim/random.ts');
  const { chairOf } = await import('../setup/kind.ts');
  const wrong = drawMistakes(chairOf(text), createRandom(seed), mistakes);
  return { ...drawUnknown(text, seed), chair: text, mistakes: wrong };
}

/** The shipped chair file that setup began with, for a file that setup wrote; null where there is none. */
async function kindOfMeasured(text: string): Promise<string | null> {
  const { chairText, shippedChairs } = await import('../board/shipped.ts');
  const { readYaml } = await import('../codec/yaml.ts');
  const { chair, measured } = readYaml(text, 'chair file').value as Record<string, unknown>;
  const isOfShipped = measured !== undefined && shippedChairs().includes(String(chair));
  return isOfShipped ? chairText(String(chair)).text : null;
}

async function emulatedBoard(options: BoardOptions): Promise<SetupBoard> {
  const { UnknownEmulation } = await import('../../sim/unknown/emulation.ts');
  const { truth, worn } = await drawTruth(options);
  const emulation = new UnknownEmulation(truth);
  const link = new PinLink({
    chip: options.chair.chip,
    open: emulation.open,
    now: () => emulation.ms,
    tell: options.tell,
  });
  return {
    get seen() {
      return link.seen;
    },
    async turn(order) {
      link.turn(order);
      for (let ms = 0; ms < setupTurnMs; ms++) emulation.step();
    },
    hands: await handsOf(emulation.chair),
    name: options.board,
    wrong: (named) => [...worn.map((what) => `had worn: ${what}`), ...wrongOf(truth, named)],
    close: () => link.close(),
  };
}

async function modelBoard(options: BoardOptions): Promise<SetupBoard> {
  const { PinChip } = await import('../../sim/unknown/pin-chip.ts');
  const { truth, worn } = await drawTruth(options);
  const chip = new PinChip(truth);
  return {
    get seen() {
      return chip.seen();
    },
    async turn(order) {
      chip.turn(order);
    },
    hands: await handsOf(chip.chair),
    name: options.board,
    wrong: (named) => [...worn.map((what) => `had worn: ${what}`), ...wrongOf(truth, named)],
    close: () => undefined,
  };
}

const wrongOf = ({ mistakes }: Truth, named: readonly { readonly id: string }[]): string[] =>
  mistakes.map(
    ({ id, parts }) =>
      `was wired wrong: ${id}, ${parts.join(' and ')}: ${named.some((each) => each.id === id) ? 'named' : 'not named'}`,
  );

/** An ask as it is shown to a person. */
export const askText = ({ id, text }: Ask): string => `[${id}] ${text}`;
