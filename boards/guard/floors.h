// What no list of pins can do without, whatever limits come with it. Judged twice before the guard arms: by the list as
// it came, and by what the pins have become. Each judgement returns the sum of the parts of the checks it has passed
// through, and only the whole sums let outputs act (guard.cpp): a jump that leaves a check out arms nothing.
#pragma once
#include <stdint.h>

namespace floors {

struct Verdict {
  uint8_t rule;  // protocol::kFloor...
  uint16_t parts;
};

Verdict ofList();
Verdict ofPins();

constexpr uint16_t kListPart = 0x0b5d;
constexpr uint16_t kPinsPart = 0x11c7;
constexpr uint8_t kChecks = 9;
// What a judgement that has passed every check returns.
constexpr uint16_t kListWhole = kChecks * kListPart;
constexpr uint16_t kPinsWhole = kChecks * kPinsPart;

}  // namespace floors
