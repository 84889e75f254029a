/**
 * The fault codes. Which are latched, what happened, what the chair did and what to do: one table, from
 * which messages, the page and docs/faults.md are made.
 */
export const faultCodes = [
  'E11',
  'E12',
  'E21',
  'E22',
  'E23',
  'E24',
  'E25',
  'E26',
  'E27',
  'E31',
  'E32',
  'E33',
  'E34',
  'E35',
  'E36',
  'E41',
  'E42',
  'E43',
  'E51',
  'E52',
  'E53',
  'E54',
  'E55',
  'E56',
  'E61',
  'E62',
  'E71',
  'E72',
] as const;
export type FaultCode = (typeof faultCodes)[number];
