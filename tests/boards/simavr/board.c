// An ATmega2560 on simavr, an emulator of other makers, with its serial port on a pseudo-terminal: an independent
// opinion on the guard firmware. Says the terminal's path, then runs until it is ended.
//   cc board.c -lsimavr -lelf -o board && ./board atmega2560 guard.hex
#define _GNU_SOURCE
#include <fcntl.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_hex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int terminal;
static int ready = 0;

static void on_output(struct avr_irq_t *irq, uint32_t value, void *param) {
  uint8_t byte = value;
  if (write(terminal, &byte, 1) != 1) return;
  (void)irq;
  (void)param;
}

static void on_xon(struct avr_irq_t *irq, uint32_t value, void *param) {
  ready = 1;
  (void)irq;
  (void)value;
  (void)param;
}

static void on_xoff(struct avr_irq_t *irq, uint32_t value, void *param) {
  ready = 0;
  (void)irq;
  (void)value;
  (void)param;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  ihex_chunk_p chunks = NULL;
  int count = read_ihex_chunks(argv[2], &chunks);
  avr_t *avr = avr_make_mcu_by_name(argv[1]);
  if (count < 1 || avr == NULL) return 1;
  avr_init(avr);
  avr->frequency = 16000000;
  avr->vcc = avr->avcc = avr->aref = 5000;
  for (int i = 0; i < count; i++) memcpy(avr->flash + chunks[i].baseaddr, chunks[i].data, chunks[i].size);
  avr->codeend = avr->flashend;
  avr->log = LOG_ERROR;

  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~AVR_UART_FLAG_STDIO;
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_t *input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_output, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), on_xon, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), on_xoff, NULL);

  // Thermistors at 22 C; emergency stop (PC1) and stop key (PC0) at rest, which is low.
  for (int channel = 0; channel < 7; channel++) {
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, channel), 2668);
  }
  avr_ioport_external_t closed = {.name = 'C', .mask = 0x03, .value = 0x00};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('C'), &closed);

  terminal = posix_openpt(O_RDWR | O_NOCTTY);
  grantpt(terminal);
  unlockpt(terminal);
  struct termios raw;
  int slave = open(ptsname(terminal), O_RDWR | O_NOCTTY);
  tcgetattr(slave, &raw);
  cfmakeraw(&raw);
  tcsetattr(slave, TCSANOW, &raw);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  printf("%s\n", ptsname(terminal));
  fflush(stdout);

  for (;;) {
    int state = avr_run(avr);
    if (state == cpu_Done || state == cpu_Crashed) return 3;
    if (!ready || avr->cycle % 64 != 0) continue;
    uint8_t byte;
    if (read(terminal, &byte, 1) == 1) avr_raise_irq(input, byte);
  }
}
