/** SMP's os group: echo, date and time, reset, parameters, information. Source: Zephyr, "Default/OS Management Group". */
import type { Keep } from '../store/keep.ts';
import { type Answer, done, osError, osErrors, refused, refusedFor, textIn } from './answer.ts';
import { messageBytesMax, messagesWaitingMax } from './connection.ts';
import { osCommands } from './message.ts';
import { smpCodes } from './refusals.ts';
import type { Commands, KeepFirst, Request } from './request.ts';
import { type Outcome, refusalOf } from './service.ts';

/** Longest text of an echo (characters): it must also fit into a client's buffer. */
const echoLettersMax = 1024;

export const osGroup: Commands = {
  [osCommands.echo]: { read: echo, write: echo, free: true },
  [osCommands.datetime]: { read: readClock, write: writeClock, kept: clockKept },
  [osCommands.reset]: { write: reset },
  [osCommands.parameters]: { read: () => done({ buf_size: messageBytesMax, buf_count: messagesWaitingMax }) },
  [osCommands.info]: { read: information },
};

function echo({ body }: Request): Answer {
  const text = textIn(body, 'd');
  if (text === null || text.length > echoLettersMax)
    return refusedFor('bad-request', 'd is no text of at most 1024');
  return done({ r: text });
}

function readClock({ world: { wallMs } }: Request): Answer {
  if (wallMs === null) return osError(osErrors.clockNotSet, smpCodes.badState);
  return done({ datetime: new Date(wallMs).toISOString().replace('Z', '000+00:00') });
}

function writeClock({ world, body }: Request): Answer | KeepFirst {
  const wallMs = timeIn(textIn(body, 'datetime') ?? '');
  if (wallMs === null) return osError(osErrors.clockFailed);
  return { kind: 'keep', what: { what: 'clock', clock: world.clockSetTo(wallMs) } };
}

function clockKept({ world, connection }: Request, outcome: Outcome, what: Keep): Answer {
  if (what.what !== 'clock') return refusedFor('unexpected', what.what);
  const refusal = refusalOf(outcome, 'the clock');
  if (refusal !== null) return refused(refusal);
  const before = world.wallMs === null ? 'not set' : new Date(world.wallMs).toISOString();
  const after = new Date(what.clock.setMs).toISOString();
  world.logWork({ what: 'set the clock', key: connection.keyId, subject: '', before, after });
  world.setClock(what.clock);
  return done();
}

/** Null for a text that is no time, for a day that does not exist, and before 1970, where computer clocks begin. */
function timeIn(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  const [, local = '', fraction = '', zone = 'Z'] = match ?? [];
  const localMs = Date.parse(`${local}Z`);
  // `Date.parse` takes the 31st of February for a day in March.
  if (Number.isNaN(localMs) || !new Date(localMs).toISOString().startsWith(local)) return null;
  const wallMs = Date.parse(`${local}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
  return wallMs >= 0 ? wallMs : null;
}

/** Answers before the restart: the client would never get the answer otherwise. */
function reset(): Answer {
  return { kind: 'done', body: {}, reset: true };
}

/** What `uname` would say; the letters are Zephyr's. */
function information({ service, world, body }: Request): Answer {
  const format = body['format'] === undefined ? 's' : textIn(body, 'format');
  if (format === null) return osError(osErrors.badFormat);
  const fields: readonly (readonly [string, string])[] = [
    ['s', 'Lumbar'],
    ['n', service.chair.model],
    ['r', world.software],
    ['v', `boot ${world.store.boot}`],
    ['m', process.arch],
    ['p', process.arch],
    ['i', service.chair.model],
    ['o', 'Lumbar'],
  ];
  if (![...format].every((letter) => letter === 'a' || fields.some(([name]) => name === letter))) {
    return osError(osErrors.badFormat);
  }
  const wanted = fields.filter(([letter]) => format.includes('a') || format.includes(letter));
  return done({ output: wanted.map(([, text]) => text).join(' ') });
}
