/**
 * The fault table: every fault that the chair knows. Messages, the page, the display and docs/faults.md are
 * made from it, and the guard stage takes from it what each fault switches off. A test fails for a row that no
 * scenario shows.
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
  'E28',
  'E31',
  'E32',
  'E33',
  'E34',
  'E35',
  'E36',
  'E37',
  'E38',
  'E41',
  'E42',
  'E43',
  'E44',
  'E51',
  'E52',
  'E53',
  'E54',
  'E55',
  'E56',
  'E57',
  'E58',
  'E61',
  'E62',
  'E63',
  'E71',
  'E72',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** What a fault switches off. `heat off` and `motors off` also open the relay in series. */
export type FaultAction = 'all off' | 'heat off' | 'motors off' | 'shown';

export interface FaultRow {
  /** Latched faults stay until power is switched off and on; the others go when their cause goes. */
  readonly latched: boolean;
  /** When a latched fault nevertheless goes by itself. */
  readonly exception?: string;
  readonly title: string;
  readonly happened: string;
  /** What the number beside the fault means, and its unit. */
  readonly measured: string;
  readonly unit: string;
  readonly did: FaultAction;
  readonly user: string;
  readonly technician: string;
  /** Longest time from the cause to the action, and what it is counted from. */
  readonly withinMs: number;
  readonly countedFrom: string;
  /** The scenario that shows it, under tests/scenarios/faults/. */
  readonly scenario: string;
}

const offAndOn = 'Switch the chair off and on. If the code comes back, call service.';
const callService = 'Do not use the chair. Call service.';

