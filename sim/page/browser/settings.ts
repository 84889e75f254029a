/** Settings that the browser keeps between visits. */
export function readSetting(name: string, without: string): string {
  try {
    return localStorage.getItem(`lumbar.${name}`) ?? without;
  } catch {
    return without;
  }
}

export function keepSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`lumbar.${name}`, value);
  } catch {
    // The page also works in a browser that keeps nothing.
  }
}

const draftPrefix = 'lumbar.draft.';

/** Ids of programs whose text was typed and not saved. */
export function draftIds(): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(draftPrefix))
      .map((key) => key.slice(draftPrefix.length))
      .sort();
  } catch {
    return [];
  }
}

export function readDraft(id: string): string | null {
  try {
    return localStorage.getItem(draftPrefix + id);
  } catch {
    return null;
  }
}

/** `text` null removes the draft. */
export function writeDraft(id: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(draftPrefix + id);
    else localStorage.setItem(draftPrefix + id, text);
  } catch {
    // A browser that keeps nothing still works.
  }
}

/** A shown track, and its height in rows. */
export interface ShownTrack {
  readonly id: string;
  readonly tall: number;
}

const shownAtFirst = ['key_start', 'key_stop', 'carriage_moves', 'display', 'hold_carriage'];

export function readShownTracks(): readonly ShownTrack[] {
  try {
    const read: unknown = JSON.parse(readSetting('tracks', ''));
    if (
      Array.isArray(read) &&
      read.every((one) => typeof one?.id === 'string' && one.tall >= 1 && one.tall <= 4)
    )
      return read as ShownTrack[];
  } catch {
    // Nothing was kept, or it cannot be read.
  }
  return shownAtFirst.map((id) => ({ id, tall: 1 }));
}
