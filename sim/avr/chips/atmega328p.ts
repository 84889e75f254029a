/** The ATmega328P. Source: Microchip DS40002061B; sections in the comments, addresses from 30, vectors from 11.4. */
import { type ChipConfig, prescalers, prescalers2 } from './chip.ts';

export const atmega328p: ChipConfig = {
  name: 'atmega328p',
  // 7. AVR Memories
  flashBytes: 32_768,
  sramStart: 0x100,
  sramBytes: 2048,
  pcBytes: 2,
  // 10.8 Watchdog Timer
  watchdog: { WDTCSR: 0x60, vector: 0x0c },
  // 13. I/O-Ports
  ports: [
    { letter: 'B', PIN: 0x23, DDR: 0x24, PORT: 0x25 },
    { letter: 'C', PIN: 0x26, DDR: 0x27, PORT: 0x28 },
    { letter: 'D', PIN: 0x29, DDR: 0x2a, PORT: 0x2b },
  ],
  // 12. External Interrupts: EICRA is 0x69
  externalInterrupts: {
    EIMSK: 0x3d,
    EIFR: 0x3c,
    interrupts: [
      { pin: 'PD2', vector: 0x02, EICR: 0x69, ISC0: 0 },
      { pin: 'PD3', vector: 0x04, EICR: 0x69, ISC0: 2 },
    ],
  },
  timers: [
    // 14. 8-bit Timer/Counter0 with PWM
    {
      ...{ bits: 8, TCCRA: 0x44, TCCRB: 0x45, TCNT: 0x46, ICR: 0, TIMSK: 0x6e, TIFR: 0x35, prescalers },
      OVF: { vector: 0x20 },
      A: { OCR: 0x47, vector: 0x1c, pin: 'PD6' },
      B: { OCR: 0x48, vector: 0x1e, pin: 'PD5' },
      C: null,
    },
    // 15. 16-bit Timer/Counter1 with PWM
    {
      ...{ bits: 16, TCCRA: 0x80, TCCRB: 0x81, TCNT: 0x84, ICR: 0x86, TIMSK: 0x6f, TIFR: 0x36, prescalers },
      OVF: { vector: 0x1a },
      A: { OCR: 0x88, vector: 0x16, pin: 'PB1' },
      B: { OCR: 0x8a, vector: 0x18, pin: 'PB2' },
      C: null,
    },
    // 17. 8-bit Timer/Counter2 with PWM and Asynchronous Operation
    {
      ...{ bits: 8, TCCRA: 0xb0, TCCRB: 0xb1, TCNT: 0xb2, ICR: 0, TIMSK: 0x70, TIFR: 0x37 },
      prescalers: prescalers2,
      OVF: { vector: 0x12 },
      A: { OCR: 0xb3, vector: 0x0e, pin: 'PB3' },
      B: { OCR: 0xb4, vector: 0x10, pin: 'PD3' },
      C: null,
    },
  ],
  // 19. USART0
  usarts: [
    {
      ...{ UCSRA: 0xc0, UCSRB: 0xc1, UCSRC: 0xc2, UBRRL: 0xc4, UBRRH: 0xc5, UDR: 0xc6 },
      vectors: { RX: 0x24, UDRE: 0x26, TX: 0x28 },
    },
  ],
  // 21. 2-wire Serial Interface
  twi: { TWBR: 0xb8, TWSR: 0xb9, TWDR: 0xbb, TWCR: 0xbc, vector: 0x30 },
  // 23. Analog-to-Digital Converter; channels from table 23-4
  adc: {
    ...{ ADCL: 0x78, ADCH: 0x79, ADCSRA: 0x7a, ADCSRB: 0x7b, ADMUX: 0x7c },
    vector: 0x2a,
    MUX: 0x0f,
    MUX5: 0,
    channels: { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7 },
  },
};
