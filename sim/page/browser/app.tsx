/** The page's parts and where they stand. */

import { useState } from 'preact/hooks';
import { Board } from './board.tsx';
import { Chair } from './chair.tsx';
import { ActiveFaults, Faults } from './faults.tsx';
import { Guard } from './guard.tsx';
import { Programs } from './programs.tsx';
import { Remote } from './remote.tsx';
import { useKeys } from './store.ts';
import { Stack, TimelineTools } from './timeline.tsx';
import { Top } from './top.tsx';

export function App() {
  return (
    <>
      <Top />
      <main class="page">
        <div class="column left">
          <Chair />
          <Guard />
          <ActiveFaults />
        </div>
        <div class="column middle">
          <Middle />
        </div>
        <div class="column right">
          <Remote />
          <Faults />
          <Board />
        </div>
      </main>
      <Notes />
    </>
  );
}

const tabs = ['Timeline', 'Programs'] as const;

/** Timeline and programs share the middle; the one that is not shown stays as it was. */
function Middle() {
  const [tab, setTab] = useState<(typeof tabs)[number]>('Timeline');
  const [opened, setOpened] = useState(false);
  const choose = (name: (typeof tabs)[number]): void => {
    setTab(name);
    if (name === 'Programs') setOpened(true);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = tabs[(tabs.indexOf(tab) + 1) % tabs.length]!;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="panel timeline" aria-label="Timeline and programs">
      <div class="panel-head wrap">
        <div role="tablist" aria-label="Timeline or programs" class="tabs" onKeyDown={onKey}>
          {tabs.map((name) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={tab === name}
              aria-controls={`panel-${name}`}
              tabIndex={tab === name ? 0 : -1}
              onClick={() => choose(name)}
            >
              {name}
            </button>
          ))}
        </div>
        {tab === 'Timeline' ? <TimelineTools /> : null}
      </div>
      <div
        id="panel-Timeline"
        role="tabpanel"
        aria-labelledby="tab-Timeline"
        class="tab-panel"
        hidden={tab !== 'Timeline'}
      >
        <Stack />
      </div>
      <div
        id="panel-Programs"
        role="tabpanel"
        aria-labelledby="tab-Programs"
        class="tab-panel"
        hidden={tab !== 'Programs'}
      >
        {opened ? <Programs /> : null}
      </div>
    </section>
  );
}

function Notes() {
  const { notes } = useKeys('notes');
  return (
    <div class="notes" role="status" aria-live="polite">
      {notes.map(({ id, level, text }) => (
        <p key={id} class={`note ${level}`}>
          {text}
        </p>
      ))}
    </div>
  );
}
