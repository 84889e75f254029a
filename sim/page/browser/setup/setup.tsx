/** The setup page: the current ask, what was found, and the pins; with a simulated chair also its parts and plugs. */
import { useSignal } from '@preact/signals';
import { type ComponentChildren, render } from 'preact';
import type { PageAsk, SeenChair } from '../../setup/protocol.ts';
import { changes, connect, connected, ended, hello, send, state, told } from './connection.ts';
import { press, release, releaseWhenUnseen } from './hold.ts';

/** Words that the ask's text puts in quotes; each becomes a button that gives this answer. */
const saidIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/"([^"]{1,24})"/g)].map(([, word = '']) => word)),
];

function Page() {
  const { value: end } = ended;
  return (
    <main>
      <h1>Setup of {hello.value?.model ?? 'a chair'}</h1>
      {!connected.value && end === null && <p class="bad">No connection: everything is off.</p>}
      {end !== null && <p class={end.failed ? 'bad' : 'good'}>Setup has ended.</p>}
      {end === null && <Asked ask={state.value?.ask ?? null} />}
      {state.value?.chair && end === null && <Simulated chair={state.value.chair} />}
      <Told />
      <Pins />
    </main>
  );
}

function Asked({ ask }: { ask: PageAsk | null }) {
  if (ask === null) return <section class="ask">Measuring …</section>;
  const canAnswer = ask.kind === 'say' || ask.kind === 'press';
  const byHand = hello.value?.parts?.some(({ part }) => part === ask.part) === true;
  return (
    <section class="ask" aria-live="polite">
      <p>{ask.text}</p>
      {ask.button && <HoldButton />}
      {!ask.button && byHand && (
        <ByHand part={ask.part} class="hold">
          {ask.kind === 'press' ? 'Press' : 'Hold'}
        </ByHand>
      )}
      {canAnswer && <Answers key={ask.n} ask={ask} />}
    </section>
  );
}

function Answers({ ask }: { ask: PageAsk }) {
  const text = useSignal(ask.reads);
  const answer = (said: string) => send({ c: 'answer', n: ask.n, text: said });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.value.trim() !== '') answer(text.value);
      }}
    >
      {ask.reads !== '' && <p class="soft">You read: {ask.reads}</p>}
      {saidIn(ask.text).map((said) => (
        <button type="button" key={said} onClick={() => answer(said)}>
          {said}
        </button>
      ))}
      <input
        aria-label="answer"
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <button type="submit" class="primary">
        Answer
      </button>
    </form>
  );
}

/** Handlers for press and release by finger, mouse, space bar or Enter; losing pointer or focus also releases. */
const held = (down: (target: Element, pointer: number) => void, up: () => void) => ({
  onPointerDown: (event: PointerEvent) => down(event.currentTarget as Element, event.pointerId),
  onPointerUp: up,
  onPointerCancel: up,
  onLostPointerCapture: up,
  onBlur: up,
  onContextMenu: (event: Event) => event.preventDefault(),
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) down(event.currentTarget as Element, -1);
  },
  onKeyUp: up,
});

function HoldButton() {
  const isDown = useSignal(false);
  return (
    <button
      type="button"
      class={isDown.value ? 'hold down' : 'hold'}
      {...held((target, pointer) => {
        if (pointer >= 0) target.setPointerCapture(pointer);
        isDown.value = true;
        press(() => {
          isDown.value = false;
        });
      }, release)}
    >
      {isDown.value ? (state.value?.held ? 'held: let go to stop' : '…') : 'Hold'}
    </button>
  );
}

/** The parts that the person presses by hand now; they are released with the page. */
const hands = new Set<string>();
function hand(part: string, down: boolean): void {
  if (down === hands.has(part)) return;
  if (down) hands.add(part);
  else hands.delete(part);
  send({ c: 'hand', part, down });
}
const handsOff = (): void => {
  for (const part of [...hands]) hand(part, false);
};

function ByHand({ part, children, ...rest }: { part: string; children: ComponentChildren; class?: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-pressed={state.value?.chair?.pressed.includes(part) === true}
      {...held(
        (target, pointer) => {
          if (pointer >= 0) target.setPointerCapture(pointer);
          hand(part, true);
        },
        () => hand(part, false),
      )}
    >
      {children}
    </button>
  );
}

const way = (sign: number, up: string, down: string): string => (sign > 0 ? up : sign < 0 ? down : 'still');

function Simulated({ chair }: { chair: SeenChair }) {
  const { supplied, carriageMm, carriageWay, kneaderDeg, kneaderWay, taps, pads } = chair;
  return (
    <section>
      <h2>The chair</h2>
      <p>
        Carriage {carriageMm} mm above the bottom, {way(carriageWay, 'going up', 'going down')} · arms at{' '}
        {kneaderDeg}°, {way(kneaderWay, 'turning forwards', 'turning backwards')}
        {taps ? ' · it taps' : ''}
        {pads.map(({ name, feels }) => ` · ${name} pad: ${feels}`)}
        {chair.sits ? ' · somebody sits in it' : ''}
      </p>
      <p class="parts">
        <button
          type="button"
          class={supplied ? 'primary' : ''}
          onClick={() => send({ c: 'supply', on: !supplied })}
        >
          {supplied ? 'Pull the plug of the supply' : 'Plug the supply in'}
        </button>
        {hello.value?.parts?.map(({ part, name }) => (
          <ByHand key={part} part={part}>
            {name}
          </ByHand>
        ))}
      </p>
    </section>
  );
}

function Told() {
  return (
    <section>
      <h2>What was found</h2>
      <ol reversed>
        {[...told.value].reverse().map((line, index) => (
          <li key={told.value.length - index}>{line}</li>
        ))}
      </ol>
    </section>
  );
}

function Pins() {
  const { value: now } = state;
  if (now === null) return null;
  return (
    <section>
      <h2>Pins</h2>
      <p class="pins">
        {hello.value?.pins.map((name, pin) => (
          <span key={name} class={now.levels[pin] === '1' ? 'pin high' : 'pin'} title={`pin ${name}`}>
            {name}
            <small>{changes.value[pin] || ''}</small>
          </span>
        ))}
      </p>
      <p class="soft">Filled: high. The small figure counts its changes since the page was opened.</p>
    </section>
  );
}

render(<Page />, document.getElementById('page')!);
releaseWhenUnseen(handsOff);
connect(release);
