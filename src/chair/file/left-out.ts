/** Figures that a file leaves out and other figures are judged by: their usual values, which the chair will then have. */
import type { Facts } from './facts.ts';
import { type Usual, usual } from './usual.ts';

const motors = ['carriage', 'kneader', 'tapper'];

/** Path -> the usual value, where the part is there and the figure is left out. */
export function leftOut(facts: Facts): ReadonlyMap<string, Usual> {
  const found = new Map<string, Usual>();
  if (facts.has('carriage') && !facts.has('carriage.rail')) found.set('carriage.rail', usual.rail);
  for (const motor of motors) {
    const duty = `${motor}.drive.duty`;
    if (!facts.has(`${motor}.drive.pwm`) || facts.has(duty)) continue;
    found.set(`${duty}.from`, usual.duty.from);
    found.set(`${duty}.to`, usual.duty.to);
  }
  const volts = facts.figure('supply.volts');
  if (volts !== undefined && !facts.has('supply.allowed')) {
    const { least, most } = usual.allowed;
    found.set('supply.allowed.from', share(least, volts));
    found.set('supply.allowed.to', share(most, volts));
  }
  return found;
}

function share({ value }: Usual, volts: number): Usual {
  const part = Number((value * volts).toPrecision(6));
  return { text: `${part} V`, value: part };
}

/** How such a figure is said in a problem. */
export const saidLeftOut = ({ text }: Usual): string => `${text}, as none is given`;
