/** Baud rates of the serial line. */

/** Exact on a 16 MHz chip; 115200 would be 2.1 % off. */
export const guardBaud = 250_000;
/** Baud rate of StandardFirmata. */
export const standardBaud = 57_600;
