/** System errors of a port, and what they mean for a person. */
const troubles: ReadonlyArray<readonly [says: RegExp, means: string]> = [
  [/no such file|cannot find|file not found/i, 'is not there: is the cable in? (lumbar ports lists what is)'],
  [
    /permission denied|access is denied|access denied/i,
    'may not be opened by this user. On Linux: sudo usermod -aG dialout $USER, then log in again',
  ],
  [/lock port|busy/i, 'is in use by another program'],
  [/inappropriate ioctl|is a directory/i, 'is no serial port'],
];

/** An error of the serial port in words for a person. */
export function portTrouble(path: string, said: string): string {
  if (path === '') return 'no port is named';
  const means = troubles.find(([says]) => says.test(said))?.[1];
  return means === undefined ? `${path}: ${said.replace(/^Error:? /, '')}` : `${path} ${means}`;
}
