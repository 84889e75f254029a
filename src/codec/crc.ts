/** CRC-16/XMODEM (polynomial 0x1021, start 0), for guard messages, limits and images, and for frames of the service port. */

const table = Uint16Array.from({ length: 256 }, (_, index) => {
  let crc = index << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

export function crc16(bytes: ArrayLike<number>, from = 0, to = bytes.length, start = 0): number {
  let crc = start;
  for (let index = from; index < to; index++) {
    crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ (bytes[index] as number)] as number);
  }
  return crc;
}
