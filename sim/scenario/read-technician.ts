/** What a step has the technician do at the service port. */
import { quoted } from '../../src/codec/quoted.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { programOf } from './programs.ts';
import { mapAt, type Reading, report } from './reading.ts';
import type { Action, TechnicianOrder } from './scenario.ts';
import { isWrong } from './values.ts';

const technicianHint =
  'one of { flash: FILE }, { activate: ID }, { rollback: ID }, { delete: ID }, { restore: SETTINGS }, { selftest: true }, { reset: true }';

export function technicianAt(reading: Reading, value: unknown, path: Path): Action | null {
  const map = mapAt(reading, value, path, 'technician');
  if (map === null) return null;
  const [[name = '', to] = []] = Object.entries(map);
  if (Object.keys(map).length !== 1) {
    report(reading, path, 'value', 'S14', 'a technician does one thing in a step', technicianHint);
    return null;
  }
  const wrong = (said: string, hint = technicianHint, at: 'key' | 'value' = 'value'): null => {
    report(reading, [...path, name], at, 'S14', said, hint);
    return null;
  };
  const act = (order: TechnicianOrder): Action => ({ kind: 'technician', order });
  switch (name) {
    case 'flash': {
      if (typeof to !== 'string' && (typeof to !== 'object' || to === null))
        return wrong(`flash: ${quoted(to)} is no program`);
      const program = programOf(to, reading.file, reading.chair);
      if (isWrong(program)) return wrong(program.wrong, program.hint);
      return act({ do: 'flash', program, as: to });
    }
    case 'activate':
    case 'rollback':
    case 'delete':
      return typeof to === 'string'
        ? act({ do: name, id: to })
        : wrong(`${name}: ${quoted(to)} is no id of a program`);
    case 'restore':
      return typeof to === 'object' && to !== null
        ? act({ do: 'restore', settings: to })
        : wrong(`restore: ${quoted(to)} is not the settings of a backup`);
    case 'selftest':
    case 'reset':
      return to === true ? act({ do: name }) : wrong(`${name}: ${quoted(to)}, which can only be true`);
    default:
      return wrong(`a technician cannot ${quoted(name)}`, technicianHint, 'key');
  }
}
