/**
 * The chair from the side and from behind, to scale. Drawn once; what moves is moved attribute by attribute, so
 * that a picture costs next to nothing. Shows the truth of the plant, now or at the moment looked back at.
 */
import { useEffect, useRef } from 'preact/hooks';
import { faultCodes } from '../../../src/chair/faults.ts';
import { referenceChair } from '../../../src/chair/specification.ts';
import { zoneNames, zones } from '../../../src/chair/zones.ts';
import type { Moment } from '../protocol.ts';
import {
  backLineX,
  backPath,
  drawing,
  muscles,
  musclesAt,
  padBands,
  sidePerson,
  torsoHalf,
  vertebrae,
  yOf,
} from './anatomy.ts';
import { clock, fixed, spread, widthText, zoneText } from './format.ts';
import { onFrame, onSlowFrame, page, shownMoment, useKeys } from './store.ts';

const { railX, backX, width, height, topY, nameX } = drawing;
const { railMm, stopBeyondMm } = referenceChair.carriage;

/** Coolest and hottest colour of a pad, and what is between; lightness grows along it. */
const glow = [
  [22, 96, 112, 128],
  [32, 150, 112, 78],
  [40, 226, 140, 44],
  [50, 255, 112, 40],
  [60, 255, 70, 50],
] as const;

function glowColour(celsius: number): string {
  let index = 1;
  while (index < glow.length - 1 && celsius > glow[index]![0]) index++;
  const [fromC, ...from] = glow[index - 1]!;
  const [toC, ...to] = glow[index]!;
  const share = Math.min(1, Math.max(0, (celsius - fromC) / (toC - fromC)));
  return `rgb(${from.map((part, place) => Math.round(part + (to[place]! - part) * share)).join(' ')})`;
}

const massaging = new Set(['roll', 'knead', 'press']);

/** What is being worked on now: something presses or moves, and where. */
function workedMuscles(moment: Moment): readonly string[] {
  const step = page.plans[page.plan]?.steps[moment.step];
  if (moment.state !== 'running' || step === undefined || !massaging.has(step.technique)) return [];
  return musclesAt(moment.carriageMm);
}

/** The chair in a sentence, for those who do not see the drawing. */
export function sentence(moment: Moment): string {
  const motion =
    moment.carriageDuty > 0 ? 'going up' : moment.carriageDuty < 0 ? 'going down' : 'standing still';
  const turning =
    moment.kneaderDuty === 0
      ? widthText(moment.kneaderTurns)
      : `turning ${moment.kneaderDuty > 0 ? 'in' : 'out'}`;
  const worked = workedMuscles(moment);
  return (
    `Rollers at ${Math.round(moment.carriageMm)} mm, ${zoneText(moment.carriageMm)}, ${motion}; arms ${turning}; ` +
    `lumbar surface ${fixed(moment.lumbarSurfaceC, 1)} C, sacral surface ${fixed(moment.sacralSurfaceC, 1)} C; ` +
    (worked.length > 0 ? `working on ${worked.join(' and ')}.` : 'no muscle is being worked.')
  );
}

export function Chair() {
  const drawn = useRef<HTMLDivElement>(null);
  useEffect(() => (drawn.current === null ? undefined : onFrame(animate(drawn.current))), []);
  return (
    <section class="panel chair" aria-labelledby="chair-title">
      <div class="panel-head">
        <h2 id="chair-title">Chair</h2>
        <LookBack />
      </div>
      <div class="chair-drawing" ref={drawn}>
        <svg class="chair-svg" viewBox={`0 ${topY} ${width} ${height}`} role="img" aria-label="The chair">
          <Defs />
          <ZoneLines />
          <SideView />
          <BackView />
        </svg>
        {/* What moves lies on a layer of its own: the rest is not painted again for it. */}
        <svg class="chair-svg moving" viewBox={`0 ${topY} ${width} ${height}`} aria-hidden="true">
          <Moving />
        </svg>
      </div>
      <Readout />
    </section>
  );
}

function LookBack() {
  const { look } = useKeys('look');
  return look === null ? (
    <span class="tag live">now</span>
  ) : (
    <span class="tag past">as it was at {clock(look.nowMs, 2)}</span>
  );
}

