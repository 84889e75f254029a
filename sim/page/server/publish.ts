/** Sends subscribers the chair's description first, then changes. */

import { readChip } from './boards.ts';
import { chairView } from './chair-view.ts';
import { chairsOf } from './chairs.ts';
import { documentOf, entriesOf, plansOf } from './library.ts';
import { runsOf } from './runs.ts';
import { type SimulationSession, type Subscriber, wall } from './simulation-session.ts';
import { changesOf, viewOf } from './view.ts';
import { offerPlans } from './workspace.ts';

/** Least time between two states sent to subscribers: a screen cannot show more. */
const frameMs = 15;
const historyMs = 200;

export function subscribe(session: SimulationSession, subscriber: Subscriber): void {
  session.subscribers.add(subscriber);
  sendChanges(session, subscriber, wall());
}

/** Sends every subscriber what has changed; with `now` also slow ones, and without waiting for the next frame. */
export function publish(session: SimulationSession, now: boolean): void {
  const atMs = wall();
  if (!now && atMs - session.lastFrameMs < frameMs) return;
  session.lastFrameMs = atMs;
  for (const subscriber of session.subscribers)
    if (subscriber.ready() || now) sendChanges(session, subscriber, atMs);
}

function sendChanges(session: SimulationSession, subscriber: Subscriber, atMs: number): void {
  const { workspace, clock, workspaceNumber } = session;
  const { chair } = workspace.setup;
  if (subscriber.chairSent !== chair) {
    subscriber.chairSent = chair;
    subscriber.send({ t: 'chair', chair: chairView(chair, chairsOf(session)) });
    void entriesOf(session.library).then((library) => subscriber.send({ t: 'library', library }));
  }
  if (subscriber.plansSent !== workspace.plans.length) {
    subscriber.plansSent = workspace.plans.length;
    subscriber.send({ t: 'plans', plans: workspace.plans });
  }
  const version = `${workspaceNumber}.${workspace.eventLog.version}`;
  if (subscriber.historySent !== version && (atMs - subscriber.historyAtMs > historyMs || !clock.running)) {
    subscriber.historySent = version;
    subscriber.historyAtMs = atMs;
    subscriber.send({ t: 'history', h: workspace.eventLog.history });
  }
  const runs = runsOf(session);
  const told = JSON.stringify(runs.map(({ lengthMs, ...run }) => (run.open ? run : { ...run, lengthMs })));
  if (subscriber.runsSent !== told) {
    subscriber.runsSent = told;
    subscriber.send({ t: 'runs', runs });
  }
  const extras = {
    workspaceNumber,
    service: session.servicePort?.address ?? '',
    withoutService: session.withoutService,
    chip: readChip(workspace.simulation.board, session.meter),
  };
  const changes = changesOf(viewOf(workspace, clock, extras), subscriber.sent);
  if (changes !== null) subscriber.send({ t: 'state', s: changes });
}

function sendNotice(session: SimulationSession, level: 'info' | 'bad', text: string): void {
  for (const subscriber of session.subscribers) subscriber.send({ t: 'notice', level, text });
}

/** Notifies subscribers of a program file that changed on disk, and applies it. */
export function documentChanged(session: SimulationSession, id: string): void {
  const problems = documentOf(session.library, id)?.problems.length ?? 0;
  if (problems > 0)
    sendNotice(
      session,
      'bad',
      `${id} changed on disk and has ${problems} problem${problems === 1 ? '' : 's'}.`,
    );
  else sendNotice(session, 'info', `${id} changed on disk and was reloaded.`);
  refreshPrograms(session);
}

/** Gives chair and subscribers the programs of the changed library. */
export function refreshPrograms(session: SimulationSession): void {
  offerPlans(session.workspace, plansOf(session.library));
  libraryChanged(session);
}

/** Sends subscribers the present library. */
export function libraryChanged(session: SimulationSession): void {
  void entriesOf(session.library).then((library) => {
    for (const subscriber of session.subscribers) subscriber.send({ t: 'library', library });
  });
  publish(session, true);
}
