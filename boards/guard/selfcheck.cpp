#include "selfcheck.h"

#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/wdt.h>

#include "crc.h"
#include "protocol.h"

// From the linker: end of the program and its initialised data in flash. The build appends a Fletcher checksum of them,
// and then a CRC of it all.
extern const uint8_t __data_load_end[];

namespace {

constexpr uint16_t kSignature = 0x6c62;
constexpr uint8_t kRestartAsked = 0x5a;

// Survives a reset, lost at power-off. The march test leaves it out.
struct Kept {
  uint16_t signature;
  uint8_t boots;
  uint8_t restart;
};

// RAM covered by the march test.
constexpr uint16_t kFirst = RAMSTART;
constexpr uint16_t kEnd = RAMEND + 1 - sizeof(Kept);

inline volatile Kept &kept() { return *reinterpret_cast<volatile Kept *>(kEnd); }

}  // namespace

// I/O registers, otherwise unused, that carry MCUSR and the result of the march test past the start-up code.
#define SAVED_CAUSE GPIOR1
#define SAVED_MARCH GPIOR2
constexpr uint8_t kMarchPassed = 0xa5;

// A march element (read OLD, write NEW) on four cells. Unrolled: in a loop over single cells the overhead would
// dominate.
#define MARCH_FOUR(A, B, C, D, OLD, NEW)                                                       \
  do {                                                                                         \
    if (cell[A] != (OLD)) good = false;                                                        \
    cell[A] = (NEW);                                                                           \
    if (cell[B] != (OLD)) good = false;                                                        \
    cell[B] = (NEW);                                                                           \
    if (cell[C] != (OLD)) good = false;                                                        \
    cell[C] = (NEW);                                                                           \
    if (cell[D] != (OLD)) good = false;                                                        \
    cell[D] = (NEW);                                                                           \
  } while (0)
#define MARCH_UP(OLD, NEW) \
  for (cell = first; cell != end; cell += 4) MARCH_FOUR(0, 1, 2, 3, OLD, NEW)
#define MARCH_DOWN(OLD, NEW)          \
  for (cell = end; cell != first;) {  \
    cell -= 4;                        \
    MARCH_FOUR(3, 2, 1, 0, OLD, NEW); \
  }

// Runs before the stack is used and before .data and .bss are initialised; hence naked and with variables in registers
// only.
extern "C" __attribute__((naked, used, section(".init3"))) void marchBeforeMain() {
  SAVED_CAUSE = MCUSR;
  MCUSR = 0;
  wdt_disable();
  SAVED_MARCH = 0;
  register volatile uint8_t *cell = reinterpret_cast<volatile uint8_t *>(kFirst);
  register volatile uint8_t *const first = cell;
  register volatile uint8_t *const end = reinterpret_cast<volatile uint8_t *>(kEnd);
  register bool good = true;
  for (; cell != end; ++cell) *cell = 0x00;
  MARCH_UP(0x00, 0xff);
  MARCH_UP(0xff, 0x00);
  MARCH_DOWN(0x00, 0xff);
  MARCH_DOWN(0xff, 0x00);
  for (cell = first; cell != end; ++cell) {
    if (*cell != 0x00) good = false;
  }
  if (good) SAVED_MARCH = kMarchPassed;
}
static_assert((kEnd - kFirst) % 4 == 0, "the march test takes four cells at a time");

namespace selfcheck {
namespace {

uint16_t endOfProgram() { return reinterpret_cast<uint16_t>(__data_load_end); }

uint16_t crcOfProgram() {
  uint16_t crc = 0;
  const uint16_t end = endOfProgram() + sizeof(uint16_t);
  for (uint16_t at = 0; at < end; ++at) crc = crc::update(crc, pgm_read_byte(at));
  return crc;
}

// Fletcher checksum from the last byte to the first, so that it shares nothing with the CRC but the flash.
uint16_t sumOfProgram() {
  uint8_t bytes = 0;
  uint8_t sums = 0;
  for (uint16_t at = endOfProgram(); at-- != 0;) {
    bytes += pgm_read_byte(at);
    sums += bytes;
  }
  return static_cast<uint16_t>(sums) << 8 | bytes;
}

}  // namespace

Findings run() {
  Findings found;
  found.cause = SAVED_CAUSE;
  found.faults = 0;
  found.fit = 0;
  if (SAVED_MARCH == kMarchPassed) {
    found.fit += kMarchPart;
  } else {
    found.faults |= protocol::kFaultsMemory;
  }
  found.image = crcOfProgram();
  if (found.image == pgm_read_word(endOfProgram() + sizeof(uint16_t))) {
    found.fit += kCrcPart;
  } else {
    found.faults |= protocol::kFaultsProgram;
  }
  volatile Kept &record = kept();
  if (record.signature != kSignature || (found.cause & (protocol::kCausePowerOn | protocol::kCauseBrownOut))) {
    record.signature = kSignature;
    record.boots = 0;
    record.restart = 0;
  }
  found.boots = record.boots % 127 + 1;
  record.boots = found.boots;
  found.restartAsked = record.restart == kRestartAsked;
  record.restart = 0;
  return found;
}

uint16_t sumPart() { return sumOfProgram() == pgm_read_word(endOfProgram()) ? kSumPart : 0; }

void noteRestart() { kept().restart = kRestartAsked; }

}  // namespace selfcheck