function Defs() {
  return (
    <defs>
      <linearGradient id="fade" x1="0" x2="1">
        <stop offset="0.8" stop-color="#fff" />
        <stop offset="1" stop-color="#000" />
      </linearGradient>
      <mask id="cut">
        <rect x="0" y="-40" width="460" height="1160" fill="url(#fade)" />
      </mask>
    </defs>
  );
}

function ZoneLines() {
  return (
    <g class="zones">
      {zoneNames.map((name, index) => {
        const { fromMm, toMm } = zones[name];
        return (
          <g key={name}>
            <rect
              x="50"
              width={width - 60}
              y={yOf(toMm)}
              height={toMm - fromMm}
              class={index % 2 === 0 ? 'zone even' : 'zone'}
            />
            <text x={nameX} y={yOf((fromMm + toMm) / 2) + 8} text-anchor="middle" data-part={`zone-${name}`}>
              {name}
            </text>
          </g>
        );
      })}
      {[0, 200, 400, 600, 794].map((mm) => (
        <text key={mm} x="8" y={yOf(mm) + 7} class="scale">
          {mm}
        </text>
      ))}
    </g>
  );
}

function SideView() {
  return (
    <g class="side" mask="url(#cut)">
      <path
        class="shell"
        d={`M70 ${yOf(-70)} C52 ${yOf(200)} 60 ${yOf(600)} 84 ${yOf(860)} C110 ${yOf(885)} 160 ${yOf(880)} 176 ${yOf(840)} L172 ${yOf(-70)} Z`}
      />
      <rect class="cushion" x="120" y={yOf(-24)} width="420" height="92" rx="30" />
      <g data-part="person-side">
        <ellipse class="person" cx="318" cy={yOf(800)} rx="76" ry="98" />
        <path class="person" d={sidePerson} />
        <path
          class="arm"
          d={`M300 ${yOf(560)} C300 ${yOf(440)} 312 ${yOf(380)} 342 ${yOf(330)} C390 ${yOf(290)} 440 ${yOf(270)} 500 ${yOf(258)}`}
        />
        <g class="bones">
          {vertebrae.map(({ name, mm, height: tall }) => (
            <rect
              key={name}
              x={backLineX(mm) + 30}
              y={yOf(mm) - tall / 2}
              width={name.startsWith('L') ? 34 : 26}
              height={tall}
              rx="5"
              class={name.startsWith('L') ? 'bone lumbar' : 'bone'}
            />
          ))}
          <path
            class="bone"
            d={`M${backLineX(178) + 28} ${yOf(178)} l36 4 L${backLineX(100) + 30} ${yOf(96)} Z`}
          />
        </g>
      </g>
      <path
        data-part="pad-lumbar-side"
        class="pad-line"
        d={backPath(padBands.lumbar[0], padBands.lumbar[1], -9)}
      />
      <path
        data-part="pad-sacral-side"
        class="pad-line"
        d={backPath(padBands.sacral[0], padBands.sacral[1], -9)}
      />
    </g>
  );
}

/** Rail, carriage, arms and the muscles under them. */
function Moving() {
  return (
    <>
      <defs>
        <clipPath id="near">
          <rect data-part="near" x="-260" y="0" width="520" height="130" />
        </clipPath>
      </defs>
      <Rail x={railX} />
      <g data-part="carriage-side">
        <rect class="carriage" x={railX - 24} y="-34" width="48" height="68" rx="9" />
        <path data-part="arm-side" class="arm-link" d="" />
        <circle data-part="roller-side" class="roller" r="30" />
        <circle data-part="hub-side" class="hub" r="6" />
      </g>
      <g transform={`translate(${backX} 0)`}>
        <g clip-path="url(#near)">
          {muscles.map(({ name, path }) => (
            <g key={name} data-part={`muscle-${name}`} class="worked" visibility="hidden">
              <Both path={path} kind="muscle-worked" />
            </g>
          ))}
        </g>
        <Rail x={0} />
        <g data-part="carriage-back">
          <rect class="carriage" x="-72" y="-15" width="144" height="30" rx="9" />
          {[-1, 1].map((side) => (
            <g key={side} data-part={side < 0 ? 'roller-left' : 'roller-right'}>
              <line
                data-part={side < 0 ? 'link-left' : 'link-right'}
                class="arm-link"
                x1="0"
                y1="0"
                x2="0"
                y2="0"
              />
              <ellipse class="roller" rx="23" ry="33" />
              <line
                data-part={side < 0 ? 'spoke-left' : 'spoke-right'}
                class="spoke"
                x1="0"
                y1="0"
                x2="0"
                y2="-24"
              />
              <circle class="hub" r="5" />
            </g>
          ))}
        </g>
      </g>
    </>
  );
}

