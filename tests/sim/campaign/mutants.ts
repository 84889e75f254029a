/**
 * Planted bugs of the guard: each a piece of its source and what stands there instead. The campaign must find
 * every one of them (`npm run mutants`); a test sees to it that each still fits the source.
 */
export interface Mutant {
  /** What is wrong with the guard, as a sentence. */
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a carriage may be driven blind for ten seconds',
    file: 'carriage.ts',
    from: 'const blindMaxMs = 1000 - tickMs;',
    to: 'const blindMaxMs = 10_000 - tickMs;',
  },
  {
    name: 'faults do not latch',
    file: 'ledger.ts',
    from: 'if ((latchedMask & bit) === 0) {',
    to: 'if ((latchedMask & bit) !== 0) {',
  },
  {
    name: 'a shorted pad switch is not looked for',
    file: 'pads.ts',
    from: 'if (!(siemens <= most + slack)) {',
    to: 'if (relay === 0 && !(siemens <= most + slack)) {',
  },
  {
    name: 'a pad that draws nothing is taken for one that draws too much',
    file: 'pads.ts',
    from: '} else if (!(siemens >= least - slack)) {',
    to: '} else if (!(siemens <= least + slack)) {',
  },
  {
    name: 'no verdict against a thermistor is ever enough',
    file: 'follow.ts',
    from: 'const againstMax = 2;',
    to: 'const againstMax = 2000;',
  },
  {
    name: 'twenty turns without a cam sensor instead of two',
    file: 'kneader.ts',
    from: 'const withoutMax = [6, 4, 6];',
    to: 'const withoutMax = [60, 40, 60];',
  },
  {
    name: 'current past an open motor relay is never told',
    file: 'bridges.ts',
    from: 'if (watch.pastRelayMs >= pastRelayMaxMs) {',
    to: 'if (watch.pastRelayMs < 0) {',
  },
  {
    name: 'outputs may differ from their orders for twenty seconds',
    file: 'link.ts',
    from: 'const differsMaxMs = 200;',
    to: 'const differsMaxMs = 20_000;',
  },
  {
    name: 'the supply is compared the wrong way round',
    file: 'supply.ts',
    from: 'if (supplyV >= supply.stopLowV && supplyV <= supply.stopHighV) {',
    to: 'if (supplyV <= supply.stopLowV || supplyV >= supply.stopHighV) {',
  },
  {
    name: 'the emergency stop is not looked at',
    file: 'inputs.ts',
    from: 'if (sensors.emergencyStop !== false) raise(',
    to: 'if (sensors.emergencyStop !== sensors.emergencyStop) raise(',
  },
  {
    name: 'a lost link is lost only after five seconds',
    file: 'link.ts',
    from: 'const lostMs = linkLostMs;',
    to: 'const lostMs = 5000;',
  },
  {
    name: 'a shorted bridge may drive its motor for three seconds',
    file: 'bridges.ts',
    from: 'const wrongMaxMs = 100;',
    to: 'const wrongMaxMs = 3000;',
  },
];
