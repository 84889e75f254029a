/** Hazards of use and of wiring: nobody in the chair, one spot, a stop that is wanted, a dead computer, a chip in reset. */
import type { AnyChair } from '../any-chair.ts';
import { sessionLimits } from '../limits.ts';
import { guardedOutputs } from '../lines.ts';
import { minuteMs } from '../units.ts';
import { always, type HazardRow, row, type Way, way, wholeChair } from './row.ts';

const whole = () => [wholeChair];
const outputs = (chair: AnyChair): readonly string[] => guardedOutputs(chair).map(({ path }) => path);
const outputAt = (chair: AnyChair, part: string) =>
  guardedOutputs(chair).find(({ path }) => path === part)?.line;

/** The bound whether or not anybody hears that the chair asks. */
const unattended: Pick<Way, 'bound' | 'rule'> = {
  bound: () => ({ value: sessionLimits.unattendedMaxMs / minuteMs, unit: 'min' }),
  rule: 'the session has lasted its time',
};

const nobody = row({
  id: 'nobody',
  title: 'nobody there, all night',
  otherwise: 'always there',
  parts: whole,
  ways: [
    way({
      id: 'seat',
      says: 'a seat switch',
      holds: ({ inputs }) => inputs.seat !== null,
      bound: () => ({ value: sessionLimits.seatPauseMs / 1000, unit: 's' }),
      rule: 'motors for an empty seat, or not let go of since',
      scenario: 'limits/seat-empty-pauses-and-parks.yaml',
      proved: true,
    }),
    way({
      id: 'asks',
      says: 'a limit of 15 min a session; after each 10 min the chair beeps twice and parks unless any key but stop and power is pressed within 60 s',
      holds: ({ signs }) => signs.beeper !== null,
      ...unattended,
      scenario: 'chair-a/nobody-there-all-night.yaml',
    }),
    way({
      id: 'asks-unheard',
      says: 'a limit of 15 min a session; after each 10 min the chair parks unless any key but stop and power is pressed within 60 s, and it has no beeper to ask with',
      holds: () => true,
      ...unattended,
      scenario: 'each-way/nobody-there-and-nothing-beeps.yaml',
    }),
  ],
});

const spot = row({
  id: 'spot',
  title: 'one spot bruised',
  otherwise: 'no kneading at a place',
  parts: (chair) => (chair.kneader === null ? [] : ['knead.at']),
  takes: () => ['kneader', 'carriage'],
  ways: [
    way({
      id: 'counts',
      says: 'the place, known by counts',
      holds: ({ carriage }) => carriage !== null && carriage.counts !== null,
      bound: () => ({ value: sessionLimits.spotMaxMs / 1000, unit: 's' }),
      rule: 'one spot has been worked for its time',
      scenario: 'limits/spot-is-worked-for-90-s.yaml',
      proved: true,
    }),
    way({
      id: 'time',
      says: 'the place, known by time; one spot may be worked for half as long',
      holds: ({ carriage }) =>
        carriage !== null && (carriage.ends.top !== null || carriage.ends.bottom !== null),
      bound: () => ({ value: sessionLimits.spotMaxMs / 2000, unit: 's' }),
      rule: 'one spot has been worked for its time',
      scenario: 'chair-a/one-spot-is-worked-for-45-s.yaml',
    }),
  ],
  remedies: ({ carriage }) => [
    [carriage === null ? { part: 'carriage', need: null } : { part: 'carriage.counts', need: 'interrupt' }],
  ],
});

const stop = row({
  id: 'stop',
  title: 'somebody wants it to stop',
  otherwise: 'the file is refused',
  parts: whole,
  ways: [
    way({
      id: 'stop-key-and-emergency-stop',
      says: 'a stop key on a wire of its own, acted on by the chip, and an emergency stop in the supply',
      holds: ({ inputs }) => inputs.emergencyStop !== null,
      bound: () => ({ value: 5, unit: 'ms' }),
      rule: 'the stop key is down, or has not been let go of',
      scenario: 'faults/stop-key.yaml',
      proved: true,
    }),
    way({
      id: 'stop-key',
      says: 'a stop key on a wire of its own, acted on by the chip',
      holds: () => true,
      bound: () => ({ value: 5, unit: 'ms' }),
      rule: 'the stop key is down, or has not been let go of',
      scenario: 'each-way/the-stop-key-alone.yaml',
      proved: true,
    }),
  ],
});

const lease = row({
  id: 'lease',
  title: 'computer or cable dead',
  otherwise: 'always there',
  parts: whole,
  ways: [
    always(
      'lease',
      'a lease on the chip: without a sign of life everything goes off',
      { value: 300, unit: 'ms' },
      'the link is lost',
      'faults/e51-host-killed.yaml',
    ),
  ],
});

const reset = row({
  id: 'reset',
  title: 'an output floats while the chip is in reset',
  otherwise: 'the file is refused',
  parts: outputs,
  ways: [
    way({
      id: 'declared-resistor',
      says: 'a resistor that holds each output off, as the file declares',
      holds: (chair, part) => {
        const line = outputAt(chair, part);
        return line !== undefined && line.pull === (line.activeHigh ? 'external-down' : 'external-up');
      },
    }),
    way({
      id: 'pull-down',
      says: 'outputs that are on at high, with a pull-down of 10 k at each driver, as the wiring page requires; the file does not declare it',
      holds: (chair, part) => {
        const line = outputAt(chair, part);
        return line?.activeHigh === true && line.pull === null;
      },
    }),
  ],
  refuses: 'it would be on while the chip is in reset',
  refusedAt: (part) => `${part}.active`,
  refusal: (chair, part) => {
    const line = outputAt(chair, part);
    const low = line?.activeHigh === false;
    const wrong = (line?.pull ?? null) !== null;
    const held = wrong ? `its pull-${low ? 'down' : 'up'} holds it on` : 'nothing holds it off';
    return {
      message: `${part} is on at ${low ? 'low' : 'high'}, and ${held} while the chip is in reset`,
      cure: low
        ? 'wire a resistor of 10 k to the 5 V and write `pull: external-up`, or use a driver that is on at high'
        : 'a pull-up holds it on: wire the resistor to ground and write `pull: external-down`',
    };
  },
  remedies: (_, part) => [[{ part: `${part}.pull`, need: null }]],
});

const unpowered = row({
  id: 'unpowered',
  title: 'the chip is without its 5 V while the supply is on',
  otherwise: 'the file is refused',
  parts: outputs,
  ways: [
    way({
      id: 'fed-from-chip',
      says: "drivers and relays that are fed from the chip's own 5 V, as the file declares",
      holds: (chair, part) => outputAt(chair, part)?.fedFrom === 'chip',
    }),
    way({
      id: 'on-at-high',
      says: 'outputs that are on at high, a level that a chip without power does not give',
      holds: (chair, part) => outputAt(chair, part)?.activeHigh === true,
    }),
  ],
  refuses: 'it would be on while the chip has no power',
  refusedAt: (part) => `${part}.active`,
  refusal: (_, part) => ({
    message: `${part} is on at low, and a chip without power holds it there`,
    cure: "feed its driver from the chip's own 5 V and write `fed-from: chip`, or use one that is on at high",
  }),
  remedies: (_, part) => [[{ part: `${part}.fed-from`, need: null }]],
});

export const peopleHazards: readonly HazardRow[] = [nobody, spot, stop, lease, reset, unpowered];
