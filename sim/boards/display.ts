/** The remote's display on the I2C bus: an HT16K33's memory, and what a person reads on it. */
import { displayLength, displayText } from '../../src/board/link/segments.ts';
import type { TwiDevice } from '../avr/index.ts';

const memoryBytes = 16;

export class EmulatedDisplay implements TwiDevice {
  readonly #memory = new Uint8Array(memoryBytes);
  #address = -1;
  #oscillates = false;
  #on = false;

  begin(): boolean {
    this.#address = -1;
    return true;
  }

  write(byte: number): void {
    if (this.#address >= 0) {
      this.#memory[this.#address++ % memoryBytes] = byte;
      return;
    }
    // The first byte is a command, or the memory address of the bytes that follow.
    if ((byte & 0xf0) === 0x20) this.#oscillates = (byte & 1) !== 0;
    else if ((byte & 0xf0) === 0x80) this.#on = (byte & 1) !== 0;
    else if (byte < memoryBytes) this.#address = byte;
  }

  read(): number {
    return 0xff;
  }

  end(): void {
    this.#address = -1;
  }

  cutPower(): void {
    this.#memory.fill(0);
    this.#oscillates = false;
    this.#on = false;
  }

  get text(): string {
    return this.#oscillates && this.#on ? displayText(this.#memory) : ' '.repeat(displayLength);
  }
}
