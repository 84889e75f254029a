/**
 * Garbage for the service port: random bytes, some of them nearly frames, and valid requests with something
 * changed and the checksum put right again. The chair must answer or keep silent, hold what it held, and
 * take a good upload afterwards.
 */
import { createRandom, nextBelow, nextShare, type Random } from '../../sim/random.ts';
import { encodeCbor } from '../../src/codec/cbor.ts';
import { createClient } from '../../src/service/client.ts';
import { messageBytesMax } from '../../src/service/connection.ts';
import { encodeFrames } from '../../src/service/frame.ts';
import { chairCommands, fsCommands, groups, osCommands } from '../../src/service/message.ts';
import { flashPackage } from '../../src/service/technician.ts';
import { createStand, packed, type Stand } from './stand.ts';
import { connect, impatientTimer, messageOf } from './wire.ts';

export interface FuzzReport {
  readonly bytes: number;
  readonly frames: number;
  readonly answers: number;
  /** Bytes of heap before and after, garbage collected. */
  readonly heapBefore: number;
  readonly heapAfter: number;
  readonly violations: readonly string[];
}

export interface FuzzOptions {
  readonly seed: number;
  readonly bytes: number;
  readonly frames: number;
  readonly heapUsed: () => number;
}

const pieceBytes = 4096;
/** Bytes that make nearly-frames: markers, line ends, base64. */
const likely = Buffer.from('\x06\x09\x04\x14\n\r=AAAABBQgCQoLZWxsbz0/+', 'latin1');

export async function fuzzCampaign({ seed, bytes, frames, heapUsed }: FuzzOptions): Promise<FuzzReport> {
  const random = createRandom(seed);
  const stand = createStand();
  const client = createClient(connect(stand), { timer: impatientTimer });
  await flashPackage(client, packed(stand.signer, 'keeper', 1));
  let answers = 0;
  const connection = stand.connect(() => {
    answers++;
  });
  const before = heldBy(stand);
  const violations: string[] = [];

  const corpus = requests(stand);
  // Half of it while nothing may be written, half while a technician is at work.
  const halves = ['running', 'service'] as const;
  let heapBefore = 0;
  for (const state of halves) {
    stand.chair.state = state;
    for (let sent = 0; sent < bytes / halves.length; sent += pieceBytes) {
      stand.receive(connection, noise(random));
    }
    for (let sent = 0; sent < frames / halves.length; sent++) {
      stand.receive(connection, encodeFrames(mutated(corpus, random)));
      stand.chair.nowMs += 7;
    }
    if (heldBy(stand) !== before) violations.push(`the store changed while ${state}`);
    if (state === 'running') heapBefore = heapUsed();
  }
  const heapAfter = heapUsed();
  if (stand.chair.resets > 0) violations.push('the chair was reset');
  stand.disconnect(connection);
  stand.chair.nowMs += 60_000;
  const flashed = await flashPackage(client, packed(stand.signer, 'keeper', 2));
  if (flashed.before !== 1) violations.push('the program was another');
  return { bytes, frames, answers, heapBefore, heapAfter, violations };
}

function heldBy({ store, disk }: Stand): string {
  return JSON.stringify([
    store.index.programs,
    store.keys,
    store.settings,
    store.problems,
    disk.operations(),
  ]);
}

function noise(random: Random): Uint8Array {
  const nearly = nextBelow(random, 3);
  return Uint8Array.from({ length: pieceBytes }, () =>
    nearly > 0 && nextShare(random) < 0.9
      ? likely[nextBelow(random, likely.length)]!
      : nextBelow(random, 256),
  );
}

