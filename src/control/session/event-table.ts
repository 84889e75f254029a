/**
 * What all triggers but keys do in each state of the session: faults, page orders, finished jobs, the service port, recovery of
 * the link, time. A missing cell does not compile; docs/remote.md is made from this table.
 */
import type { SessionState } from '../../chair/names.ts';
import type { SessionEnd } from './history.ts';
import { begin, pause, stop, stopHoming, stopParking } from './key-table.ts';
import { type Cell, ignored, type Transition, unlocked, unlockedAndStopUp } from './transitions.ts';
import type { EventTrigger } from './triggers.ts';

type Row = Readonly<Record<SessionState, Cell>>;

function row(
  off: Cell,
  homing: Cell,
  ready: Cell,
  running: Cell,
  paused: Cell,
  parking: Cell,
  fault: Cell,
  service: Cell,
): Row {
  return { off, homing, ready, running, paused, parking, fault, service };
}

const fail = (fault: NonNullable<Transition['fault']>): Cell => [{ to: 'fault', fault, effects: ['alarm'] }];
const parkAfter = (ends: Extract<SessionEnd, 'completed' | 'timer' | 'seat' | 'pause'>): Transition => ({
  to: 'parking',
  ends,
  effects: ['park', 'announce-end'],
});

const no = ignored;
const E71 = fail('E71');
const E32 = fail('E32');
const latched = fail('latched');
const grave: Cell = [{ when: 'fault-though-off', to: 'fault', fault: 'latched', effects: ['alarm'] }];
const endJob: Cell = [{ effects: ['stop-service-job'] }];
const order: Cell = [{ when: 'service-job-stopped', effects: [] }, { effects: ['do-service-job'] }];
const withdraw: Cell = [{ effects: ['end-service-job'] }];

/**
 * Keys pressed during homing still count. Where start waits, the session follows homing with no idle tick in between: its
 * beginning is no new act of a person and arms nothing.
 */
const homed: Cell = [
  { when: 'start-unseated', to: 'ready', effects: ['stand-still', 'refuse-seat'] },
  { when: 'start-waits', to: 'running', effects: ['begin-session', 'announce-ready'] },
  { to: 'ready', keepsKeys: true, effects: ['stand-still', 'announce-ready'] },
];
const startLapses: Cell = [{ effects: ['forget-start'] }];
const massage: Cell = [{ effects: ['begin-massage'] }];
const park: Cell = [{ effects: ['park-tested'] }];
const off: Cell = [{ to: 'off', effects: ['switch-off'] }];

/**
 * The cable was unplugged while the chair stood ready, with nothing going on: recovery leads to ready, never to motion. Where the
 * carriage may have moved meanwhile, recovery leads to off, as if the chair had just been switched on at the wall.
 */
const notFromReady: Transition = { when: 'fault-not-from-ready', effects: [] };
const startAnew: Transition = { to: 'off', effects: ['switch-off', 'forget-place'] };
const recover: Cell = [
  notFromReady,
  { when: 'place-unknown', ...startAnew },
  { to: 'ready', effects: ['forget-faults', 'announce-ready'] },
];
const restart: Cell = [notFromReady, startAnew];
/** Only a key clears a latched fault, so service that ends by time leads back to it. */
const serviceOver: Cell = [
  { when: 'fault-latched', to: 'fault', fault: 'latched', effects: ['alarm'] },
  ...off,
];

const fits: Transition = { when: 'program-fits', effects: [] };
const ended: Cell = [parkAfter('completed')];
const timer: Cell = [{ when: 'not-answered', ...parkAfter('seat') }, parkAfter('timer')];
const late: Cell = [fits, ...timer];
const coolDown: Cell = [fits, { effects: ['begin-cool-down'] }];
const coolPads: Cell = [{ effects: ['heat-off'] }];
const seatWait: Cell = [{ to: 'paused', effects: ['pause-for-seat'] }];
const ask: Cell = [{ when: 'cooling-down', effects: [] }, { effects: ['ask'] }];
const unanswered: Cell = [{ effects: ['end-soon', 'begin-cool-down'] }];
const seatEnd: Cell = [parkAfter('seat')];
const idle: Cell = [{ when: 'power-key', effects: [] }, ...off];
const pauseEnd: Cell = [parkAfter('pause')];

