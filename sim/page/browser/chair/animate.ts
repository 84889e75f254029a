/** Moves the chair's drawing by changing single attributes, so that a frame costs next to nothing. */
import type { Moment } from '../../protocol.ts';
import { fixed, spread } from '../format.ts';
import { channelsOf, readPalette } from '../palette.ts';
import { chair, page, shownMoment } from '../state.ts';
import { backLineX, bodyMmOf, drawing, musclesOf, railY } from './anatomy.ts';
import { sentence, workedMuscles } from './words.ts';

type Part = (name: string) => SVGElement;
type Update = (moment: Moment) => void;

/** Finds the moving parts once; the returned function moves them. */
export function animate(root: HTMLElement): () => void {
  const found: Part = (name) => root.querySelector(`[data-part="${name}"]`)!;
  const updates = [colourPads(found), showMuscles(found)];
  if (chair().carriage) updates.push(moveCarriage(found), moveRollers(found));
  if (chair().placeByTime) updates.push(showInterval(found));
  updates.push(showZone(found), showPerson(found), describe(root.querySelector('svg')!));
  return () => {
    const moment = shownMoment();
    for (const update of updates) update(moment);
  };
}

function moveCarriage(part: Part): Update {
  const sides = [part('carriage-side'), part('carriage-back')];
  const near = part('near');
  const view = chair();
  return ({ carriageMm }) => {
    const y = visibly(railY(view, carriageMm));
    // The place is not known, so the carriage is hidden.
    for (const side of sides) set(side, 'visibility', Number.isNaN(y) ? 'hidden' : 'visible');
    if (Number.isNaN(y)) return;
    for (const side of sides) set(side, 'transform', `translate(0 ${y})`);
    set(near, 'y', String(y - 65));
  };
}

/** The interval in which the chair estimates its carriage; the true place must lie within it. */
function showInterval(part: Part): Update {
  const bars = [part('interval-side'), part('interval-back')];
  const view = chair();
  return ({ believedLowMm, believedHighMm }) => {
    const known = Number.isFinite(believedLowMm);
    const top = known ? visibly(railY(view, believedHighMm)) : 0;
    const height = known ? Math.max(4, visibly(railY(view, believedLowMm)) - top) : 0;
    for (const bar of bars) {
      set(bar, 'y', String(top));
      set(bar, 'height', String(height));
    }
  };
}

/** Rollers follow the back, move with the cam, and stand as wide apart as the cam sets them. */
function moveRollers(part: Part): Update {
  const [arm, roller, hub] = [part('arm-side'), part('roller-side'), part('hub-side')];
  const sides = (['left', 'right'] as const).map((side) => ({
    sign: side === 'left' ? -1 : 1,
    roller: part(`roller-${side}`),
    link: part(`link-${side}`),
    spoke: part(`spoke-${side}`),
  }));
  const view = chair();
  return ({ carriageMm, kneaderTurns }) => {
    if (Number.isNaN(carriageMm) || Number.isNaN(kneaderTurns)) return;
    const x = visibly(backLineX(bodyMmOf(view, carriageMm)) - 32);
    const bob = visibly(9 * Math.sin(kneaderTurns * 2 * Math.PI));
    for (const circle of [roller, hub]) {
      set(circle, 'cx', String(x));
      set(circle, 'cy', String(bob));
    }
    set(arm, 'd', `M${drawing.railX} 0L${x} ${bob}`);
    const gap = visibly(40 + 58 * spread(kneaderTurns));
    const angle = Math.round((kneaderTurns % 1) * 120) * 3;
    for (const side of sides) {
      set(side.roller, 'transform', `translate(${side.sign * gap} ${side.sign * bob})`);
      set(side.link, 'x1', String(-side.sign * (gap - 30)));
      set(side.link, 'y1', String(-side.sign * bob));
      set(side.spoke, 'transform', `rotate(${side.sign * angle})`);
    }
  };
}

/** Temperatures of the colours `--glow-1` to `--glow-5`, coolest to hottest. */
export const glowC = [22, 32, 40, 50, 60] as const;

function colourPads(part: Part): Update {
  const pads = chair().pads.map(({ id, number }) => ({
    number,
    back: part(`pad-${id}`),
    side: part(`pad-${id}-side`),
    text: part(`pad-text-${id}`),
  }));
  let glow = glowOf();
  let theme = page.theme;
  return (moment) => {
    if (theme !== page.theme) glow = glowOf();
    theme = page.theme;
    for (const { number, back, side, text } of pads) {
      const measuredC = moment[`pad${number}ElementC`];
      const celsius = Number.isNaN(measuredC) ? glowC[0] : measuredC;
      // The pad is switched many times a second, so its duty over the last second is shown.
      const on = moment[`pad${number}Duty`] > 0.05;
      const colour = glow(celsius);
      set(back, 'fill', colour);
      set(side, 'stroke', colour);
      set(back, 'fill-opacity', Math.min(0.62, 0.12 + Math.max(0, celsius - 22) * 0.018).toFixed(2));
      set(back, 'class', on ? 'pad on' : 'pad');
      const surface = `${fixed(moment[`pad${number}SurfaceC`], 1)}°`;
      if (text.textContent !== surface) text.textContent = surface;
    }
  };
}

/** The colour of a temperature, interpolated between the two nearest of the palette. */
function glowOf(): (celsius: number) => string {
  const palette = readPalette();
  const colours = glowC.map((_, index) => channelsOf(palette(`--glow-${index + 1}`)));
  return (celsius) => {
    let index = 1;
    while (index < glowC.length - 1 && celsius > glowC[index]!) index++;
    const [fromC, toC] = [glowC[index - 1]!, glowC[index]!];
    const share = Math.min(1, Math.max(0, (celsius - fromC) / (toC - fromC)));
    const [from, to] = [colours[index - 1]!, colours[index]!];
    const mixed = [0, 1, 2].map((place) => Math.round(from[place]! + (to[place]! - from[place]!) * share));
    return `rgb(${mixed.join(' ')})`;
  };
}

function showMuscles(part: Part): Update {
  const muscles = musclesOf(chair()).map(({ name }) => ({ name, group: part(`muscle-${name}`) }));
  return (moment) => {
    const worked = workedMuscles(moment);
    for (const { name, group } of muscles)
      set(group, 'visibility', worked.includes(name) ? 'visible' : 'hidden');
  };
}

function showZone(part: Part): Update {
  const zones = chair().zones.map((zone) => ({ ...zone, text: part(`zone-${zone.id}`) }));
  return ({ carriageMm }) => {
    for (const { fromMm, toMm, text } of zones) {
      const here = carriageMm >= fromMm && carriageMm < toMm;
      set(text, 'class', here ? 'zone-name here' : 'zone-name');
    }
  };
}

function showPerson(part: Part): Update {
  const [side, back] = [part('person-side'), part('person-back')];
  return ({ personKg }) => {
    set(side, 'visibility', personKg > 0 ? 'visible' : 'hidden');
    set(back, 'opacity', personKg > 0 ? '1' : '0.28');
  };
}

/** For screen readers, once a second: more often would be noise. */
function describe(svg: SVGElement): Update {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return (moment) => {
    const atMs = performance.now();
    if (atMs - saidAtMs < 1000) return;
    saidAtMs = atMs;
    set(svg, 'aria-label', sentence(moment));
  };
}

/** Rounds to a millimetre, which is less than half a pixel: smaller changes are not worth a frame. */
function visibly(mm: number): number {
  return Math.round(mm);
}

/** Sets an attribute only where it differs, so that the browser redraws nothing else. */
function set(element: SVGElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
