#include "timers.h"

#include <avr/io.h>
#include <avr/pgmspace.h>

#include "chip.h"
#include "protocol.h"

namespace timers {
namespace {

// Default: 16 MHz / 1020 = 15.7 kHz, where motors are inaudible to most people, with a whole number of counts per duty
// step.
constexpr uint16_t kCountsPerStep = 4;
constexpr uint16_t kCounts = 255 * kCountsPerStep;

// All 16-bit timers have the same register layout.
volatile uint8_t &controlB(volatile uint8_t *control) { return control[1]; }
volatile uint16_t &top(volatile uint8_t *control) { return *reinterpret_cast<volatile uint16_t *>(control + 6); }

// Leaves room for the longer period that `meetAll` may set.
constexpr uint16_t kMostCounts = 60000;
constexpr uint8_t kFastUpToTop = _BV(WGM13) | _BV(WGM12);
constexpr uint8_t kClockSelect = 0x07;
// log2 of the prescaler, from clock select 1 on.
const uint8_t kShifts[] PROGMEM = {0, 3, 6, 8, 10};

bool covers(uint16_t counts, uint16_t ahead) {
  uint16_t covered = 0;
  uint32_t phase = 0;
  for (uint8_t sample = 0; sample < kLooks; ++sample) {
    covered |= 1u << (phase * 16 / counts);
    phase += ahead;
    if (phase >= counts) phase -= counts;
  }
  return covered == 0xffff;
}

}  // namespace

void start() {
  for (uint8_t i = 0; i < chip::kTimerCount; ++i) {
    volatile uint8_t *const control = reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kTimers[i]));
    top(control) = kCounts - 1;
    *control = _BV(WGM11);
    controlB(control) = kFastUpToTop | _BV(CS10);
  }
}

uint16_t setFrequency(volatile uint8_t *control, uint16_t pwm) {
  if (pwm == 0) return kCounts;
  const uint32_t hz = static_cast<uint32_t>(pwm) * protocol::kPwmUnitHz;
  const uint32_t cycles = (F_CPU + hz / 2) / hz;
  uint8_t select = 0;
  while (cycles >> pgm_read_byte(&kShifts[select]) > kMostCounts) ++select;
  const uint16_t counts = cycles >> pgm_read_byte(&kShifts[select]);
  top(control) = counts - 1;
  controlB(control) = kFastUpToTop | (select + 1);
  return counts;
}

uint16_t meetAll(volatile uint8_t *control, uint8_t pins) {
  uint16_t counts = top(control) + 1;
  // The default frequency suits any number of motors.
  if (counts == kCounts) return counts;
  const uint8_t shift = pgm_read_byte(&kShifts[(controlB(control) & kClockSelect) - 1]);
  const uint16_t between = (F_CPU / 1000 * pins) >> shift;
  // Steps of 0.4 %; no frequency needs more than twelve.
  while (!covers(counts, between % counts)) counts += 1 + counts / 256;
  top(control) = counts - 1;
  return counts;
}

uint16_t compareOf(uint8_t value, uint16_t counts) {
  if (counts == kCounts) return value * kCountsPerStep - 1;
  return static_cast<uint32_t>(value) * counts / 255 - 1;
}

}  // namespace timers
