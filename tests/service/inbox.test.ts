/** Where lines meet turns: what waits, what is dropped, and that nothing is left behind. */
import { beforeEach, expect, test } from 'vitest';
import {
  closeLine,
  createInbox,
  type Inbox,
  openLine,
  putBytes,
  reopenLines,
  sendTo,
  takeInbox,
} from '../../src/service/inbox.ts';

let inbox: Inbox;
beforeEach(() => {
  inbox = createInbox();
});
const bytes = Uint8Array.of(1, 2, 3);
const kinds = () => takeInbox(inbox).map(({ kind, connection }) => `${kind} ${connection}`);

test('a turn takes what came since the last, in order', () => {
  openLine(inbox, () => {});
  openLine(inbox, () => {});
  void putBytes(inbox, 2, bytes);
  void putBytes(inbox, 1, bytes);
  expect(kinds()).toEqual(['connect 1', 'connect 2', 'bytes 2', 'bytes 1']);
  expect(kinds()).toEqual([]);
});

test('a line may put more when a turn has taken what it put', async () => {
  const line = openLine(inbox, () => {});
  let taken = false;
  const put = putBytes(inbox, line, bytes).then(() => {
    taken = true;
  });
  await new Promise(setImmediate);
  expect(taken).toBe(false);
  takeInbox(inbox);
  await put;
  expect(taken).toBe(true);
});

test('a line that closes takes back what no turn has taken, and is said to be gone where a turn knew it', () => {
  const known = openLine(inbox, () => {});
  takeInbox(inbox);
  void putBytes(inbox, known, bytes);
  closeLine(inbox, known);
  closeLine(inbox, known);
  expect(kinds()).toEqual([`disconnect ${known}`]);
});

test('a line whose bytes a machine took with it goes on with the next machine', async () => {
  const line = openLine(inbox, () => {});
  takeInbox(inbox);
  const put = putBytes(inbox, line, bytes);
  reopenLines(inbox);
  await put;
  expect(kinds()).toEqual([`connect ${line}`]);
});

test('lines that come and go while no turn is taken leave nothing behind', async () => {
  for (let n = 0; n < 1000; n++) {
    const line = openLine(inbox, () => {});
    void putBytes(inbox, line, bytes);
    closeLine(inbox, line);
    await putBytes(inbox, line, bytes);
  }
  expect([inbox.waiting.length, inbox.lines.size]).toEqual([0, 0]);
});

test('answers go to their line at once, and nowhere once it is closed', () => {
  const sent: number[] = [];
  const first = openLine(inbox, () => sent.push(1));
  const second = openLine(inbox, () => sent.push(2));
  sendTo(inbox, second, bytes);
  sendTo(inbox, first, bytes);
  closeLine(inbox, second);
  sendTo(inbox, second, bytes);
  expect(sent).toEqual([2, 1]);
});
