/** Finds the line that matters in what avrdude says when it fails, and explains it. Covers avrdude 6.3 to 8. */
import type { Chip } from '../../chair/chips/chip.ts';

type Meaning = (found: RegExpExecArray, chip: Chip, halfWritten: boolean) => string;

const lost =
  'The board fell silent in the middle of writing: is the cable in? The chip is half written; flash it again.';

/** The first pattern that matches any line counts, so causes stand before their consequences. */
const complaints: ReadonlyArray<readonly [says: RegExp, means: Meaning]> = [
  [
    /(?:can't open device|cannot open port|unable to open port|can't open) "?([^":\n]+)"?: (.+)/i,
    ([, port = '', why = '']) => `${port} cannot be opened: ${why.replace(/\.$/, '')}.`,
  ],
  [
    /expected signature for (\S+) is ([0-9a-fx ]+[0-9a-f])/i,
    (expected, chip) =>
      `This is no ${chip.name}: its signature should be ${expected[2]}. Is it the board the chair file names (${chip.board})?`,
  ],
  [
    /(?:first mismatch at|!= input \S+ at) (?:byte|addr\w*) (0x[0-9a-f]+)/i,
    ([, where]) =>
      `What was read back is not what was written, first at ${where}. Flash it again; if it stays so, the chip is worn out.`,
  ],
  [
    /verif\w+ (?:error|mismatch|failed)/i,
    () => 'What was read back is not what was written. Flash it again; if it stays so, the chip is worn out.',
  ],
  [/input\/output error|no such device|device not configured|: (?:read|write) error/i, () => lost],
  [
    /not in sync|get(?:ting)? into sync|getsync|not responding|timeout communicating|unable to open programmer|\btimeout\b/i,
    (_, chip, halfWritten) =>
      halfWritten
        ? lost
        : `Nothing answers as the bootloader of an ${chip.board} does. Is it the right port (lumbar ports), and is the bootloader on the chip (docs/wiring.md)?`,
  ],
  [/(?:can't|cannot|unable to) (?:open|read) (?:input )?file (.+)/i, ([line]) => `${line}.`],
];

/** Writing has begun and not ended. */
function isHalfWritten(lines: readonly string[]): boolean {
  const has = (what: RegExp) => lines.some((line) => what.test(line));
  return (
    has(/writing (\d+ bytes )?flash|writing \d+ bytes/i) && !has(/bytes (of flash )?(written|verified)/i)
  );
}

/** What the lines mean, in words for a person; the last three lines where no pattern matches. */
export function errorText(lines: readonly string[], chip: Chip): string {
  for (const [says, means] of complaints) {
    for (const line of lines) {
      const found = says.exec(line);
      if (found !== null) return means(found, chip, isHalfWritten(lines));
    }
  }
  return lines
    .filter((line) => !/^avrdude done/i.test(line))
    .slice(-3)
    .join('\n');
}
