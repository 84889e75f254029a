/** Flashing over the service port, as a technician does: progress and refusals come from the chair. */
import { useState } from 'preact/hooks';
import { query } from '../connection.ts';
import { page } from '../state.ts';

interface FlashProps {
  /** The program that is open. */
  readonly id: string;
  readonly text: () => string;
  /** The text has been checked and has no problems. */
  readonly ready: boolean;
  readonly onFlashed: () => void;
}

export function Flash({ id, text, ready, onFlashed }: FlashProps) {
  const { service, withoutService } = page;
  const [share, setShare] = useState<number | null>(null);
  const [status, setStatus] = useState('');
  const [prepare, setPrepare] = useState(true);
  if (service === '') return <p class="flash soft">No service port: {withoutService}.</p>;
  const flash = async (): Promise<void> => {
    setStatus('');
    setShare(0);
    try {
      const answer = await query<{ said: string }>(
        { q: 'flash', program: id, text: text(), prepare },
        (said, part) => {
          setStatus(said);
          setShare(part);
        },
      );
      setStatus(answer.said);
      onFlashed();
    } catch (error) {
      setStatus(`refused: ${(error as Error).message}`);
    } finally {
      setShare(null);
    }
  };
  return (
    <div class="flash">
      <button
        type="button"
        disabled={share !== null || !ready}
        title={`Signs the text as it stands, uploads, verifies and activates it over ${service}`}
        onClick={() => void flash()}
      >
        Flash
      </button>
      <label
        class="check"
        title="Ends a session, brings the chair into its service state and presses start when it asks"
      >
        <input
          type="checkbox"
          checked={prepare}
          onChange={(event) => setPrepare(event.currentTarget.checked)}
        />{' '}
        press the keys for me
      </label>
      <progress aria-label="Flashed" value={share ?? 0} max="1" class={share === null ? 'idle' : ''} />
      <output class={status.startsWith('refused') ? 'bad' : 'soft'} title={status}>
        {status}
      </output>
    </div>
  );
}
