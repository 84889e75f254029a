/** The columns of a trace. */
import { expect, test } from 'vitest';
import { loadChair } from '../../src/board/shipped.ts';
import { blockForNextRow, createTrace, rowOffset } from '../../src/run/trace.ts';
import { csvLines } from '../../src/run/trace-formats.ts';
import { vcdLines } from '../../src/run/trace-vcd.ts';
import { chair } from '../chair.ts';
import { tappingChair } from '../tapping-chair.ts';

const pads = (...names: string[]) => ({
  pads: names.map((name) => ({ ...chair.pads[0], name })) as typeof chair.pads,
  tapper: null,
  carriage: chair.carriage,
  wiring: chair.wiring,
});
const fixed = createTrace(chair).columns;

test('the fixed columns come first in every trace; those of pads of other names after them', () => {
  expect(fixed).toHaveLength(17);
  expect(createTrace(pads()).columns).toEqual(fixed);
  expect(createTrace(pads('upper-back', 'sacral')).columns).toEqual([
    ...fixed,
    'upper_back_duty',
    'upper_back_element_c',
    'upper_back_surface_c',
  ]);
});

test('a tapper has its column at the end', () => {
  expect(createTrace(tappingChair()).columns).toEqual([...fixed, 'tapper_duty']);
  const divided = loadChair('tests/chairs/relay-and-divider.yaml');
  expect(createTrace(divided).columns).toEqual([...fixed, 'motors_v']);
});

test('what is recorded of a pad of another name stands in its columns, in CSV and VCD', () => {
  const trace = createTrace(pads('upper-back'));
  const block = blockForNextRow(trace);
  block.fill(Number.NaN, rowOffset(trace), rowOffset(trace) + trace.columns.length);
  block[rowOffset(trace)] = 0;
  block.set([0, -1], rowOffset(trace) + 1);
  block[rowOffset(trace) + fixed.length - 1] = 0;
  for (const { index, column } of trace.pads) if (index >= 0) block.set([1, 40.1234, 38.5], column);
  trace.rows++;
  expect([...csvLines(trace, [])][1]).toMatch(/^0,off,,,,,,,,,,,,,,,,1,40\.123,38\.5\n$/);
  expect([...vcdLines(trace, [])].join('')).toMatch(/\$var wire 1 \S+ upper_back_duty \$end/);
});
