/**
 * Just enough of an assembler for WebAssembly: expressions as strings of bytes, and a module of functions over one
 * memory. Source: WebAssembly Core Specification 2.0, 5.
 */

/** One character for each byte: strings are joined without being copied. */
export type Code = string;

const code = (...bytes: readonly number[]): Code => String.fromCharCode(...bytes);

/** Operators on two 32-bit numbers. */
const operators = {
  '=': 0x46,
  '!=': 0x47,
  '<': 0x49,
  '>': 0x4b,
  '>=': 0x4f,
  '>= signed': 0x4e,
  '+': 0x6a,
  '-': 0x6b,
  '*': 0x6c,
  '&': 0x71,
  '|': 0x72,
  '^': 0x73,
  '<<': 0x74,
  '>>': 0x76,
} as const;

const operatorCodes = Object.fromEntries(
  Object.entries(operators).map(([name, opcode]) => [name, code(opcode)]),
) as Record<keyof typeof operators, Code>;

function unsigned(value: number): Code {
  let bytes = '';
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += code((rest & 0x7f) | 0x80);
  return bytes + code(rest);
}

function signed(value: number): Code {
  let bytes = '';
  let rest = value;
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) bytes += code((rest & 0x7f) | 0x80);
  return bytes + code(rest & 0x7f);
}

export const i32 = (value: number): Code => code(0x41) + signed(value);
export const localGet = (local: number): Code => code(0x20) + unsigned(local);
export const localSet = (local: number, value: Code): Code => value + code(0x21) + unsigned(local);
export const binary = (left: Code, operator: keyof typeof operators, right: Code): Code =>
  left + right + operatorCodes[operator];
export const eqz = (value: Code): Code => value + code(0x45);
export const extend8 = (value: Code): Code => value + code(0xc0);
export const drop = (value: Code): Code => value + code(0x1a);
export const select = (condition: Code, then: Code, otherwise: Code): Code =>
  then + otherwise + condition + code(0x1b);

const zero = i32(0);
const load =
  (opcode: number) =>
  (offset: number, address = zero): Code =>
    address + code(opcode, 0) + unsigned(offset);
export const load8 = load(0x2d);
export const load16 = load(0x2f);
export const load32 = load(0x28);
const store =
  (opcode: number) =>
  (offset: number, value: Code, address = zero): Code =>
    address + value + code(opcode, 0) + unsigned(offset);
export const store8 = store(0x3a);
export const store16 = store(0x3b);
export const store32 = store(0x36);

const emptyType = 0x40;
const end = code(0x0b);
export const unreachable = code(0x00);
export const ifThen = (condition: Code, then: Code): Code => condition + code(0x04, emptyType) + then + end;
export const ifElse = (condition: Code, then: Code, otherwise: Code): Code =>
  condition + code(0x04, emptyType) + then + code(0x05) + otherwise + end;
export const loop = (body: Code): Code => code(0x03, emptyType) + body + end;
/** Branches to the end of the block `levels` further out, or to the head of that loop. */
export const br = (levels: number): Code => code(0x0c) + unsigned(levels);
export const ret = (value: Code): Code => value + code(0x0f);
export const call = (callee: number, ...values: readonly Code[]): Code =>
  values.join('') + code(0x10) + unsigned(callee);
export const callIndirect = (type: number, index: Code, ...values: readonly Code[]): Code =>
  values.join('') + index + code(0x11) + unsigned(type) + code(0);

/**
 * Case n is entered if `index` is n. From case n, level m - n - 1 is the head of a later case m, and level
 * `cases.length - n - 1` the head of the loop around all cases.
 */
export function dispatchLoop(index: Code, cases: readonly Code[]): Code {
  const last = cases.length - 1;
  const labels = cases.map((_, each) => unsigned(each)).join('');
  const blocks = code(0x02, emptyType).repeat(cases.length);
  const bodies = cases.map((body) => end + body).join('');
  // Every case ends with a branch or a return.
  return loop(blocks + index + code(0x0e) + unsigned(last) + labels + bodies) + unreachable;
}

interface Signature {
  readonly takes: number;
  readonly gives: 0 | 1;
}

export interface WasmFunction {
  readonly type: number;
  /** Variables besides its parameters, all i32. */
  readonly locals: number;
  readonly body: Code;
}

interface ModulePlan {
  readonly types: readonly Signature[];
  /** Imported functions, numbered first; all belong to `env`, as does the memory. */
  readonly imports: ReadonlyArray<{ readonly name: string; readonly type: number }>;
  readonly memoryPages: number;
  readonly functions: readonly WasmFunction[];
  /** Indices in `functions` of those that `callIndirect` finds, and of the one that is called from outside. */
  readonly table: readonly number[];
  readonly run: number;
  readonly data: ReadonlyArray<{ readonly at: number; readonly bytes: Uint8Array }>;
}

const i32Type = code(0x7f);
const sized = (content: Code): Code => unsigned(content.length) + content;
const row = (items: readonly Code[]): Code => unsigned(items.length) + items.join('');
const section = (id: number, content: Code): Code => code(id) + sized(content);

export function assembleModule(plan: ModulePlan): Uint8Array {
  const { types, imports, memoryPages, functions, table, run, data } = plan;
  const values = (count: number) => unsigned(count) + i32Type.repeat(count);
  const outside = imports.map(({ name, type }) => sized('env') + sized(name) + code(0) + unsigned(type));
  const pages = unsigned(memoryPages);
  const memory = sized('env') + sized('memory') + code(0x02, 0x01) + pages + pages;
  const numberOf = (index: number) => unsigned(imports.length + index);
  const bodies = functions.map(({ locals, body }) =>
    sized(code(1) + unsigned(locals) + i32Type + body + end),
  );
  const segments = data.map(
    ({ at, bytes }) => code(0) + i32(at) + end + sized(Buffer.from(bytes).toString('latin1')),
  );
  const sections = [
    section(1, row(types.map(({ takes, gives }) => code(0x60) + values(takes) + values(gives)))),
    section(2, row([...outside, memory])),
    section(3, row(functions.map(({ type }) => unsigned(type)))),
    section(4, row([code(0x70, 0x00) + unsigned(table.length)])),
    section(7, row([sized('run') + code(0) + numberOf(run)])),
    section(9, row([code(0) + zero + end + row(table.map(numberOf))])),
    section(10, row(bodies)),
    section(11, row(segments)),
  ];
  return Buffer.from(`\0asm${code(1, 0, 0, 0)}${sections.join('')}`, 'latin1');
}
