/** One value for the chair file, as setup found it. */
export interface Value {
  readonly path: string;
  /** Undefined removes the key from the file. */
  readonly value: string | number | readonly string[] | undefined;
  /** Spread and runs of a measured figure; null for a value that is not measured. */
  readonly of: { readonly spread: string | null; readonly runs: number } | null;
  /** Description of the change; left out where the figures show it. */
  readonly judged?: string;
  /** Comment behind the value: how it was found. */
  readonly comment?: string;
}

export const plain = (path: string, value: Value['value']): Value => ({ path, value, of: null });