const pagePause = unlocked(...pause);
const cooler = unlocked({ effects: ['cooler'] });
const warmer = unlocked({ effects: ['warmer'] });
const slower = unlocked({ effects: ['slower'] });
const faster = unlocked({ effects: ['faster'] });
const sooner = unlocked({ effects: ['sooner'] });
const later = unlocked({ effects: ['later'] });
const spotUp = unlocked({ effects: ['spot-up'] });
const spotDown = unlocked({ effects: ['spot-down'] });
const on = unlockedAndStopUp(...begin.off);
const soon = unlockedAndStopUp(...begin.homing);
const start = unlockedAndStopUp(...begin.ready);
const goOn = unlockedAndStopUp(...begin.paused);

// biome-ignore format: a table, one column a state
export const eventTable: Readonly<Record<EventTrigger, Row>> = {
  //                              off      homing      ready    running   paused    parking      fault    service
  'emergency-stop':           row(no,      E71,        E71,     E71,      E71,      E71,         no,      E71),
  // The technician needs the faulty chair; the guard leaves the self-test all parts whose power the fault does not take.
  'fault':                    row(grave,   latched,    latched, latched,  latched,  latched,     no,      no),
  // Normally the press has done this already; if it has not, holding stop is enough.
  'stop-held':                row(no,      stopHoming, no,      stop,     stop,     stopParking, no,      endJob),

  'page-stop':                row(no,      stopHoming, no,      stop,     stop,     stopParking, no,      endJob),
  'page-pause':               row(no,      no,         no,      pagePause, no,      no,          no,      no),
  'page-cooler':              row(no,      cooler,     cooler,  cooler,   cooler,   no,          no,      no),
  'page-slower':              row(no,      slower,     slower,  slower,   slower,   no,          no,      no),
  'page-sooner':              row(no,      sooner,     sooner,  sooner,   sooner,   no,          no,      no),
  'page-start':               row(on,      soon,       start,   no,       goOn,     no,          no,      no),
  'page-warmer':              row(no,      warmer,     warmer,  warmer,   warmer,   no,          no,      no),
  'page-faster':              row(no,      faster,     faster,  faster,   faster,   no,          no,      no),
  'page-later':               row(no,      later,      later,   later,    later,    no,          no,      no),
  'page-spot-up':             row(no,      spotUp,     spotUp,  spotUp,   spotUp,   no,          no,      no),
  'page-spot-down':           row(no,      spotDown,   spotDown, spotDown, spotDown, no,         no,      no),

  'homed':                    row(no,      homed,      no,      no,       no,       no,          no,      no),
  'switches-tested':          row(no,      no,         no,      massage,  no,       park,        no,      no),
  'program-ended':            row(no,      no,         no,      ended,    no,       no,          no,      no),
  'parked':                   row(no,      no,         no,      no,       no,       off,         no,      no),

  'job-ordered':              row(no,      no,         no,      no,       no,       no,          no,      order),
  'job-withdrawn':            row(no,      no,         no,      no,       no,       no,          no,      withdraw),

  'link-recovered':           row(no,      no,         no,      no,       no,       no,          recover, no),
  'link-recovered-restarted': row(no,      no,         no,      no,       no,       no,          restart, no),

  'timer-overrun':            row(no,      no,         no,      timer,    no,       no,          no,      no),
  'timer-over':               row(no,      no,         no,      late,     no,       no,          no,      no),
  'last-minute':              row(no,      no,         no,      coolDown, no,       no,          no,      no),
  'pause-cools-down':         row(no,      no,         no,      no,       coolPads, no,          no,      no),
  'seat-empty':               row(no,      no,         no,      seatWait, coolPads, no,          no,      no),
  'start-lapses':             row(no,      startLapses, no,     no,       no,       no,          no,      no),
  'seat-abandoned':           row(no,      no,         no,      no,       seatEnd,  no,          no,      no),
  'ask-due':                  row(no,      no,         no,      ask,      no,       no,          no,      no),
  'unanswered':               row(no,      no,         no,      unanswered, no,     no,          no,      no),
  'pause-too-long':           row(no,      no,         no,      no,       pauseEnd, no,          no,      no),
  'session-too-long':         row(no,      no,         no,      no,       timer,    no,          no,      no),
  'homing-too-long':          row(no,      E32,        no,      no,       no,       no,          no,      no),
  'parking-too-long':         row(no,      no,         no,      no,       no,       off,         no,      no),
  // Without a power key nothing else would switch the chair off; the carriage stays where it is, since nobody asked for a motion.
  'ready-idle':               row(no,      no,         idle,    no,       no,       no,          no,      no),
  'service-idle':             row(no,      no,         no,      no,       no,       no,          no,      serviceOver),
};