/** One request of each kind; what they order would change nothing, or is refused. */
function requests(stand: Stand): Uint8Array[] {
  const bytes = Uint8Array.from(packed(stand.signer, 'other-one', 3));
  // In many places: a mutation that mends it would make it a good upload.
  for (let at = 20; at < 100; at += 9) bytes[at]! ^= 0x5a;
  const { os, fs, chair } = groups;
  const name = '/programs/other-one.lumbar';
  const asked: readonly (readonly [op: number, group: number, command: number, body: object])[] = [
    [0, os, osCommands.echo, { d: 'hello there' }],
    [2, os, osCommands.echo, { d: 'hello there' }],
    [0, os, osCommands.parameters, {}],
    [0, os, osCommands.info, { format: 'sr' }],
    [0, os, osCommands.datetime, {}],
    [0, fs, fsCommands.file, { off: 0, name: '/log/faults' }],
    [0, fs, fsCommands.file, { off: 100, name: '/programs/keeper.lumbar' }],
    [2, fs, fsCommands.file, { off: 0, len: bytes.length, data: bytes.subarray(0, 200), name }],
    [2, fs, fsCommands.file, { off: 200, data: bytes.subarray(200, 400), name }],
    [2, fs, fsCommands.file, { off: 0, len: bytes.length, data: bytes, name }],
    [0, fs, fsCommands.status, { name: '/log/sessions' }],
    [0, fs, fsCommands.hash, { name: '/programs/keeper.lumbar', type: 'sha256' }],
    [0, fs, fsCommands.hashTypes, {}],
    [0, chair, chairCommands.list, { off: 0 }],
    [2, chair, chairCommands.activate, { id: 'other-one' }],
    [2, chair, chairCommands.rollback, { id: 'other-one' }],
    [2, chair, chairCommands.delete, { id: 'other-one' }],
    [0, chair, chairCommands.selftest, {}],
    [0, chair, chairCommands.status, {}],
    [0, chair, chairCommands.keys, {}],
    [2, chair, chairCommands.trust, { key: stand.signer.publicKey, name: 'me' }],
    [0, chair, chairCommands.trust, {}],
    [2, chair, chairCommands.untrust, { id: '00'.repeat(16) }],
    [2, chair, chairCommands.downgrade, { id: 'other-one' }],
    [0, chair, chairCommands.settings, { off: 0 }],
    [2, chair, chairCommands.settings, { off: 0, len: 9, data: Buffer.from('{"locked"') }],
    // Not the id of the program that is to be kept: spliced into a deletion it would be a valid order.
    [0, chair, chairCommands.package, { id: 'other-one', off: 0 }],
    [0, chair, chairCommands.refusal, {}],
  ];
  return asked.map(([op, group, command, body]) =>
    messageOf({ op, version: 1, group, sequence: 0, command }, encodeCbor(body)),
  );
}

function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let message: Uint8Array = Uint8Array.from(corpus[nextBelow(random, corpus.length)]!);
  message[6] = nextBelow(random, 256);
  const changes = 1 + nextBelow(random, 4);
  for (let change = 0; change < changes; change++) message = changed(message, corpus, random);
  message = message.slice(0, messageBytesMax);
  // The length in the head is put right as well, mostly: else nothing gets past it.
  if (message.length >= 8 && nextShare(random) < 0.9) {
    message[2] = (message.length - 8) >> 8;
    message[3] = (message.length - 8) & 0xff;
  }
  // The os group's reset is an order like any other; a mutation that hits it exactly is no fault of the chair.
  if (message[5] === 0 && message[7] === osCommands.reset) message[7] = 9;
  return message;
}

function changed(message: Uint8Array, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  // Mostly in the body: a message with a broken head is dropped at once.
  const from = message.length > 8 && nextShare(random) < 0.85 ? 8 : 0;
  const at = from + nextBelow(random, message.length - from);
  switch (nextBelow(random, 7)) {
    case 0:
      message[at]! ^= 1 << nextBelow(random, 8);
      return message;
    case 1:
      message[at] = nextBelow(random, 256);
      return message;
    case 2:
      return message.slice(0, Math.max(at, 8));
    case 3:
      return Uint8Array.from([...message.subarray(0, at), nextBelow(random, 256), ...message.subarray(at)]);
    case 4:
      return Uint8Array.from([...message.subarray(0, at), ...message.subarray(at + 1)]);
    case 5: {
      const other = corpus[nextBelow(random, corpus.length)]!;
      return Uint8Array.from([
        ...message.subarray(0, at),
        ...other.subarray(nextBelow(random, other.length)),
      ]);
    }
    default:
      return Uint8Array.from([...message, ...message.subarray(8)]);
  }
}
