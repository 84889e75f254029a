/** The chair's moving parts, on a layer of their own, so that the rest is not painted again when they move. */
import { chair } from '../state.ts';
import { drawing, musclesOf, railY } from './anatomy.ts';
import { Both } from './skeleton.tsx';

export function MovingDrawing() {
  const { topY, width, height } = drawing;
  return (
    <svg class="chair-svg moving" viewBox={`0 ${topY} ${width} ${height}`} aria-hidden="true">
      <SideParts />
      <BackParts />
    </svg>
  );
}

function SideParts() {
  const { railX } = drawing;
  if (!chair().carriage) return null;
  return (
    <>
      <Rail x={railX} side="side" />
      <g data-part="carriage-side">
        <rect class="carriage" x={railX - 24} y="-34" width="48" height="68" rx="9" />
        <path data-part="arm-side" class="arm-link" d="" />
        <circle data-part="roller-side" class="roller" r="30" />
        <circle data-part="hub-side" class="hub" r="6" />
      </g>
    </>
  );
}

/** The muscles being worked, shown near the rollers, with rail, carriage and arms over them. */
function BackParts() {
  return (
    <g transform={`translate(${drawing.backX} 0)`}>
      <defs>
        <clipPath id="near">
          <rect data-part="near" x="-260" y="0" width="520" height="130" />
        </clipPath>
      </defs>
      <g clip-path="url(#near)">
        {musclesOf(chair()).map(({ name, path }) => (
          <g key={name} data-part={`muscle-${name}`} class="worked" visibility="hidden">
            <Both path={path} kind="muscle-worked" />
          </g>
        ))}
      </g>
      {chair().pads.map(({ id, fromMm, toMm, widthMm }) => (
        <text
          key={id}
          data-part={`pad-text-${id}`}
          class="pad-text"
          x={widthMm / 2 + 8}
          y={railY(chair(), (fromMm + toMm) / 2) + 8}
        />
      ))}
      {chair().carriage ? (
        <>
          <Rail x={0} side="back" />
          <g data-part="carriage-back">
            <rect class="carriage" x="-72" y="-15" width="144" height="30" rx="9" />
            <Roller side="left" />
            <Roller side="right" />
          </g>
        </>
      ) : null}
    </g>
  );
}

function Roller({ side }: { side: 'left' | 'right' }) {
  return (
    <g data-part={`roller-${side}`}>
      <line data-part={`link-${side}`} class="arm-link" x1="0" y1="0" x2="0" y2="0" />
      <ellipse class="roller" rx="23" ry="33" />
      <line data-part={`spoke-${side}`} class="spoke" x1="0" y1="0" x2="0" y2="-24" />
      <circle class="hub" r="5" />
    </g>
  );
}

/** The rail with its switches and, where the place is known by time, the interval in which the chair estimates the carriage. */
function Rail({ x, side }: { x: number; side: 'side' | 'back' }) {
  const view = chair();
  const { lengthMm, stopBeyondMm, switchesMm } = view.rail;
  const at = (mm: number): number => railY(view, mm);
  return (
    <g class="rail">
      <line x1={x} x2={x} y1={at(lengthMm + stopBeyondMm)} y2={at(-stopBeyondMm)} />
      {switchesMm.map((mm) => (
        <line key={mm} class="limit" x1={x - 16} x2={x + 16} y1={at(mm)} y2={at(mm)} />
      ))}
      {view.placeByTime ? (
        <rect data-part={`interval-${side}`} class="interval" x={x - 12} width="24" y="0" height="0" rx="6" />
      ) : null}
    </g>
  );
}
