/** The kept runs: each has a name, can be opened again, and is kept until it is deleted. */
import type { RunEntry } from '../protocol.ts';
import { Compare } from './compare.tsx';
import { send } from './connection.ts';
import { clock } from './format.ts';
import { page } from './state.ts';

export function Runs() {
  const { runs } = page;
  return (
    <div class="runs">
      <table>
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">program</th>
            <th scope="col">chair</th>
            <th scope="col">seed</th>
            <th scope="col">length</th>
            <th scope="col">faults</th>
            <th scope="col">
              <span class="unseen">open or delete</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.run} {...run} />
          ))}
        </tbody>
      </table>
      <Compare />
      <p class="soft">
        A reset, a restart or a link begins a new run and keeps the one before. Opened again, a run stands
        paused at its end: look back, export it, or let it go on. Runs are kept until they are deleted or the
        simulator ends.
      </p>
    </div>
  );
}

function Run({ run, name, open, program, seed, rough, board, chair, lengthMs, faults }: RunEntry) {
  return (
    <tr class={open ? 'open' : ''} data-run={run}>
      <td>
        <input
          value={name}
          aria-label={`Name of run ${run}`}
          maxLength={60}
          onChange={(event) => send({ c: 'name-run', run, name: event.currentTarget.value })}
        />
      </td>
      <td>
        {program}
        {board === 'avr' ? ' on avr' : ''}
      </td>
      <td>{chair}</td>
      <td>
        {seed}
        {rough ? ', rough' : ''}
      </td>
      <td>{open ? 'open now' : clock(lengthMs)}</td>
      <td>{faults.length === 0 ? '–' : faults.join(' ')}</td>
      <td>
        {open ? null : (
          <>
            <button type="button" class="small" onClick={() => send({ c: 'open-run', run })}>
              Open
            </button>{' '}
            <button type="button" class="small" onClick={() => send({ c: 'delete-run', run })}>
              Delete
            </button>
          </>
        )}
      </td>
    </tr>
  );
}
