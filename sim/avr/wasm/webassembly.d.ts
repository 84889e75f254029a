/** The parts of WebAssembly that the translated code uses; Node has them, its types do not. */
declare namespace WebAssembly {
  class Memory {
    constructor(size: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
}
