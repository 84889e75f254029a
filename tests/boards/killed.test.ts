/** A real host process at a real pseudo-terminal, killed while everything is on: times on the chip's own clock. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BenchChair, BenchHost, buildHost, pause } from '../bench/avr/bench-chair.ts';

let chair: BenchChair;
let hostFile: string;
beforeAll(async () => {
  hostFile = await buildHost();
  chair = new BenchChair();
});
afterAll(() => chair.end());

test('a host that is killed with everything on: all of it is off within 300 ms, three times running', async () => {
  for (let round = 0; round < 3; round++) {
    const host = new BenchHost(hostFile, await chair.plugIn(), 'drive');
    await host.on();
    await pause(40 + 13 * round);
    expect(chair.anythingOn).toBe(true);
    const sinceMs = chair.emulation.ms;
    host.child.kill('SIGKILL');
    expect(await chair.untilOff(sinceMs, 2000)).toBeLessThan(300);
    await host.end();
    chair.pty?.close();
  }
});
