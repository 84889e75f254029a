/** The simulated chair's board: the model, or the real firmware on an emulated chip, whose pins are shown. */

import { useState } from 'preact/hooks';
import { seedMost } from '../../random.ts';
import { type RoughKind, roughKindNames, roughKinds } from '../../rough/kinds.ts';
import type { BoardKind, ChipState } from '../protocol.ts';
import { send } from './connection.ts';
import { fixed } from './format.ts';
import { page } from './state.ts';

export function Board() {
  const { board, seed, rough, chip, service, withoutService } = page;
  const [typed, setTyped] = useState<string | null>(null);
  const [kinds, setKinds] = useState<readonly RoughKind[] | null>(null);
  const choose = (kind: BoardKind): void => send({ c: 'restart', board: kind });
  return (
    <section class="panel board" aria-labelledby="board-title">
      <div class="panel-head">
        <h2 id="board-title">Board</h2>
        <fieldset class="segments" aria-label="Board">
          <button
            type="button"
            aria-pressed={board === 'model'}
            title="The plant alone; restarts"
            onClick={() => choose('model')}
          >
            model
          </button>
          <button
            type="button"
            aria-pressed={board === 'avr'}
            title="The real guard firmware on an emulated chip; restarts"
            onClick={() => choose('avr')}
          >
            avr
          </button>
        </fieldset>
      </div>
      <div class="board-tools">
        <label class="check">
          seed{' '}
          <input
            type="number"
            min="0"
            max={seedMost}
            value={typed ?? seed}
            aria-label="Seed"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="small"
          title="A fresh chair with this seed, in this world; the recording starts over"
          onClick={() => {
            send({
              c: 'restart',
              seed: Math.max(0, Math.floor(Number(typed ?? seed))),
              rough: kinds ?? rough,
            });
            setTyped(null);
            setKinds(null);
          }}
        >
          Reset chair
        </button>
      </div>
      <Rough kinds={kinds ?? rough} now={rough} choose={setKinds} />
      <p class="service soft" data-test="service">
        {service === '' ? `No service port: ${withoutService}.` : `Service port ${service}`}
      </p>
      {chip === null ? null : <Pins {...chip} />}
    </section>
  );
}

/** The kinds of roughness of the world, drawn from the seed when the chair is reset. */
function Rough({
  kinds,
  now,
  choose,
}: {
  kinds: readonly RoughKind[];
  now: readonly RoughKind[];
  choose: (kinds: readonly RoughKind[]) => void;
}) {
  const isChanged = kinds.join() !== now.join();
  return (
    <details class="rough">
      <summary>
        Rough world
        <span class={now.length > 0 ? 'count some' : 'count'}>
          {isChanged ? 'from the next reset on' : now.length > 0 ? `${now.length} kinds` : 'none'}
        </span>
      </summary>
      <div class="board-tools">
        <button type="button" class="small" onClick={() => choose(roughKindNames)}>
          All kinds
        </button>
        <button type="button" class="small" onClick={() => choose([])}>
          None
        </button>
      </div>
      {roughKindNames.map((kind) => (
        <label key={kind} class="check" title={roughKinds[kind]}>
          <input
            type="checkbox"
            checked={kinds.includes(kind)}
            data-rough={kind}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              choose(roughKindNames.filter((each) => (each === kind ? checked : kinds.includes(each))));
            }}
          />{' '}
          {kind}
        </label>
      ))}
    </details>
  );
}

function Pins({ chip, pins, bytesUpPerS, bytesDownPerS }: ChipState) {
  return (
    <table class="pins">
      <caption class="soft">
        {chip}: {bytesUpPerS} bytes/s up, {bytesDownPerS} bytes/s down
      </caption>
      <thead>
        <tr>
          <th scope="col">output</th>
          <th scope="col">pin</th>
          <th scope="col">level</th>
        </tr>
      </thead>
      <tbody>
        {pins.map(({ name, pin, level }) => (
          <tr key={name} data-pin={name}>
            <td>{name}</td>
            <td>{pin}</td>
            <td>{level === 0 ? 'low' : level === 1 ? 'high' : `PWM ${fixed(level * 100, 0)} %`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
