/** Every file under boards/ and docs/ that is made from tables, with its text. `npm run boards` writes them. */
import { join } from 'node:path';
import { loadChair, shippedChairs } from '../src/board/shipped.ts';
import { chips } from '../src/chair/chips/index.ts';
import { chairJsonSchemaText } from '../src/chair/file/schema.ts';
import { guardDocument } from './guard/document.ts';
import { chipHeader, protocolHeader } from './guard/headers.ts';
import { wiringDocument } from './wiring.ts';

export interface MadeFile {
  readonly path: string;
  readonly text: string;
}

/** All but the firmware images, which need a compiler. */
export function madeFiles(): MadeFile[] {
  return [
    { path: join('boards', 'guard', 'protocol.h'), text: protocolHeader() },
    ...Object.values(chips).map((chip) => ({
      path: join('boards', 'guard', 'chips', `${chip.name}.h`),
      text: chipHeader(chip),
    })),
    { path: join('docs', 'guard-protocol.md'), text: guardDocument() },
    { path: join('docs', 'wiring.md'), text: wiringDocument(shippedChairs().map((id) => loadChair(id))) },
    { path: join('boards', 'chair.schema.json'), text: chairJsonSchemaText() },
  ];
}
