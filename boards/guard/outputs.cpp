#include "outputs.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "guard.h"
#include "pins.h"

namespace outputs {
namespace {

// 16 MHz / 1020 = 15.7 kHz, above what most people hear of a motor, and a whole number of counts a step.
constexpr uint16_t kCountsPerStep = 4;
constexpr uint16_t kTop = 255 * kCountsPerStep - 1;

// A pin between 10 and 90 % duty that shows one level in so many looks running does not follow its timer: the
// looks meet 51 places of the period in turn, none of them further apart than 6 %.
constexpr uint8_t kLooksToJudge = 40;
constexpr uint8_t kLeastJudged = 26;
constexpr uint8_t kMostJudged = 229;

struct Output {
  volatile uint8_t *input;  // null until assigned
  volatile uint8_t *output;
  uint8_t mask;
  // PWM outputs only.
  volatile uint8_t *control;
  volatile uint16_t *compare;
  uint8_t connect;
  // What was asked through Firmata, and what acts.
  uint8_t staged;
  uint8_t acting;
  // Looks running at which a PWM pin was high, or low.
  uint8_t highLooks;
  uint8_t lowLooks;
};

Output all[kCount];

constexpr bool isPwm(uint8_t role) { return role == protocol::kCarriagePwm || role == protocol::kKneaderPwm; }
constexpr bool isDirection(uint8_t role) { return role == protocol::kCarriageUp || role == protocol::kKneaderIn; }
constexpr bool isGuarded(uint8_t role) { return role < protocol::kFirstLeasedRole; }

// Call with interrupts off.
void drive(Output &out, uint8_t value) {
  out.acting = value;
  if (out.input == nullptr) return;
  if (out.control != nullptr) {
    if (value == 0) {
      *out.control &= ~out.connect;
    } else {
      *out.compare = value * kCountsPerStep - 1;
      *out.control |= out.connect;
    }
    return;
  }
  if (value != 0) {
    *out.output |= out.mask;
  } else {
    *out.output &= ~out.mask;
  }
}

void driveIfAllowed(uint8_t role, uint8_t value) {
  Output &out = all[role];
  if (out.acting == value) return;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (value == 0 || (isGuarded(role) ? guard::armed() : guard::signsAct())) drive(out, value);
  }
}

void offBelow(uint8_t end) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t role = 0; role < end; ++role) {
      all[role].staged = 0;
      drive(all[role], 0);
    }
  }
}

uint8_t smaller(uint8_t a, uint8_t b) { return a < b ? a : b; }

// Acts where both say the same; where they do not, nothing becomes more than the least of all three.
void agreeOn(uint8_t role, uint8_t named) {
  const Output &out = all[role];
  const uint8_t value = named == out.staged ? named : smaller(out.acting, smaller(named, out.staged));
  driveIfAllowed(role, value);
}

// A motor whose direction is disputed stands still.
void agreeOnMotor(uint8_t pwmRole, uint8_t directionRole, uint8_t duty, bool forwards) {
  if ((all[directionRole].staged != 0) != forwards) {
    driveIfAllowed(pwmRole, 0);
    return;
  }
  driveIfAllowed(directionRole, forwards);
  agreeOn(pwmRole, duty);
}

inline void lookAt(Output &out) {
  if (out.acting < kLeastJudged || out.acting > kMostJudged) {
    out.highLooks = 0;
    out.lowLooks = 0;
  } else if (*out.input & out.mask) {
    out.lowLooks = 0;
    if (out.highLooks < kLooksToJudge) ++out.highLooks;
  } else {
    out.highLooks = 0;
    if (out.lowLooks < kLooksToJudge) ++out.lowLooks;
  }
}

}  // namespace

void start() {
  for (uint8_t i = 0; i < chip::kTimerCount; ++i) {
    const uint16_t base = pgm_read_word(&chip::kTimers[i]);
    // Fast PWM up to ICR, no prescaler; the registers of all 16-bit timers lie alike.
    *reinterpret_cast<volatile uint16_t *>(base + 6) = kTop;
    *reinterpret_cast<volatile uint8_t *>(base) = _BV(WGM11);
    *reinterpret_cast<volatile uint8_t *>(base + 1) = _BV(WGM13) | _BV(WGM12) | _BV(CS10);
  }
}

bool assign(uint8_t role, uint8_t pin) {
  const uint8_t unit = pins::pwmOf(pin);
  if (isPwm(role) && unit == pins::kNone) return false;
  Output &out = all[role];
  out.mask = pins::maskOf(pin);
  out.output = pins::outputRegister(pin);
  if (isPwm(role)) {
    out.control = reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPwm[unit].control));
    out.compare = reinterpret_cast<volatile uint16_t *>(pgm_read_word(&chip::kPwm[unit].compare));
    out.connect = pgm_read_byte(&chip::kPwm[unit].connect);
  }
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    out.input = pins::inputRegister(pin);
    drive(out, 0);
    *out.output &= ~out.mask;
    *pins::directionRegister(pin) |= out.mask;
  }
  pins::note(pin, isPwm(role) ? pins::kPwm : pins::kOutput);
  return true;
}

void write(uint8_t role, uint8_t value) {
  Output &out = all[role];
  out.staged = value;
  if (isDirection(role)) return;
  if (!isGuarded(role) || value < out.acting) driveIfAllowed(role, value);
}

void agree(const protocol::Frame &frame) {
  agreeOnMotor(protocol::kCarriagePwm, protocol::kCarriageUp, frame.carriage,
               frame.levels & protocol::kLevelsCarriageUp);
  agreeOnMotor(protocol::kKneaderPwm, protocol::kKneaderIn, frame.kneader, frame.levels & protocol::kLevelsKneaderIn);
  agreeOn(protocol::kLumbar, (frame.levels & protocol::kLevelsLumbar) != 0);
  agreeOn(protocol::kSacral, (frame.levels & protocol::kLevelsSacral) != 0);
  agreeOn(protocol::kPadRelay, (frame.levels & protocol::kLevelsPadRelay) != 0);
  agreeOn(protocol::kMotorRelay, (frame.levels & protocol::kLevelsMotorRelay) != 0);
}

void showSigns() {
  for (uint8_t role = protocol::kFirstLeasedRole; role < kCount; ++role) driveIfAllowed(role, all[role].staged);
}

void allOff() { offBelow(kCount); }
void guardedOff() { offBelow(protocol::kFirstLeasedRole); }

void look(bool first) { lookAt(all[first ? protocol::kCarriagePwm : protocol::kKneaderPwm]); }

uint8_t dutyNow(uint8_t role) {
  const Output &out = all[role];
  if (out.input == nullptr) return 0;
  if (*out.control & out.connect) {
    if (out.highLooks >= kLooksToJudge) return 255;
    if (out.lowLooks >= kLooksToJudge) return 0;
    return (*out.compare + 1) / kCountsPerStep;
  }
  return *out.input & out.mask ? 255 : 0;
}

uint16_t levelsNow() {
  uint16_t levels = 0;
  uint16_t bit = 1;
  for (uint8_t role = 0; role < kCount; ++role) {
    const Output &out = all[role];
    if (out.control != nullptr || isPwm(role)) continue;
    if (out.input != nullptr && (*out.input & out.mask)) levels |= bit;
    bit <<= 1;
  }
  return levels;
}

uint8_t wanted(uint8_t role) { return all[role].staged; }

}  // namespace outputs
