import { expect, test } from 'vitest';
import { faultSetOf } from '../../src/chair/fault-set.ts';
import { raise } from '../../src/control/guard/register.ts';
import { latchedFaults } from '../../src/control/latched-faults.ts';
import { createControl } from '../../src/control/tick.ts';
import { chair } from '../chair.ts';

test('what the session has found by itself counts beside what the guard has latched, until the chair is off again', () => {
  const control = createControl(chair, { programs: [] });
  expect(latchedFaults(control)).toBe(0);
  control.session.state = 'fault';
  control.session.faultCode = 'E32';
  expect(latchedFaults(control)).toBe(faultSetOf('E32'));
  raise(control.guard.register, 'E21', 0, 0);
  expect(latchedFaults(control)).toBe(faultSetOf('E21', 'E32'));
  control.session.state = 'off';
  expect(latchedFaults(control)).toBe(faultSetOf('E21'));
});
