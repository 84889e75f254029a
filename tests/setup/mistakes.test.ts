/** The mistakes that setup names, and the rules by which the running chair finds the same. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { faults } from '../../src/chair/faults.ts';
import { type MistakeId, mistakeRows } from '../../src/setup/mistakes.ts';

const scenarios = resolve(import.meta.dirname, '../scenarios');

/** How a scenario puts each of them in. */
const putIn: Readonly<Partial<Record<MistakeId, RegExp>>> = {
  'input-dead': /limit\.\w+: open/,
  'input-floats': /limit\.\w+: floating/,
  'input-loose': /estop: \{ pressed: 20 ms, every/,
  'supply-volts': /supply: \d+ V/,
  'switch-stuck': /(fet\.\w+: shorted|relay: welded|carriage: runaway|kneader: runaway|tapper: 'on')/,
  'output-dead': /(fet\.\w+: open|motor-relay: open)/,
  'motors-swapped': /motors: swapped/,
  'motor-reversed': /(wires\.carriage|carriage|kneader): reversed/,
  'ends-swapped': /ends: swapped/,
  'end-dead': /limit\.\w+: open/,
  'counts-dead': /carriage: no-edges/,
  'cam-dead': /cam\.\w+: open/,
  'cam-order': /cams: swapped/,
  'currents-swapped': /currents: swapped/,
  'current-silent': /current\.\w+: open/,
  'pads-swapped': /pads: swapped/,
  'thermistors-swapped': /thermistors: swapped/,
  'thermistor-dead': /thermistor\.\w+: (open|detached)/,
};

test.each(mistakeRows)(
  '$id: each rule of the running chair has a scenario that puts it in',
  ({ id, inUse }) => {
    const found = Object.entries(inUse);
    expect(found.length > 0, 'a row without rules puts nothing in').toBe(putIn[id] !== undefined);
    for (const [code, scenario] of found) {
      const text = readFileSync(resolve(scenarios, scenario), 'utf8');
      expect(text, scenario).toMatch(putIn[id] ?? /never/);
      expect(text, scenario).toContain(`fault: ${code}`);
      expect(Object.keys(faults)).toContain(code);
    }
  },
);
