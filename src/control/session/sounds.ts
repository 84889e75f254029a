/** The sounds that the session asks for; what each sounds like is the beeper's business (`indicators/beeps.ts`). */
export type SoundName =
  | 'none'
  | 'accepted'
  | 'wrapped'
  | 'asks'
  | 'ready'
  | `refused-${'state' | 'limit' | 'lock' | 'seat'}`
  | 'session-end'
  | 'fault';
