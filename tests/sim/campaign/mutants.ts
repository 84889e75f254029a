/**
 * Planted bugs of the guard and of the machine around it: each a piece of its source and what stands there instead. The campaign must find
 * every one of them (`npm run mutants`); a test sees to it that each still fits the source.
 */
export interface Mutant {
  /** What is wrong, as a sentence. */
  readonly name: string;
  /** From `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Looked for in the rough world, in the seeds that have any of these kinds or families of faults: no other can show it. */
  readonly rough?: readonly string[];
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a carriage may be driven blind for ten seconds',
    file: 'control/guard/diagnosis/motion.ts',
    from: 'carriage: 1000 - lateMostMs,',
    to: 'carriage: 10_000 - lateMostMs,',
  },
  {
    name: 'faults do not latch',
    file: 'control/guard/register.ts',
    from: 'if (!faults[code].latched) {',
    to: 'if (faults[code].latched) {',
  },
  {
    name: 'a shorted pad switch is not looked for',
    file: 'control/guard/diagnosis/pad-current.ts',
    from: 'if (!(siemensLeast <= most + slackSiemens)) {',
    to: 'if (!relayOnce && !(siemensLeast <= most + slackSiemens)) {',
  },
  {
    name: 'a pad that draws nothing is taken for one that draws too much',
    file: 'control/guard/diagnosis/pad-current.ts',
    from: '} else if (!(siemensMost >= least - slackSiemens)) {',
    to: '} else if (!(siemensMost <= least + slackSiemens)) {',
  },
  {
    name: 'no verdict against a thermistor is ever enough',
    file: 'control/guard/diagnosis/balance.ts',
    from: 'const againstMax = 2;',
    to: 'const againstMax = 2000;',
  },
  {
    name: 'twenty turns without a cam sensor instead of two',
    file: 'control/guard/motor-limits.ts',
    from: 'return others.filter((other, index) => other !== others[index - 1]).length;',
    to: 'return 10 * others.filter((other, index) => other !== others[index - 1]).length;',
  },
  {
    name: 'current past an open motor relay is never told',
    file: 'control/guard/diagnosis/bridges.ts',
    from: 'if (watch.pastRelayMs >= limits.pastRelayMs)',
    to: 'if (watch.pastRelayMs < 0)',
  },
  {
    name: 'outputs may differ from their orders for twenty seconds',
    file: 'control/guard/diagnosis/readback.ts',
    from: 'const differsMaxMs = 200;',
    to: 'const differsMaxMs = 20_000;',
  },
  {
    name: 'the supply is compared the wrong way round',
    file: 'control/guard/interlocks/rules.ts',
    from: '!(sensors.supplyV >= supply.stopLowV && sensors.supplyV <= supply.stopHighV),',
    to: 'sensors.supplyV >= supply.stopLowV && sensors.supplyV <= supply.stopHighV,',
  },
  {
    name: 'the emergency stop is not looked at',
    file: 'control/guard/interlocks/rules.ts',
    from: 'when: ({ sensors }) => sensors.emergencyStop !== false,',
    to: 'when: ({ sensors }) => sensors.emergencyStop !== sensors.emergencyStop,',
  },
  {
    name: 'a lost link is lost only after five seconds',
    file: 'control/guard/interlocks/link.ts',
    from: 'linkLostMs + clamp(2 * (apartMs - tickMs), 0, lostLaterMs);',
    to: '5000 + clamp(2 * (apartMs - tickMs), 0, lostLaterMs);',
  },
  {
    name: 'a shorted bridge may drive its motor for three seconds',
    file: 'control/guard/diagnosis/bridges.ts',
    from: 'const strayMaxMs = 100;',
    to: 'const strayMaxMs = 3000;',
  },
  {
    name: 'the chip is asked to arm without a job',
    file: 'machine/machine.ts',
    from: 'askToArm(machine.arming, control.session.arm,',
    to: 'askToArm(machine.arming, true,',
  },
  {
    name: 'the chair recovers from any latched fault as from a lost link',
    file: 'control/session/recovery.ts',
    from: "if (shown !== 'E51' || without(latched, ofTheLink) !== 0) return 'none';",
    to: "if (shown === 'none') return 'none';",
  },
  {
    name: 'a restart forgets the settings',
    file: 'machine/machine.ts',
    from: 'const { locked, program, minutes, memories } = store.settings;',
    to: 'const { locked, program, minutes, memories } = { ...store.settings, locked: false, minutes: 0, memories: [] };',
  },
  {
    name: 'a write is acknowledged before it is kept',
    file: 'machine/write-queue.ts',
    from: 'order({ id, write: plan.write });',
    to: "order({ id, write: plan.write });\n      if (kind === 'asked') settled(id, { ok: true });",
  },
  {
    name: 'an account of unsupervised driving begins anew with every turn',
    file: 'control/guard/diagnosis/unsupervised.ts',
    from: 'watch.ms = Math.max(0, watch.ms + drivenMs - judgedMs - notYetMs);',
    to: 'watch.ms = Math.max(0, drivenMs - judgedMs - notYetMs);',
    rough: ['values', 'line'],
  },
  {
    name: 'a verdict is skipped where its values come more than 40 ms after the last',
    file: 'control/guard/interlocks/interlocks.ts',
    from: 'if (byFreshValues && !evidence.fresh) continue;',
    to: 'if (byFreshValues && (!evidence.fresh || evidence.sinceMs > 40)) continue;',
    rough: ['line-burst'],
  },
  {
    name: 'what comes and goes never adds up',
    file: 'control/guard/timers.ts',
    from: 'return leaks === undefined ? 0 : Math.max(0, beforeMs - dtMs * leaks);',
    to: 'return leaks === undefined ? 0 : 0;',
    rough: ['thermistor', 'limit', 'carriage', 'kneader'],
  },
  {
    name: 'time that has passed counts as one turn',
    file: 'control/elapsed.ts',
    from: 'return passedMs > 0 && passedMs <= longestElapsedMs ? passedMs : tickMs;',
    to: 'return passedMs < 0 ? passedMs : tickMs;',
    rough: ['host'],
  },
  {
    name: 'values are judged against the orders of now',
    file: 'control/guard/interlocks/evidence.ts',
    from: 'const orderMs = nowMs - Math.max(link.orderAgeMs, link.ageMs + link.lateMs);',
    to: 'const orderMs = nowMs - Math.min(link.orderAgeMs, 0);',
    rough: ['line-lag', 'line-burst'],
  },
  {
    name: 'the surface is held back only where it must not be',
    file: 'control/guard/interlocks/surface.ts',
    from: '!(peakC < limitC && surfaceC < limitC && elementC < elementMostC)',
    to: '!(surfaceC < heatLimits.surfaceTripC)',
    rough: ['upstream'],
  },
  {
    name: 'turns that are missed are not counted',
    file: 'control/guard/interlocks/rules.ts',
    from: 'clock.missedMs > missedMaxMs',
    to: 'clock.missedMs > 1e9 * missedMaxMs',
    rough: ['host'],
  },
  {
    name: 'at rest, motors may begin to turn',
    file: 'control/guard/interlocks/clock.ts',
    from: 'clock.motorsMs = never;',
    to: 'clock.motorsMs += 0;',
    rough: ['upstream'],
  },
  {
    name: 'what was read before a pad was out of sight counts with what is read after',
    file: 'control/guard/diagnosis/supervision.ts',
    from: 'if (watch.blindMs > 0) seeAgain(watch, elementC, surfaceC);',
    to: '',
    rough: ['link', 'host'],
  },
];
