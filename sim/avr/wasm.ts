/**
 * Just enough of an assembler for WebAssembly: expressions as strings of bytes, and a module of functions over one
 * memory. Source: WebAssembly Core Specification 2.0, 5.
 */

/** One character for each byte: strings are put together without being copied. */
export type Code = string;

export const code = (...bytes: readonly number[]): Code => String.fromCharCode(...bytes);

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

export const number = (value: number): Code => code(0x41) + signed(value);
export const get = (local: number): Code => code(0x20) + unsigned(local);
export const set = (local: number, value: Code): Code => value + code(0x21) + unsigned(local);
export const combine = (left: Code, operator: keyof typeof operators, right: Code): Code =>
  left + right + operatorCodes[operator];
export const isZero = (value: Code): Code => value + code(0x45);
export const signExtended = (value: Code): Code => value + code(0xc0);
export const dropped = (value: Code): Code => value + code(0x1a);
export const choose = (condition: Code, then: Code, otherwise: Code): Code =>
  then + otherwise + condition + code(0x1b);

const zero = number(0);
const load =
  (opcode: number) =>
  (offset: number, address = zero): Code =>
    address + code(opcode, 0) + unsigned(offset);
export const byteAt = load(0x2d);
export const wordAt = load(0x2f);
export const longAt = load(0x28);
const store =
  (opcode: number) =>
  (offset: number, value: Code, address = zero): Code =>
    address + value + code(opcode, 0) + unsigned(offset);
export const putByte = store(0x3a);
export const putWord = store(0x3b);
export const putLong = store(0x36);

const nothing = 0x40;
const end = code(0x0b);
export const never = code(0x00);
export const when = (condition: Code, then: Code): Code => condition + code(0x04, nothing) + then + end;
export const eitherOr = (condition: Code, then: Code, otherwise: Code): Code =>
  condition + code(0x04, nothing) + then + code(0x05) + otherwise + end;
export const repeat = (body: Code): Code => code(0x03, nothing) + body + end;
/** Goes to the end of the block so many levels out, or to the head of that loop. */
export const leaveTo = (levels: number): Code => code(0x0c) + unsigned(levels);
export const giveBack = (value: Code): Code => value + code(0x0f);
export const call = (callee: number, ...values: readonly Code[]): Code =>
  values.join('') + code(0x10) + unsigned(callee);
export const callAt = (type: number, index: Code, ...values: readonly Code[]): Code =>
  values.join('') + index + code(0x11) + unsigned(type) + code(0);

/**
 * Case n is entered where `index` is n. From case n, level m - n - 1 is the head of a later case m, and level
 * `cases.length - n - 1` the head of the loop round all of them.
 */
export function loopOfCases(index: Code, cases: readonly Code[]): Code {
  const last = cases.length - 1;
  const labels = cases.map((_, each) => unsigned(each)).join('');
  const blocks = code(0x02, nothing).repeat(cases.length);
  const bodies = cases.map((body) => end + body).join('');
  // Every case has said where it goes on.
  return repeat(blocks + index + code(0x0e) + unsigned(last) + labels + bodies) + never;
}

export interface Signature {
  readonly takes: number;
  readonly gives: 0 | 1;
}

export interface ModulePlan {
  readonly types: readonly Signature[];
  /** Functions from outside, numbered first; all belong to `env`, as does the memory. */
  readonly imports: ReadonlyArray<{ readonly name: string; readonly type: number }>;
  readonly memoryPages: number;
  readonly functions: ReadonlyArray<{
    readonly type: number;
    readonly locals: number;
    readonly body: Code;
  }>;
  /** Of the functions here, those that `callAt` finds, by index; and the one that is called from outside. */
  readonly table: readonly number[];
  readonly run: number;
  readonly data: ReadonlyArray<{ readonly at: number; readonly bytes: Uint8Array }>;
}

const i32 = code(0x7f);
const sized = (content: Code): Code => unsigned(content.length) + content;
const row = (items: readonly Code[]): Code => unsigned(items.length) + items.join('');
const section = (id: number, content: Code): Code => code(id) + sized(content);

export function assemble(plan: ModulePlan): Uint8Array {
  const { types, imports, memoryPages, functions, table, run, data } = plan;
  const values = (count: number) => unsigned(count) + i32.repeat(count);
  const outside = imports.map(({ name, type }) => sized('env') + sized(name) + code(0) + unsigned(type));
  const pages = unsigned(memoryPages);
  const memory = sized('env') + sized('memory') + code(0x02, 0x01) + pages + pages;
  const numberOf = (index: number) => unsigned(imports.length + index);
  const bodies = functions.map(({ locals, body }) => sized(code(1) + unsigned(locals) + i32 + body + end));
  const segments = data.map(
    ({ at, bytes }) => code(0) + number(at) + end + sized(Buffer.from(bytes).toString('latin1')),
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
