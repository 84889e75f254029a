// A program for the ATmega328P that uses a bit of everything: every 10 ms a line on the serial port with what the
// ADC and the external interrupt saw, the reading as PWM on OC0A and on the two-wire bus; 'h' hangs it.
//   avr-gcc -mmcu=atmega328p -DF_CPU=16000000UL -Os -o uno.elf uno.c && avr-objcopy -O ihex uno.elf uno.hex
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

static volatile uint8_t ms, edges;

ISR(TIMER1_COMPA_vect) { ++ms; }
ISR(INT0_vect) { ++edges; }

static void put(char c) {
  while (!(UCSR0A & _BV(UDRE0))) {
  }
  UDR0 = c;
}

static void text(const char *s) {
  while (*s) put(*s++);
}

static void decimal(uint16_t value) {
  if (value >= 10) decimal(value / 10);
  put('0' + value % 10);
}

static uint16_t convert(uint8_t channel) {
  ADMUX = _BV(REFS0) | channel;
  ADCSRA |= _BV(ADSC);
  while (ADCSRA & _BV(ADSC)) {
  }
  return ADC;
}

static void bus(uint8_t control) {
  TWCR = _BV(TWINT) | _BV(TWEN) | control;
  while (!(TWCR & _BV(TWINT))) {
  }
}

static void tell(uint8_t address, uint8_t value) {
  bus(_BV(TWSTA));
  TWDR = address << 1;
  bus(0);
  TWDR = value;
  bus(0);
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
}

int main(void) {
  const uint8_t cause = MCUSR;
  MCUSR = 0;
  wdt_enable(WDTO_120MS);
  DDRD = _BV(PD6);
  TCCR0A = _BV(COM0A1) | _BV(WGM01) | _BV(WGM00);
  TCCR0B = _BV(CS00);
  OCR1A = 249;
  TCCR1B = _BV(WGM12) | _BV(CS11) | _BV(CS10);
  TIMSK1 = _BV(OCIE1A);
  EICRA = _BV(ISC01) | _BV(ISC00);
  EIMSK = _BV(INT0);
  UBRR0 = 3;
  UCSR0B = _BV(TXEN0) | _BV(RXEN0);
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
  TWBR = 72;
  sei();
  text("boot ");
  decimal(cause);
  put('\n');
  for (;;) {
    while (ms < 10) sleep_mode();
    ms = 0;
    wdt_reset();
    const uint16_t reading = convert(3);
    OCR0A = reading >> 2;
    tell(0x3c, reading >> 2);
    text("adc ");
    decimal(reading);
    text(" edges ");
    decimal(edges);
    put('\n');
    if ((UCSR0A & _BV(RXC0)) && UDR0 == 'h') {
      for (;;) {
      }
    }
  }
}
