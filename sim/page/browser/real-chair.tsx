/** What a real chair's page has in place of the simulator's tools: a few orders, and the chair's logs. */
import type { PageTrigger } from '../../../src/control/session/triggers.ts';
import { needsConfirmation } from '../../../src/machine/page-orders.ts';
import type { RealState } from '../real-protocol.ts';
import { send } from './connection.ts';
import { clock } from './format.ts';
import { page } from './state.ts';

/** The orders in words. */
const orderTexts: Readonly<Record<PageTrigger, string>> = {
  'page-stop': 'stop',
  'page-pause': 'pause',
  'page-cooler': 'less heat',
  'page-slower': 'less speed',
  'page-sooner': 'shorter timer',
  'page-start': 'start',
  'page-warmer': 'more heat',
  'page-faster': 'more speed',
  'page-later': 'longer timer',
  'page-spot-up': 'spot up',
  'page-spot-down': 'spot down',
};

const atOnce = (Object.keys(orderTexts) as PageTrigger[]).filter((order) => !needsConfirmation[order]);
const withStart = (Object.keys(orderTexts) as PageTrigger[]).filter((order) => needsConfirmation[order]);

export function Orders() {
  return (
    <div class="orders">
      <fieldset aria-label="Done at once">
        {atOnce.map((order) => (
          <OrderButton key={order} order={order} />
        ))}
      </fieldset>
      <p class="soft">With start on the remote, within a minute:</p>
      <fieldset aria-label="Done when start on the remote is pressed">
        {withStart.map((order) => (
          <OrderButton key={order} order={order} />
        ))}
      </fieldset>
      <p class="pending" role="status" data-test="pending">
        {pendingText(page.real)}
      </p>
    </div>
  );
}

function OrderButton({ order }: { order: PageTrigger }) {
  return (
    <button
      type="button"
      class={`order ${order}`}
      aria-pressed={page.real?.pending === order}
      disabled={!page.connected || page.lookBack !== null}
      onClick={() => send({ c: 'order', order })}
    >
      {orderTexts[order]}
    </button>
  );
}

const ends: Readonly<Record<RealState['pendingState'], string>> = {
  none: '',
  waits: '',
  accepted: 'Confirmed at the chair.',
  expired: 'Nobody pressed start within a minute: it is not done.',
  replaced: 'Another was asked for while one waited: neither is done. Ask again.',
  overtaken: 'The chair has changed its state meanwhile: it is not done.',
};

function pendingText(real: RealState | null): string {
  if (real === null) return '';
  if (real.pending === 'none') return ends[real.pendingState];
  return `Press start on the remote for ${orderTexts[real.pending]}: ${real.pendingLeftS} s left.`;
}

/** Faults, sessions, the self-test, and the chair's status. */
export function Records() {
  const { real } = page;
  if (real === null) return null;
  return (
    <section class="panel records" aria-labelledby="records-title">
      <div class="panel-head">
        <h2 id="records-title">Written down</h2>
      </div>
      <div class="records-body">
        <Log name="Faults" lines={real.faults} text={faultText} none="No faults have been logged." />
        <Log name="Sessions" lines={real.sessions} text={sessionText} none="No sessions have been logged." />
        <SelfTest test={real.selfTest} />
        <details>
          <summary>Status</summary>
          <dl>
            {Object.entries(real.status).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value === null ? 'not known' : String(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </section>
  );
}

type LogRecord = Readonly<Record<string, unknown>>;

function Log(props: {
  name: string;
  lines: readonly string[];
  text: (record: LogRecord) => string;
  none: string;
}) {
  const texts = props.lines.flatMap((line) => {
    const text = props.text(JSON.parse(line) as LogRecord);
    return text === '' ? [] : [text];
  });
  return (
    <details open>
      <summary>{props.name}</summary>
      {texts.length === 0 ? <p class="soft">{props.none}</p> : null}
      <ul>
        {texts.map((text, index) => (
          <li key={index}>{text}</li>
        ))}
      </ul>
    </details>
  );
}

function whenOf({ wall, boot, atMs, endMs }: LogRecord): string {
  if (typeof wall === 'string') return new Date(wall).toLocaleString();
  return `boot ${boot}, ${clock(Number(atMs ?? endMs))}`;
}

/** Empty for lines that hold frames of the link, which belong to a fault. */
function faultText(record: LogRecord): string {
  const { code, part } = record;
  if (typeof code !== 'string') return '';
  return `${code}${typeof part === 'string' && part !== '' ? ` ${part}` : ''}, ${whenOf(record)}`;
}

function sessionText(record: LogRecord): string {
  return `${record['program']}, ${record['minutes']} min, ended: ${record['ended']}, ${whenOf(record)}`;
}

function SelfTest({ test }: { test: RealState['selfTest'] }) {
  if (test === null) return null;
  const verdict = test.running ? 'runs' : test.passed === true ? 'passed' : `failed ${test.stopped}`;
  return (
    <details open>
      <summary>Self-test: {verdict}</summary>
      <table>
        <tbody>
          {test.rows.map(({ name, value, unit, low, high, pass, notRun }) => (
            <tr key={name} class={pass ? '' : 'bad'}>
              <td>{notRun !== '' ? 'skip' : pass ? 'pass' : 'fail'}</td>
              <td>{name}</td>
              <td>{notRun !== '' ? notRun : `${value} ${unit} (${low} to ${high})`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