function Rail({ x }: { x: number }) {
  return (
    <g class="rail">
      <line x1={x} x2={x} y1={yOf(railMm + stopBeyondMm)} y2={yOf(-stopBeyondMm)} />
      {[0, railMm].map((mm) => (
        <line key={mm} class="limit" x1={x - 16} x2={x + 16} y1={yOf(mm)} y2={yOf(mm)} />
      ))}
    </g>
  );
}

function BackView() {
  return (
    <g class="back" transform={`translate(${backX} 0)`}>
      <rect class="shell" x="-232" y={yOf(868)} width="464" height="930" rx="60" />
      <rect class="cushion" x="-244" y={yOf(-24)} width="488" height="92" rx="30" />
      <g data-part="person-back">
        <path class="arm" d={`M-196 ${yOf(580)} C-226 ${yOf(500)} -232 ${yOf(380)} -226 ${yOf(250)}`} />
        <path class="arm" d={`M196 ${yOf(580)} C226 ${yOf(500)} 232 ${yOf(380)} 226 ${yOf(250)}`} />
        <ellipse class="person" cx="0" cy={yOf(800)} rx="70" ry="94" />
        <path class="person" d={torsoHalf} />
        <path class="person" d={torsoHalf} transform="scale(-1 1)" />
        <Skeleton />
        {muscles.map(({ name, path }) => (
          <Both key={name} path={path} kind="muscle" />
        ))}
      </g>
      <Pad name="lumbar" wide={250} />
      <Pad name="sacral" wide={220} />
    </g>
  );
}

function Both({ path, kind }: { path: string; kind: string }) {
  return (
    <g>
      <path class={kind} d={path} />
      <path class={kind} d={path} transform="scale(-1 1)" />
    </g>
  );
}

function Skeleton() {
  return (
    <g class="bones">
      {[316, 344, 372, 399, 426, 452, 478, 503].map((mm, index) => (
        <Both
          key={mm}
          kind="rib"
          path={`M18 ${yOf(mm)} C70 ${yOf(mm + 6)} ${104 + index * 6} ${yOf(mm - 8)} ${index === 0 ? 84 : 118 + index * 6} ${yOf(mm - (index === 0 ? 16 : 44))}`}
        />
      ))}
      <Both
        kind="rib"
        path={`M40 ${yOf(176)} C70 ${yOf(206)} 122 ${yOf(212)} 150 ${yOf(178)} C166 ${yOf(150)} 160 ${yOf(110)} 150 ${yOf(90)}`}
      />
      {vertebrae.map(({ name, mm, width: wide, height: tall }) => (
        <g key={name}>
          <line class="rib" x1={-wide / 2 - 9} x2={wide / 2 + 9} y1={yOf(mm)} y2={yOf(mm)} />
          <rect
            class={name.startsWith('L') ? 'bone lumbar' : 'bone'}
            x={-wide / 2}
            y={yOf(mm) - tall / 2}
            width={wide}
            height={tall}
            rx="5"
          />
        </g>
      ))}
      <path
        class="bone"
        d={`M-44 ${yOf(178)} L44 ${yOf(178)} C38 ${yOf(150)} 22 ${yOf(126)} 8 ${yOf(112)} L0 ${yOf(90)} L-8 ${yOf(112)} C-22 ${yOf(126)} -38 ${yOf(150)} -44 ${yOf(178)} Z`}
      />
      {['L5', 'L4', 'L3', 'L2', 'L1', 'T12', 'T11'].map((name) => {
        const { mm } = vertebrae.find((one) => one.name === name)!;
        return (
          <text key={name} class="bone-name" x="0" y={yOf(mm) + 5} text-anchor="middle">
            {name}
          </text>
        );
      })}
    </g>
  );
}

