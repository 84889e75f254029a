/** One value of the chair file as setup has found it. */
export interface Value {
  readonly path: string;
  /** Undefined takes it out. */
  readonly value: string | number | readonly string[] | undefined;
  /** How it was measured; null where it is no figure. */
  readonly of: { readonly spread: string | null; readonly runs: number } | null;
  /** What is said of the change; left out where the figures say it. */
  readonly judged?: string;
  /** How it was found, behind it. */
  readonly comment?: string;
}

export const plain = (path: string, value: Value['value']): Value => ({ path, value, of: null });
