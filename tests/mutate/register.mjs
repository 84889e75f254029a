/** Lets Node import the instrumented sources: `node --import ./tests/native/register.mjs --import ./tests/mutate/register.mjs`. */
import { register } from 'node:module';

globalThis.lumbarMutants = {
  active: -1,
  reached: new Uint8Array(65_536),
  passes: 0,
  blocks: Number.POSITIVE_INFINITY,
  tests: [],
  early: new Set(),
};
register('./hooks.mjs', import.meta.url);
