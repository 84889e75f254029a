// An ATmega2560 on simavr, an emulator of other makers: an independent opinion on the guard firmware.
//   cc board.c -lsimavr -lelf -o board
//   ./board atmega2560 guard.hex             real time, serial port on a pseudo-terminal whose path it says
//   ./board atmega2560 guard.hex boot.hex    behind that bootloader, in the time of whoever writes to its standard input:
//     'o'                                    the port is opened: the board's reset pin is pulled
//     'r' cycles:u32 length:u16 bytes        these bytes go onto the line, and so many cycles pass;
//                                            answer: length:u16 bytes, what the chip has sent meanwhile
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

// 8 KB of boot section, by the board's fuses.
#define BOOT_START 0x3e000
// Ten bits at 250000 baud.
#define CYCLES_A_BYTE 640

static int terminal = -1;
static int ready = 0;
static uint8_t said[65536];
static uint32_t said_length = 0;

static void on_output(struct avr_irq_t *irq, uint32_t value, void *param) {
  uint8_t byte = value;
  (void)irq;
  (void)param;
  if (terminal < 0) {
    if (said_length < sizeof said) said[said_length++] = byte;
  } else if (write(terminal, &byte, 1) != 1) {
    return;
  }
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

static void no_sleep(avr_t *avr, avr_cycle_count_t cycles) {
  (void)avr;
  (void)cycles;
}

static int load(avr_t *avr, const char *file) {
  ihex_chunk_p chunks = NULL;
  int count = read_ihex_chunks(file, &chunks);
  for (int i = 0; i < count; i++) memcpy(avr->flash + chunks[i].baseaddr, chunks[i].data, chunks[i].size);
  return count >= 1;
}

// Thermistors at 22 C; emergency stop (PC1) and stop key (PC0) at rest, which is low.
static void chair_at_rest(avr_t *avr) {
  for (int channel = 0; channel < 8; channel++) {
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, channel), 2668);
  }
  avr_ioport_external_t closed = {.name = 'C', .mask = 0x03, .value = 0x00};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('C'), &closed);
}

static void reset_pin(avr_t *avr) {
  avr_reset(avr);
  avr_regbit_set(avr, avr->reset_flags.extrf);
  chair_at_rest(avr);
}

static int all(void *into, size_t length) { return fread(into, 1, length, stdin) == length; }

static int lockstep(avr_t *avr, avr_irq_t *input) {
  static uint8_t line[65536];
  uint32_t line_at = 0, line_end = 0;
  avr_cycle_count_t free_at = 0;
  avr->sleep = no_sleep;
  avr->reset_pc = BOOT_START;
  reset_pin(avr);
  for (int command; (command = getchar()) != EOF;) {
    if (command == 'o') {
      reset_pin(avr);
      line_at = line_end = 0;
      continue;
    }
    uint8_t head[6];
    if (command != 'r' || !all(head, sizeof head)) return 2;
    uint32_t cycles = head[0] | head[1] << 8 | head[2] << 16 | (uint32_t)head[3] << 24;
    uint32_t length = head[4] | head[5] << 8;
    if (line_at == line_end) line_at = line_end = 0;
    if (line_end + length > sizeof line || !all(line + line_end, length)) return 2;
    line_end += length;
    for (avr_cycle_count_t until = avr->cycle + cycles; avr->cycle < until;) {
      int state = avr_run(avr);
      if (state == cpu_Done || state == cpu_Crashed) return 3;
      if (line_at == line_end || !ready || avr->cycle < free_at) continue;
      free_at = avr->cycle + CYCLES_A_BYTE;
      avr_raise_irq(input, line[line_at++]);
    }
    putchar(said_length & 0xff);
    putchar(said_length >> 8);
    fwrite(said, 1, said_length, stdout);
    fflush(stdout);
    said_length = 0;
  }
  return 0;
}

static int real_time(avr_t *avr, avr_irq_t *input) {
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

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  avr_t *avr = avr_make_mcu_by_name(argv[1]);
  if (avr == NULL) return 1;
  avr_init(avr);
  avr->frequency = 16000000;
  avr->vcc = avr->avcc = avr->aref = 5000;
  for (int i = 2; i < argc; i++) {
    if (!load(avr, argv[i])) return 1;
  }
  avr->codeend = avr->flashend;
  avr->log = LOG_ERROR;

  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(AVR_UART_FLAG_STDIO | (argc > 3 ? AVR_UART_FLAG_POLL_SLEEP : 0));
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_t *input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_output, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), on_xon, NULL);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), on_xoff, NULL);
  chair_at_rest(avr);
  return argc > 3 ? lockstep(avr, input) : real_time(avr, input);
}
