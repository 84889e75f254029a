/** The chips that a chair file may name. */
import { atmega2560 } from './atmega2560.ts';
import type { Chip } from './chip.ts';

export const chips: Readonly<Record<string, Chip>> = { [atmega2560.id]: atmega2560 };