export const faults: Readonly<Record<FaultCode, FaultRow>> = {
  E11: {
    latched: true,
    title: 'Supply voltage low',
    happened: 'The supply fell below 18 V. Between 18 V and 20 V the code is only shown and nothing stops.',
    measured: 'supply',
    unit: 'V',
    did: 'all off',
    user: 'Check the mains plug and the power supply, then switch off and on.',
    technician: 'Measure the 24 V supply under load; look for a loose connector or a worn-out supply.',
    withinMs: 100,
    countedFrom: 'the supply leaving 18-30 V',
    scenario: 'e11-supply-low.yaml',
  },
  E12: {
    latched: true,
    title: 'Supply voltage high',
    happened: 'The supply rose above 30 V. Between 28 V and 30 V the code is only shown and nothing stops.',
    measured: 'supply',
    unit: 'V',
    did: 'all off',
    user: 'Unplug the chair and check that it has its own power supply. If the code comes back, call service.',
    technician: 'Measure the supply without load; replace it if it gives more than 28 V.',
    withinMs: 100,
    countedFrom: 'the supply leaving 18-30 V',
    scenario: 'e12-supply-high.yaml',
  },
  E21: {
    latched: true,
    title: 'Temperature sensor open',
    happened:
      'A thermistor reads below -5 C or gives no number: its lead is broken or unplugged, or it is another part.',
    measured: 'reading',
    unit: 'C',
    did: 'heat off',
    user: offAndOn,
    technician:
      'Measure the thermistor at its plug: at 25 C it has the resistance in the chair file; one of 100 kilohm in place of 10 reads like an open lead. Look for a broken lead or an open plug.',
    withinMs: 150,
    countedFrom: 'the first reading outside the range',
    scenario: 'e21-thermistor-open.yaml',
  },
  E22: {
    latched: true,
    title: 'Temperature sensor shorted',
    happened: 'A thermistor reads above 120 C: its leads touch.',
    measured: 'reading',
    unit: 'C',
    did: 'heat off',
    user: offAndOn,
    technician:
      'Measure the thermistor at its plug: at 25 C it has the resistance in the chair file. Look for a crushed lead.',
    withinMs: 150,
    countedFrom: 'the first reading outside the range',
    scenario: 'e22-thermistor-short.yaml',
  },
  E23: {
    latched: true,
    title: 'Pad too hot',
    happened: 'A heating element reached 60 C, or a surface 45 C.',
    measured: 'element',
    unit: 'C',
    did: 'heat off',
    user: 'Stand up and let the chair cool. Do not use the heat until service has looked at it.',
    technician:
      'Compare the thermistor with a second thermometer, check the switch of the pad and the thermal cut-off.',
    withinMs: 150,
    countedFrom: 'the first reading at the limit',
    scenario: 'e23-pad-too-hot.yaml',
  },
  E24: {
    latched: true,
    title: 'Pad or its switch open',
    happened: 'A pad was switched on but its current did not flow.',
    measured: 'current missing',
    unit: 'A',
    did: 'heat off',
    user: offAndOn,
    technician:
      'Measure the pad: about 14 ohm. Look for a blown thermal cut-off, a loose plug, a dead FET or a pad relay that stays open. Where nothing measures the supply, measure its voltage first.',
    withinMs: 100,
    countedFrom: 'the first current that should flow',
    scenario: 'e24-pad-open.yaml',
  },
  E25: {
    latched: true,
    title: 'Pad switch shorted',
    happened: 'Current flowed through a pad that was switched off.',
    measured: 'excess current',
    unit: 'A',
    did: 'heat off',
    user: callService,
    technician:
      'Replace the FET of the pad; check the pad for a short to the frame. Where nothing measures the supply, measure its voltage first.',
    withinMs: 100,
    countedFrom: 'the first current that should not flow',
    scenario: 'e25-fet-shorted.yaml',
  },
  E26: {
    latched: true,
    title: 'Pad relay welded',
    happened: 'Current flowed through the pads while their relay was open.',
    measured: 'excess current',
    unit: 'A',
    did: 'heat off',
    user: callService,
    technician: 'Replace the pad relay.',
    withinMs: 100,
    countedFrom: 'the first current that should not flow',
    scenario: 'e26-pad-relay-welded.yaml',
  },
  E27: {
    latched: true,
    title: 'Temperature sensor does not follow the pad',
    happened:
      'A thermistor of the pad did not change while the pad was heated or cooled, jumped, or does not agree with the other one: it ' +
      'has fallen off or is frozen.',
    measured: 'reading moved or differs by',
    unit: 'K',
    did: 'heat off',
    user: 'Switch the chair off and on. If the code comes back, call service.',
    technician:
      'Open the pad and check that both thermistors are in their places, one on the element and one under the cover. On a newly ' +
      'wired chair, check that the plugs of the two pads, or of their thermistors, are not swapped.',
    withinMs: 60_000,
    countedFrom:
      'the pad being heated at 10 % duty or more, for the sensor on the element; 15 s if it rests more than 4 K from the element. ' +
      'Below 22 W it may take longer, but no more than 1.7 kJ. The sensor at the surface may take minutes, in which the element is held at 42.5 C',
    scenario: 'e27-thermistor-detached.yaml',
  },
  E28: {
    latched: true,
    title: 'Pad not supervised',
    happened: 'The pad was given power for too long without proof that its sensors follow it.',
    measured: 'energy without proof',
    unit: 'J',
    did: 'heat off',
    user: 'Switch the chair off and on. If the code comes back, call service.',
    technician:
      'Check the leads of the pad and its thermistors, and the link: readings that come too late prove nothing.',
    withinMs: 900_000,
    countedFrom: 'the power first being held back for lack of proof, after 1.15 kJ',
    scenario: 'e28-pad-not-supervised.yaml',
  },
  E31: {
    latched: true,
    title: 'Carriage stalled',
    happened: 'The rollers were driven but did not move, or drew the current of a blocked motor.',
    measured: 'carriage current',
    unit: 'A',
    did: 'motors off',
    user: 'Look for clothing or an object behind the cover. Then switch off and on.',
    technician: 'Turn the spindle by hand; check the hall sensor, its magnet and the motor lead.',
    withinMs: 1000,
    countedFrom: 'the motor being driven (300 ms by current)',
    scenario: 'e31-carriage-jammed.yaml',
  },
  E32: {
    latched: true,
    title: 'Limit switch not reached',
    happened: 'The rollers ran the length of the rail, or for 40 s, and no limit switch closed.',
    measured: 'driven for',
    unit: 's',
    did: 'motors off',
    user: offAndOn,
    technician:
      'Press the limit switches by hand and watch the self-test; check their leads and the spindle nut. If the arms turn ' +
      'instead of the rollers, the plugs of the two motors are swapped.',
    withinMs: 40_000,
    countedFrom: 'the start of the run',
    scenario: 'e32-limit-not-reached.yaml',
  },
  E33: {
    latched: true,
    title: 'Limit switches contradict',
    happened:
      'Both limit switches were closed at once, one closed far from its end of the rail, or one did not stay closed at its end.',
    measured: 'counted place',
    unit: 'mm',
    did: 'motors off',
    user: offAndOn,
    technician:
      'One limit switch is stuck or its lead is crushed: press each by hand and watch the self-test.',
    withinMs: 100,
    countedFrom: 'the second one closing, or one closing where it cannot be',
    scenario: 'e33-both-limits.yaml',
  },
  E34: {
    latched: true,
    title: 'Carriage moves undriven',
    happened: 'The rollers still moved 0.5 s after their power went off.',
    measured: 'edges counted',
    unit: '',
    did: 'motors off',
    user: callService,
    technician:
      'Check the motor bridge for a short and the spindle brake for wear. On a newly wired chair, check that the plugs of the two ' +
      'motors are not swapped.',
    withinMs: 1000,
    countedFrom:
      'the power going off; with no current measured, after 18 counts (46 if counts may come in every turn of the control loop) and 90 mm',
    scenario: 'e34-carriage-runs-on.yaml',
  },
  E35: {
    latched: true,
    title: 'Carriage over-current',
    happened:
      'The carriage motor drew current while switched off, drew more than when it is blocked, or ran faster than ordered.',
    measured: 'carriage current',
    unit: 'A',
    did: 'motors off',
    user: callService,
    technician:
      'The carriage bridge or its motor is shorted: unplug the motor, run the self-test, replace the bad one. On a newly wired chair, ' +
      'check that the plugs of the two motors and of their current sensors are not swapped.',
    withinMs: 300,
    countedFrom:
      'the first current that should not flow (while it is driven, up to 0.9 s: rarely, but often at speed 6)',
    scenario: 'e35-carriage-runaway.yaml',
  },
  E36: {
    latched: true,
    title: 'Motor relay does not switch',
    happened:
      'Motor current flowed while the motor relay was open, or the voltage behind it did not fall (welded); or no current flowed ' +
      'while it was closed and a motor driven, or there was no voltage behind it.',
    measured: 'current through it, or voltage behind it',
    unit: 'A or V',
    did: 'motors off',
    user: callService,
    technician:
      'Replace the motor relay; if no current flows or no voltage is there, check the emergency stop contact, the fuse, and the plug of ' +
      'the current sensor or the wire of the divider first.',
    withinMs: 300,
    countedFrom:
      'the first current that should not flow, or voltage that is missing; 1.2 s from the opening where only the voltage shows it',
    scenario: 'e36-motor-relay-welded.yaml',
  },
  E37: {
    latched: true,
    title: 'An end closed that should not (wires)',
    happened:
      'On the first run after power-on the limit switch of the other end closed: the motor or the limit switches are wired the ' +
      'wrong way round. Or a limit switch closed while only the arms were driven: the plugs of the two motors are swapped.',
    measured: 'travelled',
    unit: 'mm',
    did: 'motors off',
    user: callService,
    technician:
      'Swap the two leads of the carriage motor, the plugs of the limit switches, or those of the two motors, and run the self-test.',
    withinMs: 60,
    countedFrom: 'the switch closing',
    scenario: 'e37-carriage-reversed.yaml',
  },
  E38: {
    latched: true,
    title: 'Motion not supervised',
    happened: 'A motor was driven for too long without readings that show what it does.',
    measured: 'driven unsupervised for',
    unit: 'ms',
    did: 'motors off',
    user: offAndOn,
    technician:
      'Check the USB cable and what else runs on the computer: readings that come too late prove nothing.',
    withinMs: 2000,
    countedFrom: 'the motor being driven without readings',
    scenario: 'e38-motion-not-supervised.yaml',
  },
  E41: {
    latched: true,
    title: 'Kneader stalled',
    happened: 'The arms were driven but no cam sensor changed, or they drew the current of a blocked motor.',
    measured: 'kneader current',
    unit: 'A',
    did: 'motors off',
    user: 'Sit back less heavily and look for an object behind the cover. Then switch off and on.',
    technician: 'Turn the eccentric by hand; check the cam sensors, the belt and the motor lead.',
    withinMs: 2000,
    countedFrom: 'the motor being driven (300 ms by current)',
    scenario: 'e41-kneader-jammed.yaml',
  },
  E42: {
    latched: true,
    title: 'Kneader over-current',
    happened:
      'The kneading motor drew current while switched off, drew more than when it is blocked, or ran faster than ordered.',
    measured: 'kneader current',
    unit: 'A',
    did: 'motors off',
    user: callService,
    technician:
      'The kneader bridge or its motor is shorted: unplug the motor, run the self-test, replace the bad one. On a newly wired chair, ' +
      'check that the plugs of the two motors and of their current sensors are not swapped.',
    withinMs: 300,
    countedFrom: 'the first current that should not flow (driven at speed 6: up to 1.9 s)',
    scenario: 'e42-kneader-runaway.yaml',
  },
  E43: {
    latched: true,
    title: 'Cam sensor missing',
    happened:
      'One of the sensors for narrow, medium and wide was missing for two turns, two were on at once, or they came in the order of the ' +
      'opposite direction.',
    measured: 'sensors seen without it',
    unit: '',
    did: 'motors off',
    user: offAndOn,
    technician:
      'Check the lead and the gap of the sensor named; clean the cam. If the kneader is named, swap the two leads of its motor, or ' +
      'the plugs of narrow and wide.',
    withinMs: 6000,
    countedFrom: 'two turns at the slowest speed',
    scenario: 'e43-cam-sensor-missing.yaml',
  },
  E44: {
    latched: true,
    title: 'Tapper stalled',
    happened: 'The tapper drew the current of a blocked motor, or more, or drew current while switched off.',
    measured: 'tapper current',
    unit: 'A',
    did: 'motors off',
    user: offAndOn,
    technician:
      'Turn its eccentric by hand; if it turns, unplug the motor, run the self-test, and replace the motor or its switch.',
    withinMs: 1500,
    countedFrom: 'the first current that should not flow (0.3 s of being driven, in any rhythm)',
    scenario: 'e44-tapper-jammed.yaml',
  },
  E51: {
    latched: true,
    exception:
      'but a chair that was only ready is by itself ready again half a second after the link is back, or off if the controller restarted meanwhile',
    title: 'Controller link lost',
    happened: 'The motor and heat controller no longer answers.',
    measured: 'last answer',
    unit: 'ms ago',
    did: 'all off',
    user: offAndOn,
    technician: 'Check the USB cable between computer and controller, and the supply of the controller.',
    withinMs: 300,
    countedFrom: 'the last good frame',
    scenario: 'e51-link-lost.yaml',
  },
  E52: {
    latched: true,
    title: 'Controller link poor',
    happened: 'Too many damaged messages came from the controller, or its messages came too late.',
    measured: 'damaged or late',
    unit: '',
    did: 'all off',
    user: offAndOn,
    technician: 'Replace the USB cable with a short shielded one and keep it away from the motor leads.',
    withinMs: 2000,
    countedFrom: 'the link going bad',
    scenario: 'e52-link-noisy.yaml',
  },
  E53: {
    latched: true,
    title: 'Control loop late',
    happened: 'The computer ran a turn of the control loop more than 120 ms late, or its clock jumped.',
    measured: 'late by',
    unit: 'ms',
    did: 'all off',
    user: offAndOn,
    technician: 'Check what else runs on the computer (logs, updates) and whether heat throttles it.',
    withinMs: 120,
    countedFrom: 'the time the turn was due',
    scenario: 'e53-late-tick.yaml',
  },
  E54: {
    latched: true,
    title: 'Outputs differ from orders',
    happened:
      'The output levels that the controller read back differ from those that it was ordered to give.',
    measured: 'level read back',
    unit: '',
    did: 'all off',
    user: callService,
    technician:
      'An output pin of the controller is shorted or its message was lost: replace the controller board.',
    withinMs: 300,
    countedFrom: 'the first reading that differs',
    scenario: 'e54-readback-differs.yaml',
  },
  E55: {
    latched: true,
    title: 'Controller was reset',
    happened: 'The motor and heat controller restarted, or switched everything off by itself, while in use.',
    measured: 'starts or reason',
    unit: '',
    did: 'all off',
    user: offAndOn,
    technician: 'Look for supply dips when the motors start; read the reason in the fault log.',
    withinMs: 300,
    countedFrom: 'the controller starting',
    scenario: 'e55-controller-reset.yaml',
  },
  E56: {
    latched: false,
    title: 'Controller has no guard',
    happened:
      'The controller does not run the guard firmware. Motors may run on a bench; heat stays locked out.',
    measured: '',
    unit: '',
    did: 'heat off',
    user: 'The chair works without heat. Call service.',
    technician: 'Put the guard firmware on the controller: lumbar firmware flash.',
    withinMs: 100,
    countedFrom: 'the connection',
    scenario: 'e56-no-guard.yaml',
  },
  E57: {
    latched: true,
    title: 'Too many turns missed',
    happened:
      'The computer missed more turns of the control loop than supervision allows for: far more than 8 % for some seconds.',
    measured: 'missed beyond what is healthy',
    unit: 'ms',
    did: 'all off',
    user: offAndOn,
    technician: 'Check what else runs on the computer (logs, updates) and whether heat throttles it.',
    withinMs: 5000,
    countedFrom: 'the host being away for 30 % of the time (2 s if it misses every other turn)',
    scenario: 'e57-turns-missed.yaml',
  },
  E58: {
    latched: true,
    title: 'Mistake in the software',
    happened:
      'An assertion in the control software failed: the software met a state that cannot occur. It does not go on from there; it was restarted from what it had stored.',
    measured: '',
    unit: '',
    did: 'all off',
    user: offAndOn,
    technician:
      'Send the fault log, which says what failed, to whoever maintains the software. An older version may serve meanwhile.',
    withinMs: 20,
    countedFrom: 'the tick in which it failed',
    scenario: 'e58-assertion.yaml',
  },
  E61: {
    latched: false,
    title: 'Program damaged',
    happened: 'A program could not be loaded. The other programs still run.',
    measured: '',
    unit: '',
    did: 'shown',
    user: 'Choose another program.',
    technician: 'Read the reason in the fault log and flash the program again.',
    withinMs: 1000,
    countedFrom: 'loading',
    scenario: 'e61-program-damaged.yaml',
  },
  E62: {
    latched: false,
    title: 'Store not usable',
    happened: 'Settings or logs could not be read or written. The chair works with its defaults.',
    measured: '',
    unit: '',
    did: 'shown',
    user: 'The chair works but forgets its settings. Call service.',
    technician: 'Check the memory card and the free space of the data folder.',
    withinMs: 1000,
    countedFrom: 'the failed access',
    scenario: 'e62-store.yaml',
  },
  E63: {
    latched: true,
    title: 'No chair file',
    happened:
      'There is no file that says what is wired to the controller, or it has mistakes. Nothing is driven; the service port is open.',
    measured: '',
    unit: '',
    did: 'all off',
    user: callService,
    technician:
      'Put a chair file at chair.yaml in LUMBAR_HOME (lumbar check FILE says what is wrong with one), and restart the service.',
    withinMs: 1000,
    countedFrom: 'the start',
    scenario: 'e63-no-chair-file.yaml',
  },
  E71: {
    latched: true,
    title: 'Emergency stop',
    happened: 'The emergency stop was pressed.',
    measured: '',
    unit: '',
    did: 'all off',
    user: 'Turn the red button to release it, then switch the chair off and on.',
    technician: 'If nobody pressed it, check its contact and its lead.',
    withinMs: 60,
    countedFrom: 'the press',
    scenario: 'e71-emergency-stop.yaml',
  },
  E72: {
    latched: false,
    title: 'Key stuck',
    happened:
      'A key of the remote was down for 10 s, or two keys that exclude each other were down together. They are ignored.',
    measured: 'keys, one bit per key',
    unit: '',
    did: 'shown',
    user: 'Free the key. The other keys work.',
    technician: 'Clean or replace the remote.',
    withinMs: 10_000,
    countedFrom: 'the key going down',
    scenario: 'e72-key-stuck.yaml',
  },
};

