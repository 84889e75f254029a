/** The ATmega2560. Source: Microchip DS40002211A; sections in the comments, addresses from 33, vectors from 14. */
import { type ChipConfig, prescalers, prescalers2 } from './chip.ts';

export const atmega2560: ChipConfig = {
  name: 'atmega2560',
  // 8. AVR Memories
  flashBytes: 262_144,
  sramStart: 0x200,
  sramBytes: 8192,
  pcBytes: 3,
  // 12.4 Watchdog Timer
  watchdog: { WDTCSR: 0x60, vector: 0x18 },
  // 13. I/O-Ports
  ports: [
    { letter: 'A', PIN: 0x20, DDR: 0x21, PORT: 0x22 },
    { letter: 'B', PIN: 0x23, DDR: 0x24, PORT: 0x25 },
    { letter: 'C', PIN: 0x26, DDR: 0x27, PORT: 0x28 },
    { letter: 'D', PIN: 0x29, DDR: 0x2a, PORT: 0x2b },
    { letter: 'E', PIN: 0x2c, DDR: 0x2d, PORT: 0x2e },
    { letter: 'F', PIN: 0x2f, DDR: 0x30, PORT: 0x31 },
    { letter: 'G', PIN: 0x32, DDR: 0x33, PORT: 0x34 },
    { letter: 'H', PIN: 0x100, DDR: 0x101, PORT: 0x102 },
    { letter: 'J', PIN: 0x103, DDR: 0x104, PORT: 0x105 },
    { letter: 'K', PIN: 0x106, DDR: 0x107, PORT: 0x108 },
    { letter: 'L', PIN: 0x109, DDR: 0x10a, PORT: 0x10b },
  ],
  // 15. External Interrupts: EICRA is 0x69, EICRB 0x6a
  externalInterrupts: {
    EIMSK: 0x3d,
    EIFR: 0x3c,
    interrupts: [
      { pin: 'PD0', vector: 0x02, EICR: 0x69, ISC0: 0 },
      { pin: 'PD1', vector: 0x04, EICR: 0x69, ISC0: 2 },
      { pin: 'PD2', vector: 0x06, EICR: 0x69, ISC0: 4 },
      { pin: 'PD3', vector: 0x08, EICR: 0x69, ISC0: 6 },
      { pin: 'PE4', vector: 0x0a, EICR: 0x6a, ISC0: 0 },
      { pin: 'PE5', vector: 0x0c, EICR: 0x6a, ISC0: 2 },
      { pin: 'PE6', vector: 0x0e, EICR: 0x6a, ISC0: 4 },
      { pin: 'PE7', vector: 0x10, EICR: 0x6a, ISC0: 6 },
    ],
  },
  timers: [
    // 16. 8-bit Timer/Counter0 with PWM
    {
      ...{ bits: 8, TCCRA: 0x44, TCCRB: 0x45, TCNT: 0x46, ICR: 0, TIMSK: 0x6e, TIFR: 0x35, prescalers },
      OVF: { vector: 0x2e },
      A: { OCR: 0x47, vector: 0x2a, pin: 'PB7' },
      B: { OCR: 0x48, vector: 0x2c, pin: 'PG5' },
      C: null,
    },
    // 17. 16-bit Timer/Counter (Timer/Counter 1, 3, 4, and 5)
    {
      ...{ bits: 16, TCCRA: 0x80, TCCRB: 0x81, TCNT: 0x84, ICR: 0x86, TIMSK: 0x6f, TIFR: 0x36, prescalers },
      OVF: { vector: 0x28 },
      A: { OCR: 0x88, vector: 0x22, pin: 'PB5' },
      B: { OCR: 0x8a, vector: 0x24, pin: 'PB6' },
      C: { OCR: 0x8c, vector: 0x26, pin: 'PB7' },
    },
    // 20. 8-bit Timer/Counter2 with PWM and Asynchronous Operation
    {
      ...{ bits: 8, TCCRA: 0xb0, TCCRB: 0xb1, TCNT: 0xb2, ICR: 0, TIMSK: 0x70, TIFR: 0x37 },
      prescalers: prescalers2,
      OVF: { vector: 0x1e },
      A: { OCR: 0xb3, vector: 0x1a, pin: 'PB4' },
      B: { OCR: 0xb4, vector: 0x1c, pin: 'PH6' },
      C: null,
    },
    {
      ...{ bits: 16, TCCRA: 0x90, TCCRB: 0x91, TCNT: 0x94, ICR: 0x96, TIMSK: 0x71, TIFR: 0x38, prescalers },
      OVF: { vector: 0x46 },
      A: { OCR: 0x98, vector: 0x40, pin: 'PE3' },
      B: { OCR: 0x9a, vector: 0x42, pin: 'PE4' },
      C: { OCR: 0x9c, vector: 0x44, pin: 'PE5' },
    },
    {
      ...{ bits: 16, TCCRA: 0xa0, TCCRB: 0xa1, TCNT: 0xa4, ICR: 0xa6, TIMSK: 0x72, TIFR: 0x39, prescalers },
      OVF: { vector: 0x5a },
      A: { OCR: 0xa8, vector: 0x54, pin: 'PH3' },
      B: { OCR: 0xaa, vector: 0x56, pin: 'PH4' },
      C: { OCR: 0xac, vector: 0x58, pin: 'PH5' },
    },
    {
      ...{
        bits: 16,
        TCCRA: 0x120,
        TCCRB: 0x121,
        TCNT: 0x124,
        ICR: 0x126,
        TIMSK: 0x73,
        TIFR: 0x3a,
        prescalers,
      },
      OVF: { vector: 0x64 },
      A: { OCR: 0x128, vector: 0x5e, pin: 'PL3' },
      B: { OCR: 0x12a, vector: 0x60, pin: 'PL4' },
      C: { OCR: 0x12c, vector: 0x62, pin: 'PL5' },
    },
  ],
  // 22. USART
  usarts: [
    {
      ...{ UCSRA: 0xc0, UCSRB: 0xc1, UCSRC: 0xc2, UBRRL: 0xc4, UBRRH: 0xc5, UDR: 0xc6 },
      vectors: { RX: 0x32, UDRE: 0x34, TX: 0x36 },
    },
    {
      ...{ UCSRA: 0xc8, UCSRB: 0xc9, UCSRC: 0xca, UBRRL: 0xcc, UBRRH: 0xcd, UDR: 0xce },
      vectors: { RX: 0x48, UDRE: 0x4a, TX: 0x4c },
    },
    {
      ...{ UCSRA: 0xd0, UCSRB: 0xd1, UCSRC: 0xd2, UBRRL: 0xd4, UBRRH: 0xd5, UDR: 0xd6 },
      vectors: { RX: 0x66, UDRE: 0x68, TX: 0x6a },
    },
    {
      ...{ UCSRA: 0x130, UCSRB: 0x131, UCSRC: 0x132, UBRRL: 0x134, UBRRH: 0x135, UDR: 0x136 },
      vectors: { RX: 0x6c, UDRE: 0x6e, TX: 0x70 },
    },
  ],
  // 24. 2-wire Serial Interface
  twi: { TWBR: 0xb8, TWSR: 0xb9, TWDR: 0xbb, TWCR: 0xbc, vector: 0x4e },
  // 26. ADC - Analog to Digital Converter; channels from table 26-4
  adc: {
    ...{ ADCL: 0x78, ADCH: 0x79, ADCSRA: 0x7a, ADCSRB: 0x7b, ADMUX: 0x7c },
    vector: 0x3a,
    MUX: 0x1f,
    MUX5: 0x08,
    channels: {
      ...{ 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7 },
      ...{ 32: 8, 33: 9, 34: 10, 35: 11, 36: 12, 37: 13, 38: 14, 39: 15 },
    },
  },
};
