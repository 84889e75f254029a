/** Settings that outlive the page, kept by the browser. */
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
    // A browser that keeps nothing still works.
  }
}

const draftPrefix = 'lumbar.draft.';

/** Programs with a text that was typed and not saved. */
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

/** Null: there is no draft any more. */
export function writeDraft(id: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(draftPrefix + id);
    else localStorage.setItem(draftPrefix + id, text);
  } catch {
    // A browser that keeps nothing still works.
  }
}

/** A track that is shown: how many rows tall. */
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
    // Nothing kept, or nothing that can be read.
  }
  return shownAtFirst.map((id) => ({ id, tall: 1 }));
}