function Pad({ name, wide }: { name: 'lumbar' | 'sacral'; wide: number }) {
  const [fromMm, toMm] = padBands[name];
  return (
    <g>
      <rect
        data-part={`pad-${name}`}
        class="pad"
        x={-wide / 2}
        y={yOf(toMm)}
        width={wide}
        height={toMm - fromMm}
        rx="16"
      />
      <text data-part={`pad-text-${name}`} class="pad-text" x={wide / 2 + 8} y={yOf((fromMm + toMm) / 2) + 8}>
        22.0
      </text>
    </g>
  );
}

/** Finds what moves once, then moves it. */
function animate(drawing: HTMLElement): () => void {
  const part = (name: string): SVGElement => drawing.querySelector(`[data-part="${name}"]`)!;
  const svg = drawing.querySelector('svg')!;
  const set = setter();
  const names = [
    'carriage-side',
    'arm-side',
    'roller-side',
    'hub-side',
    'carriage-back',
    'near',
    'person-side',
    'person-back',
  ] as const;
  const parts = Object.fromEntries(names.map((name) => [name, part(name)])) as Record<
    (typeof names)[number],
    SVGElement
  >;
  const sides = (['left', 'right'] as const).map((side) => ({
    sign: side === 'left' ? -1 : 1,
    roller: part(`roller-${side}`),
    link: part(`link-${side}`),
    spoke: part(`spoke-${side}`),
  }));
  const pads = (['lumbar', 'sacral'] as const).map((name) => ({
    name,
    back: part(`pad-${name}`),
    side: part(`pad-${name}-side`),
    text: part(`pad-text-${name}`),
  }));
  const worked = muscles.map(({ name }) => ({ name, group: part(`muscle-${name}`) }));
  const zoneTexts = zoneNames.map((name) => ({ ...zones[name], text: part(`zone-${name}`) }));
  let saidAtMs = Number.NEGATIVE_INFINITY;

  return () => {
    const moment = shownMoment();
    const y = visibly(yOf(moment.carriageMm));
    set(parts['carriage-side'], 'transform', `translate(0 ${y.toFixed(1)})`);
    set(parts['carriage-back'], 'transform', `translate(0 ${y.toFixed(1)})`);
    const rollerX = visibly(backLineX(moment.carriageMm) - 32);
    const bob = visibly(9 * Math.sin(moment.kneaderTurns * 2 * Math.PI));
    set(parts['roller-side'], 'cx', rollerX.toFixed(1));
    set(parts['roller-side'], 'cy', bob.toFixed(1));
    set(parts['hub-side'], 'cx', rollerX.toFixed(1));
    set(parts['hub-side'], 'cy', bob.toFixed(1));
    set(parts['arm-side'], 'd', `M${railX} 0L${rollerX.toFixed(1)} ${bob.toFixed(1)}`);
    const gap = visibly(40 + 58 * spread(moment.kneaderTurns));
    const angle = Math.round((moment.kneaderTurns % 1) * 120) * 3;
    for (const { sign, roller, link, spoke } of sides) {
      set(roller, 'transform', `translate(${(sign * gap).toFixed(1)} ${(sign * bob).toFixed(1)})`);
      set(link, 'x1', (-sign * (gap - 30)).toFixed(1));
      set(link, 'y1', (-sign * bob).toFixed(1));
      set(spoke, 'transform', `rotate(${(sign * angle).toFixed(1)})`);
    }
    for (const { name, back, side, text } of pads) {
      const celsius = name === 'lumbar' ? moment.lumbarElementC : moment.sacralElementC;
      const surface = name === 'lumbar' ? moment.lumbarSurfaceC : moment.sacralSurfaceC;
      // Switched many times a second; its share of the last second is what can be seen.
      const on = (name === 'lumbar' ? moment.lumbarDuty : moment.sacralDuty) > 0.05;
      const colour = glowColour(celsius);
      set(back, 'fill', colour);
      set(side, 'stroke', colour);
      set(back, 'fill-opacity', Math.min(0.62, 0.12 + Math.max(0, celsius - 22) * 0.018).toFixed(2));
      set(back, 'class', on ? 'pad on' : 'pad');
      setText(text, `${fixed(surface, 1)}°`);
    }
    const now = workedMuscles(moment);
    for (const { name, group } of worked) set(group, 'visibility', now.includes(name) ? 'visible' : 'hidden');
    set(parts.near, 'y', (y - 65).toFixed(0));
    for (const { fromMm, toMm, text } of zoneTexts) {
      const here = moment.carriageMm >= fromMm && moment.carriageMm < toMm;
      set(text, 'class', here ? 'zone-name here' : 'zone-name');
    }
    set(parts['person-side'], 'visibility', moment.personKg > 0 ? 'visible' : 'hidden');
    set(parts['person-back'], 'opacity', moment.personKg > 0 ? '1' : '0.28');
    // The sentence is for screen readers: a few times a second would be noise.
    const atMs = performance.now();
    if (atMs - saidAtMs > 1000) {
      saidAtMs = atMs;
      set(svg, 'aria-label', sentence(moment));
    }
  };
}

