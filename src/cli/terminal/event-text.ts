/** Events of the chair as lines of the technician's log. */
import { keyTexts } from '../../chair/fault-part.ts';
import { faultAnchor, faults } from '../../chair/faults.ts';
import type { ChairEvent } from '../../control/events.ts';

export function eventText(event: ChairEvent): { level: 'info' | 'warn' | 'error'; text: string } {
  switch (event.kind) {
    case 'state':
      return { level: 'info', text: `${event.from} -> ${event.to}` };
    case 'session-start':
      return { level: 'info', text: `session ${event.number} begins: ${event.program}` };
    case 'session-end':
      return {
        level: 'info',
        text: `session ${event.record.number} ends: ${event.record.ended}, ${event.record.minutes} min of ${event.record.program}`,
      };
    case 'fault':
      return {
        level: 'error',
        text: `${event.code} ${faults[event.code].title}${event.part === '' ? '' : ` (${event.part})`}. ${faults[event.code].technician} (${faultAnchor(event.code)})`,
      };
    case 'memory':
      return { level: 'info', text: `settings saved for ${event.memory.program}` };
    case 'lock':
      return { level: 'info', text: event.locked ? 'child lock on' : 'child lock off' };
    case 'confirm':
      return { level: 'info', text: 'start was pressed to confirm what the technician asked for' };
    case 'keys':
      return {
        level: 'warn',
        text: event.faulty
          ? `stuck, or pressed with its opposite: ${keyTexts(event.keys)} key`
          : 'all keys work again',
      };
  }
}
