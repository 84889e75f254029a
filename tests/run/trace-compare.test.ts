import { describe, expect, test } from 'vitest';
import { compareTraces } from '../../src/run/trace-compare.ts';
import { readTrace, type TraceTable } from '../../src/run/trace-table.ts';

const head = 't_ms,state,step,carriage_mm,lumbar_surface_c,fault';

function table(...rows: readonly string[]): TraceTable {
  const read = readTrace(`${head}\n${rows.join('\n')}\n`);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

function compared(...args: Parameters<typeof compareTraces>) {
  const comparison = compareTraces(...args);
  if (typeof comparison === 'string') throw new Error(comparison);
  return comparison;
}

const a = table('0,running,s1,0,30,', '20,running,s1,1,30.1,', '40,running,s2,2,30.2,', '60,off,,2,30.2,');

describe('two traces over each other', () => {
  test('a trace is equal to itself', () => {
    expect(compared(a, a)).toEqual({
      equal: true,
      firstMs: null,
      columns: [],
      steps: [
        { path: '1', aMs: 0, bMs: 0 },
        { path: '2', aMs: 40, bMs: 40 },
      ],
      faults: { onlyA: [], onlyB: [] },
    });
  });

  test('each column says by how much and from when on, in its unit', () => {
    const b = table(
      '0,running,s1,0,30,',
      '20,running,s1,1.5,30.1,',
      '40,running,s2,2,30.5,E23',
      '60,off,,2,30.2,E23+E21',
    );
    const { equal, firstMs, columns, faults } = compared(a, b);
    expect(equal).toBe(false);
    expect(firstMs).toBe(20);
    expect(columns).toEqual([
      { name: 'carriage_mm', firstMs: 20, maxDiff: 0.5, meanDiff: 0.125, unit: 'mm' },
      { name: 'lumbar_surface_c', firstMs: 40, maxDiff: 0.3, meanDiff: 0.075, unit: 'K' },
      { name: 'fault', firstMs: 40, maxDiff: null, meanDiff: null, unit: null },
    ]);
    expect(faults).toEqual({ onlyA: [], onlyB: ['E23', 'E21'] });
  });

  test('a homing that took longer is no difference; one that ends elsewhere is', () => {
    const rows = ['0,running,s1,0,30,', '20,off,,1,30,'];
    const short = table('-20,homing,,9,30,', ...rows);
    const long = table('-40,off,,9,30,', '-20,homing,,9,30,', ...rows);
    expect(compared(short, long).equal).toBe(true);
    expect(compared(long, short).equal).toBe(true);
    expect(compared(table('-20,ready,,9,30,', ...rows), long).firstMs).toBe(-20);
    // From zero on, both must be there.
    expect(compared(table('20,off,,1,30,'), short)).toMatchObject({ equal: false, firstMs: 0 });
  });

  test('what may differ is told and does not count', () => {
    const b = table(
      '0,running,s1,0,30,',
      '20,running,s1,1.5,30.1,',
      '40,running,s1,2,30.2,',
      '60,off,,2,30.2,',
    );
    const allowed = compared(a, b, 'start', { carriage_mm: 0.5, step: 20 });
    expect(allowed).toMatchObject({ equal: true, firstMs: null });
    expect(allowed.columns.map(({ name, firstMs }) => [name, firstMs])).toEqual([
      ['step', null],
      ['carriage_mm', null],
    ]);
    expect(compared(a, b, 'start', { carriage_mm: 0.5, step: 19 })).toMatchObject({
      equal: false,
      firstMs: 40,
    });
    expect(compared(a, b, 'start', { carriage_mm: 0.49, step: 20 })).toMatchObject({
      equal: false,
      firstMs: 20,
    });
  });

  test('one that ends sooner is different from then on', () => {
    const b = table('0,running,s1,0,30,', '20,running,s1,1,30.1,');
    expect(compared(a, b)).toMatchObject({ equal: false, firstMs: 40, columns: [] });
    expect(compared(b, a)).toMatchObject({ equal: false, firstMs: 40 });
  });

  test('at a step, what came before it does not count', () => {
    const b = table(
      '0,running,s1,0,29,',
      '20,running,s1,1,29,',
      '40,running,s1,1,29,',
      '60,running,s2,2,30.2,',
      '80,off,,2,30.2,',
    );
    expect(compared(a, b).equal).toBe(false);
    const { steps, columns } = compared(a, b, { step: '2' });
    expect(steps).toContainEqual({ path: '2', aMs: 40, bMs: 60 });
    expect(columns.find(({ name }) => name === 'lumbar_surface_c')?.firstMs).toBe(0);
    const later = table('80,running,s1,1,30.1,', '100,running,s2,2,30.2,', '120,off,,2,30.2,');
    expect(compared(a, later, { step: '2' })).toMatchObject({ equal: true });
  });

  test('a column that one of them lacks is a difference where it says something', () => {
    const with_ = readTrace('t_ms,state,tapper_duty\n0,off,\n20,off,0.5\n') as TraceTable;
    const without = readTrace('t_ms,state\n0,off\n20,off\n') as TraceTable;
    expect(compared(with_, without)).toMatchObject({
      equal: false,
      firstMs: 20,
      columns: [{ name: 'tapper_duty', firstMs: 20, maxDiff: null, meanDiff: null }],
    });
    const empty = readTrace('t_ms,state,tapper_duty\n0,off,\n20,off,\n') as TraceTable;
    expect(compared(empty, without).equal).toBe(true);
  });

  test('what cannot be laid over each other says why', () => {
    expect(compareTraces(a, a, { step: '3' })).toBe('Neither trace has a step 3. Steps: 1, 2.');
    expect(compareTraces(a, table('0,off,s3,0,0,'), { step: '3' })).toMatch('A has no step 3.');
    expect(compareTraces(a, table('5000,off,,0,0,'))).toBe('The two have no moment in common.');
    expect(compareTraces(a, a, 'start', { carriage: 1 })).toMatch('carriage, which neither trace has');
  });
});

describe('a trace read back', () => {
  test('is the same from CSV and JSON, with a byte order mark, quotes and line ends of a spreadsheet', () => {
    const csv = readTrace('\ufefft_ms,step,carriage_mm\r\n0,"s1.1",\r\n20,s1.1,2.5\r\n');
    const json = readTrace(
      '{"columns":["t_ms","step","carriage_mm"],"rows":[[0,"s1.1",null],[20,"s1.1",2.5]]}',
    );
    expect(csv).toEqual(json);
  });

  test.each([
    ['', 'its first column is not t_ms'],
    ['{', 'is not JSON'],
    ['{"columns":["t_ms"]}', 'no columns and rows'],
    ['{"columns":["t_ms"],"rows":[3]}', 'row 1 is no list'],
    ['t_ms,a\n', 'has no rows'],
    ['t_ms,a,a\n0,1,1\n', 'two columns a'],
    ['t_ms,a\n0,1\n20\n', 'row 2 has 1 values for 2'],
    ['t_ms,a\n20,1\n0,1\n', 'the time in row 2'],
    ['t_ms,a\n0,x\n', 'a in row 1 is not a number'],
  ])('%j is refused', (text, why) => {
    expect(readTrace(text)).toMatch(why);
  });
});
