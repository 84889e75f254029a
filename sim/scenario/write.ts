/** A scenario -> the text of its file. The scenario read back from it runs the same, tick for tick. */
import { flowText } from '../../src/codec/plain-map.ts';
import { readValue } from '../plant/fault-values.ts';
import { nominalPad } from '../plant/pad.ts';
import type { Change } from '../plant/surroundings.ts';
import { roughKindNames } from '../rough/kinds.ts';
import { valuesFor } from './read-faults.ts';
import {
  type FaultOrder,
  type Scenario,
  type Step,
  scenarioDefaults,
  type TechnicianOrder,
} from './scenario.ts';

export function scenarioText(scenario: Scenario, comment: readonly string[] = []): string {
  const { name, chair, program, seed, ambientC, personKg, pads, rough, invariants, steps } = scenario;
  const lines = comment.map((line) => `# ${line}`);
  lines.push(`scenario: ${JSON.stringify(name)}`);
  if (chair !== undefined) lines.push(`chair: ${chair}`);
  // JSON is YAML, too.
  lines.push(`program: ${typeof program === 'string' ? program : JSON.stringify(program)}`);
  if (seed !== scenarioDefaults.seed) lines.push(`seed: ${seed}`);
  if (ambientC !== scenarioDefaults.ambientC) lines.push(`ambient: ${ambientC} C`);
  if (personKg !== scenarioDefaults.personKg) {
    lines.push(`person: ${personKg === 0 ? 'none' : `${personKg} kg`}`);
  }
  if (Object.values(pads).some(differs)) lines.push(`pads: ${flowText(pads)}`);
  if (rough.length > 0) {
    lines.push(`rough: ${rough.length === roughKindNames.length ? 'true' : `[${rough.join(', ')}]`}`);
  }
  if (invariants) lines.push('invariants: true');
  if (steps.length === 0) lines.push('steps: []');
  else lines.push('steps:', ...steps.map((step) => `  - ${stepText(step)}`));
  return `${lines.join('\n')}\n`;
}

function differs(pad: object): boolean {
  return JSON.stringify(pad) !== JSON.stringify(nominalPad);
}

/** A fault that comes and goes is written as the map that people write. */
function faultValue({ name, value }: FaultOrder): string | object {
  const read = readValue(name, valuesFor(name), value);
  if (typeof read === 'string' || read.coming === null || read.coming.onMs === 0) return value;
  const { onMs, everyMs, chance, forMs } = read.coming;
  return {
    [read.base]: `${onMs} ms`,
    ...(everyMs > 0 ? { every: `${everyMs} ms` } : {}),
    ...(chance > 0 ? { chance } : {}),
    ...(forMs > 0 ? { for: `${forMs} ms` } : {}),
  };
}

/** JSON is YAML, too. */
function orderText(order: TechnicianOrder): string {
  switch (order.do) {
    case 'flash':
      return `{ flash: ${typeof order.as === 'string' ? order.as : JSON.stringify(order.as)} }`;
    case 'activate':
    case 'rollback':
    case 'delete':
      return `{ ${order.do}: ${order.id} }`;
    case 'restore':
      return `{ restore: ${JSON.stringify(order.settings)} }`;
    case 'selftest':
    case 'reset':
      return `{ ${order.do}: true }`;
  }
}

function changeText(change: Change): string {
  if ('leaning' in change) {
    const { contactWPerK, share, airLeft } = change.leaning;
    return `leans: { contact: ${contactWPerK}, share: ${share}, air-left: ${airLeft} }`;
  }
  if ('coverShare' in change) return `blanket: ${change.coverShare === 1 ? 'none' : change.coverShare}`;
  return `room: { to: ${change.roomToC} C, in: ${change.inMs} ms }`;
}

function stepText(step: Step): string {
  switch (step.kind) {
    case 'press':
      return `press: ${step.key}`;
    case 'hold':
      return `hold: { keys: [${step.keys.join(', ')}], for: ${step.forMs} ms }`;
    case 'wait':
      return `wait: ${step.forMs} ms`;
    case 'fault': {
      const [only] = step.faults;
      if (step.faults.length === 1 && only?.name === 'person') return `person: ${only.value}`;
      return `fault: ${flowText(Object.fromEntries(step.faults.map((order) => [order.name, faultValue(order)])))}`;
    }
    case 'around':
      return changeText(step.change);
    case 'choose':
      return `choose: ${typeof step.program === 'string' ? step.program : JSON.stringify(step.program)}`;
    case 'technician':
      return `technician: ${orderText(step.order)}`;
    case 'expect':
    case 'always':
      throw new Error('What is expected is not written back: it is kept as a check, not as its text.');
  }
}