/** To a millimetre, less than half a pixel: less is not worth a picture. */
function visibly(mm: number): number {
  return Math.round(mm);
}

/** Sets an attribute only where it differs: the browser redraws nothing else. */
function setter(): (element: SVGElement, name: string, value: string) => void {
  const last = new WeakMap<SVGElement, Record<string, string>>();
  return (element, name, value) => {
    let values = last.get(element);
    if (values === undefined) {
      values = {};
      last.set(element, values);
    }
    if (values[name] === value) return;
    values[name] = value;
    element.setAttribute(name, value);
  };
}

function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const rows = ['where', 'arms', 'lumbar', 'sacral', 'works'] as const;

/** The same in words and figures; fixed in height, so that nothing jumps. */
function Readout() {
  const list = useRef<HTMLDListElement>(null);
  useEffect(() => {
    const cells = rows.map((name) => list.current!.querySelector(`[data-row=${name}]`)!);
    return onSlowFrame(() => {
      const moment = shownMoment();
      const { carriageMm, kneaderTurns, kneaderDuty, carriageDuty } = moment;
      const arrow = carriageDuty > 0 ? '↑' : carriageDuty < 0 ? '↓' : '·';
      const turning = kneaderDuty === 0 ? '' : kneaderDuty > 0 ? ', turning in' : ', turning out';
      const worked = workedMuscles(moment);
      const texts = [
        `${fixed(carriageMm, 0)} mm ${arrow} ${zoneText(carriageMm)}`,
        `${widthText(kneaderTurns)}${turning}`,
        padText(moment.lumbarElementC, moment.lumbarSurfaceC, moment.lumbarTargetC),
        padText(moment.sacralElementC, moment.sacralSurfaceC, moment.sacralTargetC),
        moment.faults !== 0
          ? `stopped by ${faultCodes.filter((_, index) => (moment.faults >>> index) & 1).join(', ')}`
          : worked.length > 0
            ? worked.join(', ')
            : '–',
      ];
      for (const [index, cell] of cells.entries()) setText(cell, texts[index]!);
    });
  }, []);
  return (
    <dl class="readout" ref={list}>
      <dt>Rollers</dt>
      <dd data-row="where" />
      <dt>Arms</dt>
      <dd data-row="arms" />
      <dt>Lumbar pad</dt>
      <dd data-row="lumbar" />
      <dt>Sacral pad</dt>
      <dd data-row="sacral" />
      <dt>Works on</dt>
      <dd data-row="works" />
    </dl>
  );
}

function padText(elementC: number, surfaceC: number, targetC: number): string {
  const goal = Number.isFinite(targetC) ? ` → ${fixed(targetC, 0)} °C` : ', off';
  return `skin ${fixed(surfaceC, 1)} °C${goal}, element ${fixed(elementC, 1)} °C`;
}
