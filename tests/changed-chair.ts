/** The reference chair with some of its file changed. */
import { readFileSync } from 'node:fs';
import { chairFile } from '../src/board/shipped.ts';
import type { AnyChair } from '../src/chair/any-chair.ts';
import type { Chair } from '../src/chair/chair.ts';
import { readChair } from '../src/chair/file/read.ts';
import { supportedChair, unsupportedText } from '../src/chair/supported.ts';
import { changedYaml } from '../src/codec/yaml-text.ts';

/** `motors.relay` -> what it is in the file; undefined takes the key out. */
export type Changes = Readonly<Record<string, unknown>>;

/** Whatever the machine can do with it. */
export function changedAnyChair(changes: Changes): AnyChair {
  const list = Object.entries(changes).map(([path, value]) => ({ path: path.split('.'), value }));
  const text = changedYaml(readFileSync(chairFile('lumbar-1'), 'utf8'), list);
  const { chair, problems } = readChair(text, 'changed.yaml');
  if (chair === null) throw new Error(problems.map(({ line, message }) => `${line} ${message}`).join('\n'));
  return chair;
}

export function changedChair(changes: Changes): Chair {
  const any = changedAnyChair(changes);
  const { chair, unsupported } = supportedChair(any);
  if (chair === null) throw new Error(unsupportedText(any.model, unsupported));
  return chair;
}

/** A carriage with 5 mm a count, at 15 mm/s; nothing senses its current. */
export const seldomCounts = {
  'carriage.counts.each': '5 mm',
  'carriage.full-speed': { up: '15 mm/s', down: '15 mm/s' },
  'carriage.coast-distance': { from: '1 mm', to: '2 mm' },
  'carriage.speeds': undefined,
  'carriage.planning': undefined,
  'carriage.homing': undefined,
  'carriage.current': 'none',
  'carriage.fuse': '3 A',
};
