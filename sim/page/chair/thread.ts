/** The thread that serves a real chair's page: server, recording and viewers. It has no access to the chair. */
import { execFileSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { tickMs } from '../../../src/chair/limits.ts';
import { hostsOf } from '../server/access.ts';
import { servePage } from '../server/http.ts';
import { addTick, channelCount, type Recording } from '../server/recording.ts';
import type { FromThread, PageSetup, ToThread } from './messages.ts';
import { rowNumbers } from './messages.ts';
import { acceptViewer, createViewers, publishAll, takeState, type Viewers } from './viewers.ts';

const setup = workerData as PageSetup;
const port = parentPort;
if (port === null) throw new Error('This file is the thread of a page.');
const tell = (message: FromThread): void => port.postMessage(message);

for (const giveWay of [leaveRealTime, beNice]) {
  try {
    giveWay();
  } catch {
    // Not permitted or not available: all threads keep the same priority.
  }
}

/** Under the systemd unit all threads have real-time scheduling, to which a nice value does not apply. */
function leaveRealTime(): void {
  const self = basename(readlinkSync('/proc/thread-self'));
  execFileSync('chrt', ['--other', '--pid', '0', self], { stdio: 'ignore' });
}

/** Lowers the priority, so that ticks go before pages. On Linux this affects only this thread. */
function beNice(): void {
  setPriority(0, 10);
}

/** Longest message of a page: it sends only orders and queries. */
const messageBytesMax = 4096;

const viewers = createViewers(setup.chair, setup.plans, (order) => tell({ t: 'order', order }));
port.on('message', (message: ToThread) => {
  take(viewers, message);
  tell({ t: 'taken' });
});

servePage({
  folder: setup.folder,
  host: setup.host,
  port: setup.port,
  access: (actual) => ({
    who: 'this chair',
    hosts: hostsOf(setup.host, actual),
    port: actual,
    token: setup.token,
  }),
  messageBytesMax,
  accept: (client) => acceptViewer(viewers, client),
}).then(
  ({ port: actual, access }) => tell({ t: 'open', port: actual, hosts: access.hosts }),
  (error: NodeJS.ErrnoException) => tell({ t: 'failed', code: error.code ?? '', why: error.message }),
);

function take(to: Viewers, message: ToThread): void {
  if (message.t !== 'ticks') {
    takeState(to, message);
    return;
  }
  const { first, rows, live } = message;
  fillUpTo(to.recording, first);
  for (let at = 0; at < rows.length; at += rowNumbers)
    addTick(
      to.recording,
      rows.subarray(at, at + channelCount),
      rows.subarray(at + channelCount, at + rowNumbers),
    );
  to.live = live;
  to.nowMs = (to.recording.end - 1) * tickMs;
  publishAll(to);
}

const nothing = new Float64Array(channelCount).fill(Number.NaN);
const noCodes = new Float64Array(rowNumbers - channelCount);

/** Fills in ticks without data, which the loop or this thread has missed. */
function fillUpTo(recording: Recording, tick: number): void {
  while (recording.end < tick) addTick(recording, nothing, noCodes);
}
