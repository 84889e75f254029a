/** Intel hex, the format of firmware images: records of up to 16 bytes with address and checksum. */

/** The bytes from address 0 on, gaps filled with 0xff. Throws with the line number where a record is bad. */
export function parseHex(text: string): Uint8Array {
  const bytes: number[] = [];
  let base = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const record = /^:([0-9A-Fa-f]{2})+$/.test(line) ? Buffer.from(line.slice(1), 'hex') : null;
    const sum = record?.reduce((total, byte) => (total + byte) & 0xff, 0);
    if (record === null || record.length !== (record[0] ?? 0) + 5 || sum !== 0) {
      throw new Error(`firmware image: line ${index + 1} is damaged`);
    }
    const address = record.readUInt16BE(1);
    const data = record.subarray(4, -1);
    if (record[3] === 0x02) base = data.readUInt16BE(0) * 16;
    if (record[3] === 0x04) base = data.readUInt16BE(0) * 65536;
    if (record[3] !== 0x00) continue;
    while (bytes.length < base + address) bytes.push(0xff);
    for (const [offset, byte] of data.entries()) bytes[base + address + offset] = byte;
  }
  return Uint8Array.from(bytes);
}

export function writeHex(bytes: Uint8Array): string {
  const lines: string[] = [];
  const record = (type: number, address: number, data: Uint8Array) => {
    const body = [data.length, address >> 8, address & 0xff, type, ...data];
    const sum = (-body.reduce((total, byte) => total + byte, 0) & 0xff) >>> 0;
    lines.push(
      `:${Buffer.from([...body, sum])
        .toString('hex')
        .toUpperCase()}`,
    );
  };
  for (let at = 0; at < bytes.length; at += 16) {
    if (at > 0 && at % 65536 === 0) record(0x04, 0, Uint8Array.of(at >> 24, (at >> 16) & 0xff));
    record(0x00, at & 0xffff, bytes.subarray(at, at + 16));
  }
  record(0x01, 0, new Uint8Array(0));
  return `${lines.join('\n')}\n`;
}
