/** The page's parts and where they stand. */
import { Chair } from './chair.tsx';
import { Remote } from './remote.tsx';
import { useKeys } from './store.ts';
import { Timeline } from './timeline.tsx';
import { Top } from './top.tsx';

export function App() {
  return (
    <>
      <Top />
      <main class="page">
        <Chair />
        <Timeline />
        <Remote />
      </main>
      <Notes />
    </>
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
