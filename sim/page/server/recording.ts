/**
 * The recording of a whole session: numbers and codes of every tick, and a pyramid of lows and highs over 16, 256 and 4096 ticks,
 * so that any time range at any width is drawn from a few numbers per column. Memory is bounded: after some hours the oldest
 * block is dropped.
 */
import { tickMs } from '../../../src/chair/limits.ts';
import type { Milliseconds } from '../../../src/chair/units.ts';
import { type Channels, channelNames } from '../protocol.ts';

export const channelCount = channelNames.length;
/** Ticks per block, and in the widest group of the pyramid. */
const blockTicks = 4096;
const groups = [16, 256, 4096] as const;
/** Default number of blocks: about four hours of chair time, 420 bytes per tick, 300 MB. */
const blocksUsual = 176;

/** Whole numbers recorded beside the channels; packed by `moment.ts`. */
export const codeCount = 13;

interface Block {
  readonly values: Float64Array;
  readonly codes: Float64Array;
  /** Lows and highs by level: [channel * groups + group]. */
  readonly lows: readonly Float32Array[];
  readonly highs: readonly Float32Array[];
}

export interface Recording {
  /** The oldest tick still recorded, and the one after the newest. */
  first: number;
  end: number;
  readonly blocks: (Block | undefined)[];
  readonly blocksMost: number;
}

export function createRecording(mostMs: Milliseconds = blocksUsual * blockTicks * tickMs): Recording {
  return { first: 0, end: 0, blocks: [], blocksMost: Math.ceil(mostMs / (blockTicks * tickMs)) };
}

function createBlock(): Block {
  return {
    values: new Float64Array(blockTicks * channelCount),
    codes: new Float64Array(blockTicks * codeCount),
    lows: groups.map((ticks) => new Float32Array((blockTicks / ticks) * channelCount)),
    highs: groups.map((ticks) => new Float32Array((blockTicks / ticks) * channelCount)),
  };
}

/** The block for the next tick; the oldest block is dropped when there are too many. */
function blockForNext(recording: Recording): Block {
  const index = (recording.end / blockTicks) | 0;
  const block = recording.blocks[index];
  if (block !== undefined) return block;
  const oldest = index - recording.blocksMost;
  if (oldest >= 0 && recording.blocks[oldest] !== undefined) {
    recording.blocks[oldest] = undefined;
    recording.first = (oldest + 1) * blockTicks;
  }
  const fresh = createBlock();
  recording.blocks[index] = fresh;
  return fresh;
}

/** Adds one tick; `values` are in the order of `channelNames`. */
export function addTick(recording: Recording, values: Float64Array, codes: Float64Array): void {
  const block = blockForNext(recording);
  const at = recording.end % blockTicks;
  block.values.set(values, at * channelCount);
  block.codes.set(codes, at * codeCount);
  recording.end++;
  for (let level = 0; level < groups.length; level++) {
    if ((at + 1) % groups[level]! !== 0) return;
    closeGroup(block, level, ((at + 1) / groups[level]! - 1) | 0);
  }
}

/** Computes lows and highs of a complete group from the level below. */
function closeGroup(block: Block, level: number, group: number): void {
  const perBlock = blockTicks / groups[level]!;
  const lows = block.lows[level]!;
  const highs = block.highs[level]!;
  for (let channel = 0; channel < channelCount; channel++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    if (level === 0) {
      for (let tick = group * 16; tick < group * 16 + 16; tick++) {
        const value = block.values[tick * channelCount + channel]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    } else {
      const below = (blockTicks / groups[level - 1]!) * channel + group * 16;
      for (let part = below; part < below + 16; part++) {
        const partLow = block.lows[level - 1]![part]!;
        const partHigh = block.highs[level - 1]![part]!;
        if (partLow < low) low = partLow;
        if (partHigh > high) high = partHigh;
      }
    }
    // A group without any number keeps infinite bounds, which never win a comparison on the level above.
    lows[channel * perBlock + group] = low;
    highs[channel * perBlock + group] = high;
  }
}

const range = { low: 0, high: 0 };

/** Low and high of a channel over ticks [from, to), by the widest groups that fit. */
function rangeOf(recording: Recording, channel: number, from: number, to: number): typeof range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let tick = Math.max(from, recording.first);
  const end = Math.min(to, recording.end);
  while (tick < end) {
    const block = recording.blocks[(tick / blockTicks) | 0]!;
    const at = tick % blockTicks;
    let level = groups.length - 1;
    while (level >= 0 && (at % groups[level]! !== 0 || tick + groups[level]! > end)) level--;
    if (level < 0) {
      const value = block.values[at * channelCount + channel]!;
      if (value < low) low = value;
      if (value > high) high = value;
      tick++;
      continue;
    }
    const place = (channel * blockTicks) / groups[level]! + at / groups[level]!;
    if (block.lows[level]![place]! < low) low = block.lows[level]![place]!;
    if (block.highs[level]![place]! > high) high = block.highs[level]![place]!;
    tick += groups[level]!;
  }
  range.low = low <= high ? low : Number.NaN;
  range.high = low <= high ? high : Number.NaN;
  return range;
}

/** Lows and highs of every channel for `count` columns of `ticks` ticks each; column `first` begins at tick first x ticks. */
export function columnsOf(recording: Recording, ticks: number, first: number, count: number): Float32Array {
  const out = new Float32Array(count * channelCount * 2);
  for (let channel = 0; channel < channelCount; channel++) {
    const at = channel * count * 2;
    for (let column = 0; column < count; column++) {
      const from = (first + column) * ticks;
      const { low, high } = rangeOf(recording, channel, from, from + ticks);
      out[at + column] = low;
      out[at + count + column] = high;
    }
  }
  return out;
}

/** Codes and numbers of one recorded tick as views into memory, or null; allocates little, for reading many ticks. */
export function rawTickAt(
  recording: Recording,
  tick: number,
): { codes: Float64Array; values: Float64Array } | null {
  if (!(tick >= recording.first && tick < recording.end)) return null;
  const block = recording.blocks[(tick / blockTicks) | 0]!;
  const at = tick % blockTicks;
  return {
    codes: block.codes.subarray(at * codeCount, (at + 1) * codeCount),
    values: block.values.subarray(at * channelCount, (at + 1) * channelCount),
  };
}

/** Values and codes of one recorded tick, or null if it is not, or no longer, recorded. */
export function tickAt(
  recording: Recording,
  tick: number,
): { values: Channels; codes: readonly number[] } | null {
  if (!(tick >= recording.first && tick < recording.end)) return null;
  const block = recording.blocks[(tick / blockTicks) | 0]!;
  const at = tick % blockTicks;
  const values = Object.fromEntries(
    channelNames.map((name, channel) => [name, block.values[at * channelCount + channel]!]),
  ) as Channels;
  return { values, codes: [...block.codes.subarray(at * codeCount, (at + 1) * codeCount)] };
}
