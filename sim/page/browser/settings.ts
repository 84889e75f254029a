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
