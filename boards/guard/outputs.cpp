#include "outputs.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "guard.h"
#include "motors.h"
#include "output.h"
#include "pins.h"
#include "timers.h"

namespace outputs {
namespace {

// A PWM pin at 10 to 90 % duty that reads the same in timers::kLooks consecutive samples does not follow its timer: the
// samples cover every part of the period (timers.cpp).
constexpr uint8_t kLeastJudged = 26;
constexpr uint8_t kMostJudged = 229;

Output all[kCount];
// The PWM outputs, sampled in turn, one per millisecond. A single one is sampled every other millisecond, so that the
// samples cover a long period.
uint8_t pwmPlaces[protocol::kMotors];
uint8_t pwmCount = 0;
uint8_t cyclePosition = 0;
constexpr uint8_t kLeastCycleMs = 2;

uint8_t samplingCycleMs() { return pwmCount < kLeastCycleMs ? kLeastCycleMs : pwmCount; }

constexpr bool isMotor(uint8_t place) { return place < kPad; }
// A direction output only selects a direction: it is neither on nor off.
bool isDirection(uint8_t place) {
  return place >= kAhead && place < kBack && !motors::hasLines(place - kAhead);
}
constexpr bool isSign(uint8_t place) { return place >= kSign; }

void offBelow(uint8_t end) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t motor = 0; motor < protocol::kMotors; ++motor) motors::stop(motor);
    for (uint8_t place = 0; place < end; ++place) {
      all[place].staged = 0;
      drive(all[place], 0);
    }
  }
}

void showSign(Output &out, uint8_t value) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (value == 0 || guard::signsAct()) drive(out, value);
  }
}

void agreeOn(uint8_t place, uint8_t named) {
  Output &out = all[place];
  driveIfArmed(out, least(out.acting, named, out.staged));
}

uint8_t timerDuty(const Output &out) {
  if (out.onLooks >= timers::kLooks) return 255;
  if (out.offLooks >= timers::kLooks) return 0;
  const uint16_t compare = *out.compare;
  if (compare == out.written) return out.acting;
  return (static_cast<uint32_t>(compare) + 1) * 255 / out.counts;
}

}  // namespace

uint8_t placeOf(uint8_t kind, uint8_t index) {
  switch (kind) {
    case protocol::kMotorPwm:
    case protocol::kMotorOn: return index;
    case protocol::kMotorDirection: return kAhead + index;
    case protocol::kMotorLine: return (index & 1 ? kBack : kAhead) + index / 2;
    case protocol::kPad: return kPad + index;
    case protocol::kPadRelay: return kPadRelay;
    case protocol::kMotorRelay: return kMotorRelay;
    case protocol::kSign: return kSign + index;
    default: return pins::kNone;
  }
}

Output &at(uint8_t place) { return all[place]; }

void drive(Output &out, uint8_t value) {
  out.acting = value;
  if (out.input == nullptr) return;
  if (out.control != nullptr) {
    if (value == 0) {
      *out.control &= ~out.connect;
    } else {
      out.written = timers::compareOf(value, out.counts);
      *out.compare = out.written;
      *out.control |= out.connect;
    }
    return;
  }
  volatile uint8_t *const output = out.input + 2;
  if ((value != 0) != out.activeLow) {
    *output |= out.mask;
  } else {
    *output &= ~out.mask;
  }
}

void driveIfArmed(Output &out, uint8_t value) {
  if (out.acting == value) return;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (value == 0 || guard::armed()) drive(out, value);
  }
}

void start() { timers::start(); }

void assign(uint8_t place, const protocol::Pin &entry) {
  const uint8_t pin = entry.pin;
  const bool pwm = entry.kind == protocol::kMotorPwm;
  Output &out = all[place];
  out.mask = pins::maskOf(pin);
  out.activeLow = entry.flags & protocol::kFlagsActiveLow;
  if (pwm) {
    const chip::Pwm *const unit = &chip::kPwm[pins::pwmOf(pin)];
    out.control = reinterpret_cast<volatile uint8_t *>(pgm_read_word(&unit->control));
    out.compare = reinterpret_cast<volatile uint16_t *>(pgm_read_word(&unit->compare));
    // Setting COMn0 too inverts the output.
    const uint8_t connect = pgm_read_byte(&unit->connect);
    out.connect = out.activeLow ? connect | connect >> 1 : connect;
    out.counts = timers::setFrequency(out.control, entry.pwm);
    pwmPlaces[pwmCount++] = place;
  }
  if (isMotor(place)) motors::note(place % protocol::kMotors, entry);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    out.input = pins::inputRegister(pin);
    volatile uint8_t *const output = pins::outputRegister(pin);
    if (out.activeLow) {
      *output |= out.mask;
    } else {
      *output &= ~out.mask;
    }
    drive(out, 0);
    *pins::directionRegister(pin) |= out.mask;
  }
  pins::note(pin, pwm ? pins::kPwm : pins::kOutput);
}

