/**
 * The setup page: shows the asks and the pins, takes answers, and has the button that is held while a motor moves. The setup loop
 * calls it once a turn; it never moves anything by itself. With a simulated chair the page also provides the hands, eyes and
 * multimeter of the person beside it.
 */
import type { WebSocket } from 'ws';
import type { AnyChair } from '../../../src/chair/any-chair.ts';
import type { Milliseconds } from '../../../src/chair/units.ts';
import { partName } from '../../../src/setup/inputs.ts';
import { pageButton } from '../../../src/setup/moves.ts';
import type { Ask, Io } from '../../../src/setup/script.ts';
import { hostsOf } from '../server/access.ts';
import { type Served, servePage } from '../server/http.ts';
import type { PageHands } from './hands.ts';
import { HoldButton } from './hold-button.ts';
import { type PageAsk, readMessage, type ToSetupPage } from './protocol.ts';

interface SetupPageOptions {
  /** The built page. */
  readonly folder: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The token that is needed beyond loopback; null if none is. */
  readonly token: string | null;
  readonly chair: AnyChair;
  /** Null at a real chair. */
  readonly hands: PageHands | null;
  /** A monotonic clock in milliseconds. */
  readonly now: () => Milliseconds;
}

export interface SetupPage {
  readonly port: number;
  /** Called once a turn, before setup's own turn: passes the person's input to setup, and sends the state to the pages. */
  turn(io: Io): void;
  /** Setup has ended. */
  end(io: Io, failed: boolean): void;
  close(): Promise<void>;
}

/** Longest message of a page. */
const messageBytesMax = 2048;
const answerMost = 200;
const stateEachMs = 50;
const closeWithinMs = 500;
/** A page with more than this unread is sent nothing until it has caught up. */
const unreadBytesMax = 64 * 1024;

interface Room {
  readonly options: SetupPageOptions;
  readonly button: HoldButton;
  readonly pages: Set<WebSocket>;
  ask: Ask | null;
  /** Counts the asks. */
  n: number;
  /** An answer to the ask of this number, until setup takes it. */
  answer: { readonly n: number; readonly text: string } | null;
  told: string[];
  ended: ToSetupPage | null;
}

export async function openSetupPage(options: SetupPageOptions): Promise<SetupPage> {
  const room: Room = {
    options,
    button: new HoldButton(),
    pages: new Set(),
    ask: null,
    n: 0,
    answer: null,
    told: [],
    ended: null,
  };
  const served: Served = await servePage({
    folder: options.folder,
    index: '/setup.html',
    host: options.host,
    port: options.port,
    access: (port) => ({ who: 'this setup', hosts: hostsOf(options.host, port), port, token: options.token }),
    messageBytesMax,
    accept: (page) => accept(room, page),
  });
  let sentMs = Number.NEGATIVE_INFINITY;
  return {
    port: served.port,
    turn: (io) => {
      takeIn(room, io);
      const nowMs = options.now();
      if (nowMs - sentMs < stateEachMs) return;
      sentMs = nowMs;
      tellNew(room, io);
      sendAll(room, stateOf(room, io));
    },
    end: (io, failed) => {
      tellNew(room, io);
      room.ended = { t: 'end', failed };
      sendAll(room, room.ended);
    },
    close: async () => {
      await Promise.all([...room.pages].map(closed));
      await served.close();
    },
  };
}

function accept(room: Room, page: WebSocket): void {
  const { chair, hands } = room.options;
  room.pages.add(page);
  const parts = hands?.parts.map((part) => ({ part, name: partName(part) })) ?? null;
  send(page, { t: 'hello', model: chair.model, pins: chair.chip.pins.map(({ name }) => name), parts });
  if (room.told.length > 0) send(page, { t: 'told', lines: room.told });
  if (room.ended !== null) send(page, room.ended);
  const leave = () => {
    room.pages.delete(page);
    room.button.release(page);
    hands?.leave(page);
  };
  page.on('message', (data, binary) => {
    if (!binary) receive(room, page, String(data));
  });
  page.on('close', leave);
  page.on('error', leave);
}

function receive(room: Room, page: WebSocket, text: string): void {
  const message = readMessage(text);
  const { hands, now } = room.options;
  switch (message?.c) {
    case 'answer':
      if (message.n === room.n && room.ask !== null)
        room.answer = { n: room.n, text: message.text.slice(0, answerMost) };
      break;
    case 'hold':
      room.button.frame(page, message, now());
      break;
    case 'release':
      room.button.release(page);
      break;
    case 'hand':
      hands?.hand(page, message.part, message.down);
      break;
    case 'supply':
      hands?.supply(message.on);
      break;
    default:
      break;
  }
}

/** Closes a page; resolves when everything was sent, or after a limit if the page does not read. */
const closed = (page: WebSocket): Promise<unknown> =>
  Promise.race([
    new Promise((resolve) => {
      page.once('close', resolve);
      page.close();
    }),
    new Promise((resolve) => setTimeout(resolve, closeWithinMs).unref()),
  ]);

/** Passes the person's input to setup. */
function takeIn(room: Room, io: Io): void {
  io.hold(room.button.held(room.options.now()));
  if (io.asked !== room.ask) {
    room.ask = io.asked;
    room.n++;
    room.answer = null;
  }
  const { ask, answer } = room;
  if (ask === null || answer === null) return;
  room.answer = null;
  room.options.hands?.answered(ask.id, answer.text);
  io.answer = answer.text;
}

function stateOf({ ask, n, options }: Room, io: Io): ToSetupPage {
  const { hands, now } = options;
  return {
    t: 'state',
    at: now(),
    ask: ask === null ? null : pageAsk(ask, n, hands?.reads(ask.id) ?? ''),
    levels: [...io.seen.levels].join(''),
    armed: io.seen.armed,
    held: io.held,
    chair: hands?.look() ?? null,
  };
}

const pageAsk = ({ id, text, kind, part }: Ask, n: number, reads: string): PageAsk => ({
  n,
  id,
  text,
  kind,
  part,
  button: part === pageButton.part,
  reads,
});

function tellNew(room: Room, io: Io): void {
  const lines = io.told.slice(room.told.length).map(({ text }) => text);
  if (lines.length === 0) return;
  room.told.push(...lines);
  sendAll(room, { t: 'told', lines });
}

function send(page: WebSocket, message: ToSetupPage): void {
  if (page.bufferedAmount < unreadBytesMax) page.send(JSON.stringify(message));
}

function sendAll({ pages }: Room, message: ToSetupPage): void {
  const text = JSON.stringify(message);
  for (const page of pages) if (page.bufferedAmount < unreadBytesMax) page.send(text);
}
