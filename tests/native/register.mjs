/** Lets Node itself import the house's TypeScript: `node --import ./tests/native/register.mjs FILE.ts`. */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
