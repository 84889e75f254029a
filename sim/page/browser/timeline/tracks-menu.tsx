/** Menu that chooses the shown tracks, their order and height. */
import { keepSetting, type ShownTrack } from '../settings.ts';
import { chair, change, page } from '../state.ts';

const tallest = 4;

function keep(tracks: readonly ShownTrack[]): void {
  keepSetting('tracks', JSON.stringify(tracks));
  change({ tracks });
}

export function TracksMenu() {
  const { tracks } = page;
  const all = chair().tracks;
  const shown = tracks.filter(({ id }) => all.some((one) => one.id === id));
  const hidden = all.filter(({ id }) => !shown.some((one) => one.id === id));
  const nameOf = (id: string): string => all.find((one) => one.id === id)?.name ?? id;
  const move = (index: number, by: number): void => {
    const next = [...shown];
    const [one] = next.splice(index, 1);
    if (one !== undefined) next.splice(Math.max(0, index + by), 0, one);
    keep(next);
  };
  const taller = (id: string): void =>
    keep(shown.map((one) => (one.id === id ? { id, tall: (one.tall % tallest) + 1 } : one)));
  return (
    <details class="menu">
      <summary>Tracks</summary>
      <div class="menu-body tracks-menu">
        {shown.map(({ id, tall }, index) => (
          <div key={id} class="track-row">
            <label class="check">
              <input type="checkbox" checked onChange={() => keep(shown.filter((one) => one.id !== id))} />
              {nameOf(id)}
            </label>
            <button
              type="button"
              class="icon"
              aria-label={`${nameOf(id)} up`}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              class="icon"
              aria-label={`${nameOf(id)} down`}
              disabled={index === shown.length - 1}
              onClick={() => move(index, 1)}
            >
              ↓
            </button>
            <button
              type="button"
              class="icon"
              aria-label={`${nameOf(id)} taller, ${tall}×`}
              title="Taller, up to four rows"
              onClick={() => taller(id)}
            >
              {tall}×
            </button>
          </div>
        ))}
        {hidden.map(({ id, name }) => (
          <label key={id} class="check">
            <input type="checkbox" checked={false} onChange={() => keep([...shown, { id, tall: 1 }])} />
            {name}
          </label>
        ))}
      </div>
    </details>
  );
}
