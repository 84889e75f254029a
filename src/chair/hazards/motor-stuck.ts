/** The hazard of a motor whose switch is stuck: what cuts its power, and whether that is proved. */
import { type AnyChair, motorsOf } from '../any-chair.ts';
import { motorSettlesMs } from '../current-filter.ts';
import { motorsSense, motorsSupplyFaultMs, unfitMotorsSense } from '../motors-supply.ts';
import { sensesStall, toThree } from './motors.ts';
import { type Bound, type HazardRow, row, way, wholeChair } from './row.ts';

/** With a slow filter, the earlier current has to decay first. */
function strayBound({ currentFilterMs }: AnyChair): Bound {
  return { value: Math.max(0.3, (140 + motorSettlesMs(currentFilterMs)) / 1000), unit: 's' };
}

export const motorStuck: HazardRow = row({
  id: 'motor-stuck',
  title: 'motor switch stuck',
  otherwise: 'the file is refused',
  parts: (chair) => (motorsOf(chair).length === 0 ? [] : [wholeChair]),
  ways: [
    way({
      id: 'relay-and-current',
      says: 'a relay in series and a current sensor for each motor: each switch is proved before every session',
      holds: (chair) =>
        chair.motors.relay !== null && motorsOf(chair).every(([path]) => sensesStall(chair, path)),
      bound: strayBound,
      rule: 'the current of the motors (diagnosis)',
      scenario: 'faults/e36-motor-relay-welded.yaml',
      proved: true,
    }),
    way({
      id: 'relay-and-divider',
      says: 'a relay in series, open whenever nothing is to move, and the voltage behind it, which proves the relay before and after every session (within: from its opening); the switches of the motors are not proved',
      holds: (chair) => motorsSense(chair) !== null,
      bound: ({ currentFilterMs }) => ({
        value: toThree(motorsSupplyFaultMs(currentFilterMs) / 1000),
        unit: 's',
      }),
      rule: "the voltage behind the motors' relay (diagnosis)",
      scenario: 'relay-and-divider/e36-welded.yaml',
      proved: true,
    }),
    way({
      id: 'relay',
      says: 'a relay in series, open whenever nothing is to move',
      holds: ({ motors }) => motors.relay !== null,
      scenario: 'one-end/a-stuck-switch-is-ended-by-the-relay.yaml',
    }),
    way({
      id: 'emergency-stop',
      says: "an emergency stop that cuts the motors' supply: a person must press it",
      holds: ({ inputs }) => inputs.emergencyStop !== null,
      scenario: 'chair-a/a-stuck-switch-is-ended-by-the-emergency-stop.yaml',
    }),
  ],
  refuses: 'nothing cuts the power of a motor whose switch is stuck',
  meetsIn: () => ['motors', 'inputs.emergency-stop'],
  refusedAt: () => 'inputs',
  refusal: (chair) => {
    const [first] = motorsOf(chair);
    return {
      message: `${first?.[0] ?? ''}: nothing cuts the power of a motor whose switch is stuck`,
      cure: 'add an emergency stop that cuts the motors (`inputs.emergency-stop: { cuts: motors, pin: none }`), or a relay in series (`motors.relay`)',
    };
  },
  remedies: () => [
    [{ part: 'inputs.emergency-stop', need: 'input' }],
    [{ part: 'motors.relay', need: 'output' }],
  ],
  unused: (chair) => unfitMotorsSense(chair),
});
