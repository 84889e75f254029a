/** What must hold in every tick of every run, whatever is broken: judged on the plant's true state. */

export const invariants = {
  'surface above 45 C': 'Whatever is broken, a surface is never above 45 C for more than 10 s.',
  'surface above 43 C for long': 'Of a healthy chair a surface is never above 43 C for more than 10 s.',
  'dose of bare skin':
    'Bare skin on a pad gets at most 10 min CEM43 of a healthy chair, 60 min whatever is broken.',
  'element above its cut-off': 'With relay and switch both stuck the thermal cut-off is the bound.',
  'powered when it must rest': 'No motor is powered 100 ms after it must be off.',
  'moves when it must rest': 'No motor moves 0.5 s after it must be off.',
  'driven into a limit': 'The carriage is not driven into a closed limit for more than 100 ms.',
  'driven into its end':
    'Where a limit switch never closes, the carriage is not driven into its end for more than 1 s.',
  'heat without a thermistor': 'No pad is heated with an invalid thermistor for more than 150 ms.',
  'one spot for too long':
    'No spot is worked for more than 90 s, half of that where the place is known by time.',
  'runs for too long unseen': 'What only a thermal switch or a fuse watches runs for at most 2 min of any 3.',
  'heats what is locked out': 'A pad that nothing keeps from burning never gets power.',
  'session too long':
    'A session lasts at most 30 min; homing and parking a minute each, or four times their way and 20 s.',
  'goes on with nobody there':
    'Without a seat switch no massage goes on for more than 12 min without a key but stop and power.',
  'goes on without its turns':
    'A host that misses half of its turns does not drive or heat for more than 12 s.',
  'goes on after a fault': 'Nothing moves and nothing heats after a latched fault.',
  'starts by itself': 'The chair never starts to move unless a key was pressed for it.',
  'arms by itself': 'The chip is asked to let outputs act only for a key, or in the service state.',
  'forgets a fault': 'A latched fault goes only with a key, but for that of a link that is back.',
  'forgets its settings': 'After a start the chair goes by the settings that its disk holds.',
  'stuck in between': 'The chair ends off, ready or in fault.',
  'fault not reported': 'A fault that matters is reported within its bound.',
  'wrong code': 'A fault is reported with a code that fits it.',
  'false alarm': 'A healthy chair reports no fault.',
  'lost what was acknowledged': 'What a technician was told is done is still so after every start.',
  'written outside service': 'Nothing that a technician asks for is changed but in the service state.',
  exception: 'The control room never throws.',
} as const;
export type InvariantName = keyof typeof invariants;
