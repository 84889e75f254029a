/** Messages from the chip to the host. */
import type { MessageName, messages, Values } from './messages.ts';

export type Identity = Values<typeof messages.identity>;
export type Status = Values<typeof messages.status>;

type FromChip = {
  [N in MessageName]: (typeof messages)[N]['direction'] extends 'from the chip' ? N : never;
}[MessageName];

/** A message from the chip, discriminated by its name. */
export type Heard = {
  [N in FromChip]: { readonly name: N; readonly values: Readonly<Values<(typeof messages)[N]>> };
}[FromChip];

/** A handler for each message from the chip. */
export type Hearing = { readonly [H in Heard as H['name']]: (values: H['values']) => void };

export function hear({ name, values }: Heard, hearing: Hearing): void {
  switch (name) {
    case 'identity':
      hearing.identity(values);
      break;
    case 'answer':
      hearing.answer(values);
      break;
    case 'status':
      hearing.status(values);
      break;
  }
}
