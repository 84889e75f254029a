/** What a step tells the technician at the service port to do. */
import { quoted } from '../../src/codec/quoted.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { programOf } from './programs.ts';
import { mapAt, type Reading, report } from './reading.ts';
import type { Action, TechnicianOrder } from './scenario.ts';
import { isWrong } from './values.ts';

const technicianHint =
  'one of { flash: FILE }, { activate: ID }, { rollback: ID }, { delete: ID }, { selftest: true }, { reset: true }';

export function technicianAt(reading: Reading, value: unknown, path: Path): Action | null {
  const map = mapAt(reading, value, path, 'technician');
  if (map === null) return null;
  const [[name = '', to] = []] = Object.entries(map);
  const wrong = (said: string, hint = technicianHint): null => {
    report(reading, path, 'value', 'S14', said, hint);
    return null;
  };
  if (Object.keys(map).length !== 1) return wrong('a technician does one thing in a step');
  const act = (order: TechnicianOrder): Action => ({ kind: 'technician', order });
  switch (name) {
    case 'flash': {
      if (typeof to !== 'string' && (typeof to !== 'object' || to === null))
        return wrong('flash: a file or an id');
      const program = programOf(to, reading.file);
      if (isWrong(program)) return wrong(program.wrong, program.hint);
      return act({ do: 'flash', program, as: to });
    }
    case 'activate':
    case 'rollback':
    case 'delete':
      return typeof to === 'string' ? act({ do: name, id: to }) : wrong(`${name}: the id of a program`);
    case 'restore':
      return typeof to === 'object' && to !== null
        ? act({ do: 'restore', settings: to })
        : wrong('restore: the settings of a backup');
    case 'selftest':
    case 'reset':
      return to === true ? act({ do: name }) : wrong(`${name}: true`);
    default:
      return wrong(`a technician cannot ${quoted(name)}`);
  }
}
