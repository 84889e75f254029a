/** What a self-test has measured, as the service port and the page show it. */
export interface SelfTestRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly pass: boolean;
  /** Why it was not measured, or empty. */
  readonly notRun: string;
}

export interface SelfTestReport {
  readonly running: boolean;
  /** Null while it runs. */
  readonly passed: boolean | null;
  /** Why it ended early, or empty. */
  readonly stopped: string;
  readonly rows: readonly SelfTestRow[];
}