/** A fault's place in sets and in arrays of fault times and values. */
export function faultIndex(code: FaultCode): number {
  return faultCodes.indexOf(code);
}

/** Where a fault is explained: an anchor of docs/faults.md. */
export function faultAnchor(code: FaultCode): string {
  return `docs/faults.md#${code.toLowerCase()}`;
}

const actionSentences: Readonly<Record<FaultAction, string>> = {
  'all off': 'Everything was switched off.',
  'heat off': 'The heat was switched off.',
  'motors off': 'The motors were switched off.',
  shown: 'Nothing was switched off.',
};

/**
 * One line for people: what happened, the value, the part it was seen on (`part`, empty where the code says it all), what the
 * chair did, what to do, and where to read on.
 */
export function faultMessage(code: FaultCode, value: number, part = ''): string {
  const row = faults[code];
  const number = Number.isFinite(value) ? `${Math.round(value * 100) / 100} ${row.unit}` : 'unreadable';
  const measure = row.measured === '' ? '' : `${row.measured} ${number}`.trim();
  const details = [part, measure].filter((detail) => detail !== '').join(', ');
  const bracket = details === '' ? '' : ` (${details})`;
  return `${code} ${row.title}${bracket}. ${actionSentences[row.did]} ${row.user} See ${faultAnchor(code)}.`;
}
