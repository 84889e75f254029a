/** The parts of the drawing that do not move: the chair from the side and from behind, to scale. */
import type { ChairView } from '../../protocol.ts';
import { chair } from '../state.ts';
import { railMarks } from '../timeline/strips.ts';
import {
  backLineX,
  backPath,
  bodyMmOf,
  drawing,
  musclesOf,
  railY,
  sidePerson,
  torsoHalf,
  vertebrae,
  yOf,
} from './anatomy.ts';
import { BackSeat, SideArmrest, SideSeat, WarmthScale } from './seat.tsx';
import { Both, Skeleton } from './skeleton.tsx';

export function StillDrawing() {
  return (
    <svg
      class="chair-svg"
      viewBox={`0 ${drawing.topY} ${drawing.width} ${drawing.height}`}
      role="img"
      aria-label="The chair"
    >
      <Defs />
      <ZoneBands />
      <SideView />
      <BackView />
      <ZoneNames />
      {chair().pads.length === 0 ? null : <WarmthScale />}
    </svg>
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

/** Bands of the zones, and the scale of the rail. */
function ZoneBands() {
  const view = chair();
  return (
    <g class="zones">
      {view.zones.map(({ id, fromMm, toMm }, index) => (
        <rect
          key={id}
          x="50"
          width={drawing.width - 60}
          y={railY(view, toMm)}
          height={railY(view, fromMm) - railY(view, toMm)}
          class={index % 2 === 0 ? 'zone even' : 'zone'}
        />
      ))}
      {railMarks(view).map((mm) => (
        <text key={mm} x="8" y={railY(view, mm) + 7} class="scale">
          {mm}
        </text>
      ))}
    </g>
  );
}

/** Between the two views, above all that is drawn. */
function ZoneNames() {
  const view = chair();
  return (
    <g class="zones">
      {view.zones.map(({ id, fromMm, toMm }) => (
        <text
          key={id}
          x={drawing.nameX}
          y={railY(view, (fromMm + toMm) / 2) + 8}
          text-anchor="middle"
          data-part={`zone-${id}`}
        >
          {id}
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
      <SideSeat />
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
      <SideArmrest />
      {chair().pads.map(({ id, fromMm, toMm }) => (
        <path
          key={id}
          data-part={`pad-${id}-side`}
          class="pad-line"
          d={backPath(bodyMmOf(chair(), fromMm), bodyMmOf(chair(), toMm), -9)}
        />
      ))}
    </g>
  );
}

function BackView() {
  return (
    <g class="back" transform={`translate(${drawing.backX} 0)`}>
      <rect class="shell" x="-232" y={yOf(868)} width="464" height="930" rx="60" />
      <BackSeat />
      <rect class="cushion" x="-244" y={yOf(-24)} width="488" height="92" rx="30" />
      <g data-part="person-back">
        <path class="arm" d={`M-196 ${yOf(580)} C-226 ${yOf(500)} -232 ${yOf(380)} -226 ${yOf(250)}`} />
        <path class="arm" d={`M196 ${yOf(580)} C226 ${yOf(500)} 232 ${yOf(380)} 226 ${yOf(250)}`} />
        <ellipse class="person" cx="0" cy={yOf(800)} rx="70" ry="94" />
        <path class="person" d={torsoHalf} />
        <path class="person" d={torsoHalf} transform="scale(-1 1)" />
        <Skeleton />
        {musclesOf(chair()).map(({ name, path }) => (
          <Both key={name} path={path} kind="muscle" />
        ))}
      </g>
      {chair().pads.map((pad) => (
        <Pad key={pad.id} {...pad} />
      ))}
    </g>
  );
}

function Pad({ id, fromMm, toMm, widthMm }: ChairView['pads'][number]) {
  const [topY, baseY] = [railY(chair(), toMm), railY(chair(), fromMm)];
  return (
    <rect
      data-part={`pad-${id}`}
      class="pad"
      x={-widthMm / 2}
      y={topY}
      width={widthMm}
      height={baseY - topY}
      rx="16"
    />
  );
}
