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
