/** Base and armrests of the chair, and the colour scale of the pads. Nothing of it moves. */
import { drawing, yOf } from './anatomy.ts';
import { glowC } from './animate.ts';

const seatEndY = yOf(-24) + 92;
const floorY = drawing.topY + drawing.height - 14;

/** From the side, before the person: the armrest on its post. */
export function SideArmrest() {
  return (
    <g class="seat armrest">
      <rect x="236" y={yOf(222)} width="216" height="26" rx="13" />
      <path d={`M300 ${yOf(198)} L330 ${yOf(198)} L338 ${yOf(-20)} L308 ${yOf(-20)} Z`} />
    </g>
  );
}

/** From the side: base under the seat, legs. */
export function SideSeat() {
  return (
    <g class="seat">
      <rect x="104" y={seatEndY - 14} width="330" height="36" rx="8" />
      <path d={`M142 ${seatEndY + 22} L170 ${seatEndY + 22} L150 ${floorY} L126 ${floorY} Z`} />
      <path d={`M306 ${seatEndY + 22} L334 ${seatEndY + 22} L350 ${floorY} L326 ${floorY} Z`} />
      <path d={`M96 ${floorY} L380 ${floorY}`} class="floor" />
    </g>
  );
}

/** From behind, about the middle of the back. */
export function BackSeat() {
  return (
    <g class="seat">
      {[-1, 1].map((side) => (
        <g key={side} transform={`scale(${side} 1)`}>
          <rect x="214" y={yOf(238)} width="38" height="26" rx="13" />
          <path d={`M224 ${yOf(214)} L244 ${yOf(214)} L244 ${yOf(-20)} L224 ${yOf(-20)} Z`} />
          <path d={`M138 ${seatEndY + 22} L166 ${seatEndY + 22} L186 ${floorY} L160 ${floorY} Z`} />
        </g>
      ))}
      <rect x="-190" y={seatEndY - 14} width="380" height="36" rx="8" />
      <path d={`M-236 ${floorY} L236 ${floorY}`} class="floor" />
    </g>
  );
}

const scale = { x: 396, width: 184, y: floorY - 40 } as const;

/** The temperature scale of the pads' colours. */
export function WarmthScale() {
  const [coolest, hottest] = [glowC[0], glowC[glowC.length - 1]!];
  const shareOf = (celsius: number): number => (celsius - coolest) / (hottest - coolest);
  return (
    <g class="warmth">
      <defs>
        <linearGradient id="warmth">
          {glowC.map((celsius, index) => (
            <stop key={celsius} offset={shareOf(celsius)} class={`glow-${index + 1}`} />
          ))}
        </linearGradient>
      </defs>
      <text x={scale.x + scale.width / 2} y={scale.y - 9} text-anchor="middle">
        pads, °C
      </text>
      <rect x={scale.x} y={scale.y} width={scale.width} height="14" rx="4" fill="url(#warmth)" />
      {glowC.map((celsius) => (
        <text
          key={celsius}
          x={scale.x + shareOf(celsius) * scale.width}
          y={scale.y + 34}
          text-anchor="middle"
        >
          {celsius}
        </text>
      ))}
    </g>
  );
}
