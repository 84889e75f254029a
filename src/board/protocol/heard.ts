/** What the chip says to the host. */
import type { MessageName, messages, Values } from './messages.ts';

export type Identity = Values<typeof messages.identity>;
export type Status = Values<typeof messages.status>;

type FromChip = {
  [N in MessageName]: (typeof messages)[N]['direction'] extends 'from the chip' ? N : never;
}[MessageName];

/** What the chip has said, told apart by its name. */
export type Heard = {
  [N in FromChip]: { readonly name: N; readonly values: Readonly<Values<(typeof messages)[N]>> };
}[FromChip];

/** What is done with each of them. */
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
