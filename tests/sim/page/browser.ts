/** Where Chromium is on this machine, if it is, and how it starts for tests and benchmarks. */
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const chromiumFile = process.env['CHROMIUM'] ?? places.find((file) => existsSync(file));

/** It asks nobody outside for anything, and paints without a graphics card. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
