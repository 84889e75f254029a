/** The layout of the page. */

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Board } from './board.tsx';
import { Chair } from './chair/chair.tsx';
import { Events } from './events.tsx';
import { FaultInjection } from './fault-injection.tsx';
import { Guard } from './guard.tsx';
import { Programs } from './programs/programs.tsx';
import { Records } from './real-chair.tsx';
import { Remote } from './remote.tsx';
import { Runs } from './runs.tsx';
import { tabs as allTabs, chair, change, knownChair, page, type Tab } from './state.ts';
import { ChosenStep } from './timeline/chosen-step.tsx';
import { Overview } from './timeline/overview.tsx';
import { TimelinePlot, TimelineTools } from './timeline/timeline.tsx';
import { Toolbar } from './toolbar.tsx';

export function App() {
  const chair = knownChair();
  if (chair === null) return <p class="connecting">Connecting…</p>;
  return <Page key={chair.model} />;
}

function Page() {
  return (
    <>
      <Toolbar />
      <main class={page.lookBack === null ? 'page' : 'page looking-back'}>
        <div class="column left">
          <Chair />
          <Guard />
        </div>
        <div class="column middle">
          <MiddleColumn />
        </div>
        <div class="column right">
          <Remote />
          {chair().real ? (
            <Records />
          ) : (
            <>
              <FaultInjection />
              <Board />
            </>
          )}
        </div>
      </main>
      <Notices />
    </>
  );
}

/** Tabs of a real chair's page: programs are written and runs kept only in the simulator, where no person sits in the chair. */
const realTabs: readonly Tab[] = ['Timeline', 'Events'];

function Panel({ name, tab, children }: { name: Tab; tab: Tab; children: ComponentChildren }) {
  return (
    <div
      id={`panel-${name}`}
      role="tabpanel"
      aria-labelledby={`tab-${name}`}
      class="tab-panel"
      hidden={tab !== name}
    >
      {children}
    </div>
  );
}

/** Timeline, events, programs and runs share the middle. Timeline and an opened Programs tab keep their state while hidden. */
function MiddleColumn() {
  const tabs = chair().real ? realTabs : allTabs;
  const { tab } = page;
  const opened = useRef(false);
  if (tab === 'Programs') opened.current = true;
  const choose = (name: Tab): void => change({ tab: name });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const by = event.key === 'ArrowRight' ? 1 : tabs.length - 1;
    const next = tabs[(tabs.indexOf(tab) + by) % tabs.length]!;
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <section class="panel timeline" aria-label="Timeline, programs and runs">
      <div class="panel-head wrap">
        <div role="tablist" aria-label="Timeline, programs or runs" class="tabs" onKeyDown={onKey}>
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
      <Panel name="Timeline" tab={tab}>
        <Overview />
        <ChosenStep />
        <TimelinePlot key={String(page.belief)} />
      </Panel>
      <Panel name="Events" tab={tab}>
        {tab === 'Events' ? <Events /> : null}
      </Panel>
      <Panel name="Programs" tab={tab}>
        {opened.current ? <Programs /> : null}
      </Panel>
      <Panel name="Runs" tab={tab}>
        {tab === 'Runs' ? <Runs /> : null}
      </Panel>
    </section>
  );
}

function Notices() {
  const { notices } = page;
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, level, text }) => (
        <p key={id} class={`notice ${level}`}>
          {text}
        </p>
      ))}
    </div>
  );
}
