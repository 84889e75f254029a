/** Every row of the fault table has the scenario it names, and that scenario expects its code. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario } from '../../../sim/scenario/read.ts';
import { faultCodes, faults } from '../../../src/chair/faults.ts';
import { chair } from '../../chair.ts';

test.each(faultCodes)('%s is shown by a scenario', (code) => {
  const file = join(import.meta.dirname, '../../scenarios/faults', faults[code].scenario);
  const { scenario, problems } = readScenario(readFileSync(file, 'utf8'), file, chair);
  expect(problems).toEqual([]);
  const expected = (scenario?.steps ?? []).flatMap((step) =>
    step.kind === 'expect' ? step.conditions.map((condition) => condition.says) : [],
  );
  expect(expected).toContain(`fault ${code}`);
});
