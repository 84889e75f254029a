/** The chair that the tests are about. */
import { loadChair } from '../src/board/shipped.ts';

export const chair = loadChair('lumbar-1');
