/** The chair that a scenario names: an id, or the path of its file relative to the scenario's folder. */
import { dirname, isAbsolute, join } from 'node:path';
import { chairFileIn, loadChair, shippedChairs, simulatedChair } from '../../src/board/shipped.ts';
import { nearMiss } from '../../src/codec/near-miss.ts';
import { isMap } from '../../src/codec/plain-map.ts';
import { quoted } from '../../src/codec/quoted.ts';
import { type Reading, report } from './reading.ts';

/** Continues the reading with the chair that the scenario names, or with the given one if that chair cannot be loaded. */
export function withItsChair(reading: Reading): Reading {
  const { value } = reading.source;
  if (!isMap(value)) return reading;
  if (value['chair'] === undefined) return { ...reading, isOwn: reading.chair.model === simulatedChair };
  const { chair } = value;
  if (typeof chair !== 'string' || chair.trim() === '') {
    const hint = 'the id of a chair that ships, or the path of its file';
    report(reading, ['chair'], 'value', 'S02', `chair: ${quoted(chair)}`, hint);
    return reading;
  }
  const isFile = /[\\/]|\.ya?ml$/i.test(chair);
  const named = isFile && !isAbsolute(chair) ? join(dirname(reading.file), chair) : chair;
  try {
    return { ...reading, chair: loadChair(named), isOwn: true };
  } catch (error) {
    const hint = isFile ? 'a path is seen from the folder of the scenario' : 'lumbar explain says more of it';
    const [message, cure] = isMissing(error)
      ? missing(chair, isFile, dirname(reading.file))
      : [`the chair ${quoted(chair)}: ${(error as Error).message}`, hint];
    report(reading, ['chair'], 'value', 'S16', message, cure);
    return reading;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function missing(chair: string, isFile: boolean, folder: string): [message: string, hint: string] {
  if (isFile)
    return [`there is no chair file ${quoted(chair)}`, 'a path is seen from the folder of the scenario'];
  const beside = chairFileIn(folder, chair);
  if (beside !== undefined)
    return [`no chair ${quoted(chair)} ships`, `did you mean the file? Write \`chair: ${beside}\``];
  const chairs = shippedChairs();
  const near = nearMiss(chair, chairs);
  const meant = near === null ? '' : `did you mean ${near}? `;
  return [
    `there is no chair ${quoted(chair)}`,
    `${meant}chairs: ${chairs.join(', ')}, or the path of a file`,
  ];
}