void finish() {
  for (uint8_t i = 0; i < pwmCount; ++i) {
    Output &out = all[pwmPlaces[i]];
    out.counts = timers::meetAll(out.control, samplingCycleMs());
  }
}

bool assigned(uint8_t place) { return all[place].input != nullptr; }

bool write(uint8_t place, uint8_t level) {
  Output &out = all[place];
  const uint8_t most = out.control != nullptr ? 255 : 1;
  const uint8_t value = out.activeLow ? most - level : level;
  out.staged = value;
  if (isDirection(place)) return true;
  if (isSign(place)) {
    showSign(out, value);
  } else if (value < out.acting) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
      // Not armed, `acting` above 0 is a memory error: switch off, do not merely lower.
      const uint8_t lower = guard::armed() ? value : 0;
      if (isMotor(place)) {
        motors::lower(place % protocol::kMotors, out, lower);
      } else {
        drive(out, lower);
      }
    }
  }
  return value == 0 || isSign(place) || guard::armed();
}

void agree(const protocol::Frame &frame) {
  motors::agree(0, frame.duty0, frame.levels & protocol::kLevelsForwards0);
  motors::agree(1, frame.duty1, frame.levels & protocol::kLevelsForwards1);
  motors::agree(2, frame.duty2, frame.levels & protocol::kLevelsForwards2);
  uint16_t levels = frame.levels / protocol::kLevelsPad0;
  for (uint8_t place = kPad; place < kSign; ++place) {
    agreeOn(place, levels & 1);
    levels >>= 1;
  }
}

void showSigns() {
  for (uint8_t place = kSign; place < kCount; ++place) {
    Output &out = all[place];
    if (out.acting != out.staged) showSign(out, out.staged);
  }
}

void allOff() { offBelow(kCount); }
void guardedOff() { offBelow(kSign); }

void look() {
  if (++cyclePosition >= samplingCycleMs()) cyclePosition = 0;
  if (cyclePosition >= pwmCount) return;
  Output &out = all[pwmPlaces[cyclePosition]];
  if (out.acting < kLeastJudged || out.acting > kMostJudged) {
    out.onLooks = 0;
    out.offLooks = 0;
  } else if (isOn(out)) {
    out.offLooks = 0;
    if (out.onLooks < timers::kLooks) ++out.onLooks;
  } else {
    out.onLooks = 0;
    if (out.offLooks < timers::kLooks) ++out.offLooks;
  }
}

uint8_t dutyNow(uint8_t motor) {
  const Output &enable = all[motor];
  if (motors::hasLines(motor)) {
    const bool on = (assigned(kAhead + motor) && isOn(all[kAhead + motor])) ||
                    (assigned(kBack + motor) && isOn(all[kBack + motor]));
    if (!on || enable.input == nullptr) return on ? 255 : 0;
  }
  if (enable.input == nullptr) return 0;
  if (enable.control != nullptr && (*enable.control & enable.connect)) return timerDuty(enable);
  return isOn(enable) ? 255 : 0;
}

uint16_t levelsNow() {
  uint16_t levels = 0;
  uint16_t bit = protocol::kLevelsForwards0;
  for (uint8_t motor = 0; motor < protocol::kMotors; ++motor) {
    const bool ahead = assigned(kAhead + motor) && isOn(all[kAhead + motor]);
    if (ahead) levels |= bit;
    if (ahead && assigned(kBack + motor) && isOn(all[kBack + motor])) levels |= protocol::kLevelsBothWays;
    bit <<= 1;
  }
  for (uint8_t place = kPad; place < kCount; ++place) {
    if (assigned(place) && isOn(all[place])) levels |= bit;
    bit <<= 1;
  }
  return levels;
}

uint8_t wanted(uint8_t place) {
  const Output &out = all[place];
  const uint8_t most = out.control != nullptr ? 255 : 1;
  return out.activeLow ? most - out.staged : out.staged;
}

}  // namespace outputs
