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
