/** Memories: speed, heat, spot and timer as a person saved them for a program. The rim keeps them over power-off. */

export interface Memory {
  program: string;
  speedShift: number;
  /** -1: the program's own heat; else 0..3, an index of `heatLevels`. */
  heatLevel: number;
  spotMm: number;
  minutes: number;
}

/** More programs than any chair holds; beyond it, the memory that was saved the longest ago is dropped. */
export const memoriesMax = 64;

export function findMemory(memories: readonly Memory[], program: string): Memory | undefined {
  for (const memory of memories) if (memory.program === program) return memory;
  return undefined;
}

/** Replaces the program's memory; the newest stands last. */
export function saveMemory(memories: Memory[], memory: Memory): void {
  const index = memories.findIndex((old) => old.program === memory.program);
  if (index >= 0) memories.splice(index, 1);
  else if (memories.length >= memoriesMax) memories.shift();
  memories.push(memory);
}
