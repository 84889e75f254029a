/** The chair that the tests are about. */
import { loadChair } from '../src/chair/specification.ts';

export const chair = loadChair('lumbar-1');
