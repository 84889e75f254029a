/** The health of a serving chair: the line that its log gets each minute. */
import type { Controller } from '../run/controller.ts';
import { type Lateness, latenessAt } from '../run/loop.ts';

export function healthOf(
  { control, sensors: { link } }: Controller,
  lateness: Lateness,
): Record<string, unknown> {
  const { session, heater } = control;
  return {
    state: session.state,
    fault: session.faultCode,
    ticks: lateness.ticks,
    lateMs: {
      half: latenessAt(lateness, 0.5),
      p99: latenessAt(lateness, 0.99),
      p999: latenessAt(lateness, 0.999),
    },
    worstLateMs: Math.round(lateness.worstMs * 10) / 10,
    missedTicks: lateness.missed,
    connected: link.connected,
    guarded: link.guarded,
    badFrames: link.badFrames,
    ...Object.fromEntries(
      heater.pads.map(({ name, control: pad }) => [`${name}SurfaceC`, Math.round(pad.surfaceC * 10) / 10]),
    ),
    memoryMB: Math.round(process.memoryUsage.rss() / 1e6),
  };
}

export function healthLine(chair: Controller, lateness: Lateness): string {
  const health = healthOf(chair, lateness);
  const { link } = chair.sensors;
  const surfaces = chair.control.heater.pads.map(({ name }) => health[`${name}SurfaceC`]).join(' / ');
  const guard = link.guarded ? 'guard armed or ready' : 'no guard: heat stays locked out';
  return (
    `health: ${health['state']}${health['fault'] === 'none' ? '' : ` ${health['fault']}`}, ` +
    `${lateness.ticks} ticks, worst ${lateness.worstMs.toFixed(1)} ms late, ${lateness.missed} missed; ` +
    `${link.connected ? guard : 'NO LINK'}, ${link.badFrames} bad frames; ` +
    `${surfaces === '' ? '' : `surface ${surfaces} C; `}${health['memoryMB']} MB`
  );
}
