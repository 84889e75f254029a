// The floor: minimum requirements for any list of pins, whatever its limits. Checked twice before arming: on the list
// as received, and on the pin configuration and tables made from it. Each check that passes adds a constant to a
// signature; the guard counts as armed only with the complete signature (guard.cpp), so skipping a check cannot arm it.
#pragma once
#include <stdint.h>

namespace floors {

struct Verdict {
  uint8_t rule;  // protocol::kFloor...
  uint16_t parts;  // the signature
};

Verdict ofList();
Verdict ofPins();

constexpr uint16_t kListPart = 0x0b5d;
constexpr uint16_t kPinsPart = 0x11c7;
constexpr uint8_t kChecks = 9;
// Signatures with every check passed.
constexpr uint16_t kListWhole = kChecks * kListPart;
constexpr uint16_t kPinsWhole = kChecks * kPinsPart;

}  // namespace floors
