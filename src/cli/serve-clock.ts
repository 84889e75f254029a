/**
 * The chair's clock. A computer without a clock chip and without a network does not know the time. A technician can set it
 * (SMP datetime, `lumbar chair clock --set`), and that is kept. If nobody has set it, the logs carry no date.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { KeptClock } from '../store/documents.ts';

/** What the computer knows about the time. */
export interface SystemClock {
  nowMs(): number;
  /** Identifies this start of the computer. */
  readonly boot: string;
  /** Set by the network since the computer started. */
  isSynchronized(): boolean;
  /** The computer has a clock chip, which runs on without power. */
  readonly hasChip: boolean;
}

export interface ChairClock {
  readMs(): number | null;
  /** The source of the time, for the log. */
  source(): string;
  /** What to keep where a technician sets the clock to this now. */
  setTo(ms: number): KeptClock;
  /** Goes by what is kept from here. */
  take(kept: KeptClock): void;
}

export function chairClock(system: SystemClock, kept: KeptClock | null): ChairClock {
  let set = kept;
  const isOfNow = () => set !== null && set.systemBoot === system.boot;
  const isKnown = () => system.isSynchronized() || system.hasChip;
  return {
    readMs() {
      if (set !== null && (isOfNow() || !isKnown()))
        // The computer's clock may have gone back while it was off; the chair's clock never does.
        return set.setMs + Math.max(0, system.nowMs() - set.systemMs);
      return isKnown() ? system.nowMs() : null;
    },
    source() {
      if (isOfNow()) return 'set by a technician';
      if (system.isSynchronized()) return 'the network';
      if (system.hasChip) return 'a clock chip';
      return set === null
        ? 'not set: the logs carry no date (lumbar chair clock --set)'
        : 'set by a technician before the computer was last off, and behind by that time';
    },
    setTo: (ms) => ({ setMs: ms, systemMs: system.nowMs(), systemBoot: system.boot }),
    take(kept) {
      set = kept;
    },
  };
}

const bootIdFile = '/proc/sys/kernel/random/boot_id';
const askAgainMs = 60_000;

/** A computer that does not run Linux is taken to have a clock that is set. */
export function thisComputer(): SystemClock {
  const linux = process.platform === 'linux';
  let synchronized = !linux;
  let askedMs = Number.NEGATIVE_INFINITY;
  return {
    nowMs: () => Date.now(),
    boot: existsSync(bootIdFile) ? readFileSync(bootIdFile, 'utf8').trim() : 'none',
    hasChip: !linux || existsSync('/sys/class/rtc/rtc0') || existsSync('/dev/rtc'),
    isSynchronized() {
      if (!synchronized && performance.now() - askedMs >= askAgainMs) {
        askedMs = performance.now();
        // This file is systemd-timesyncd's; the command also covers other time services.
        if (existsSync('/run/systemd/timesync/synchronized')) synchronized = true;
        else
          execFile('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], (_error, stdout) => {
            if (stdout.trim() === 'yes') synchronized = true;
          });
      }
      return synchronized;
    },
  };
}
