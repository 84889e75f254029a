/** Bones of the back view: ribs, pelvis, vertebrae with their names. */
import { vertebrae, yOf } from './anatomy.ts';

/** A path of the right half, and its mirror image. */
export function Both({ path, kind }: { path: string; kind: string }) {
  return (
    <g>
      <path class={kind} d={path} />
      <path class={kind} d={path} transform="scale(-1 1)" />
    </g>
  );
}

export function Skeleton() {
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
