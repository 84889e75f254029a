#include "reports.h"

#include <avr/pgmspace.h>

#include "analog.h"
#include "answers.h"
#include "firmata-codes.h"
#include "i2c.h"
#include "pins.h"
#include "serial.h"

namespace reports {
namespace {

using namespace firmata;

constexpr uint8_t kPortCount = (chip::kPinCount + 7) / 8;
constexpr uint16_t kShortestSamplingMs = 10;

uint16_t reportedPorts = 0;
uint16_t reportedChannels = 0;
uint8_t lastPort[kPortCount];
uint8_t lastRaw[chip::kPortCount];
uint16_t samplingMs = 19;
uint16_t lastSampleAt = 0;

constexpr uint8_t kRepeats = 4;
Repeat repeats[kRepeats];

// Levels of the digital inputs among the eight pins of a Firmata port.
uint8_t readPort(uint8_t port) {
  uint8_t value = 0;
  for (uint8_t i = 0; i < 8; ++i) {
    const uint8_t pin = port * 8 + i;
    if (!pins::exists(pin)) continue;
    const pins::Mode mode = pins::mode(pin);
    if ((mode == pins::kInput || mode == pins::kPullUp) && pins::level(pin)) value |= 1 << i;
  }
  return value;
}

void sendPort(uint8_t port, uint8_t value) {
  lastPort[port] = value;
  serial::send(kDigital | port);
  answers::send14(value);
}

bool inputsChanged() {
  bool changed = false;
  for (uint8_t port = 0; port < chip::kPortCount; ++port) {
    const uint8_t raw =
        *reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPorts[port])) & pins::inputMask(port);
    if (raw != lastRaw[port]) {
      lastRaw[port] = raw;
      changed = true;
    }
  }
  return changed;
}

}  // namespace

void reportDigital(uint8_t port, bool on) {
  if (port >= kPortCount) return;
  if (on) {
    reportedPorts |= 1u << port;
    sendPort(port, readPort(port));
  } else {
    reportedPorts &= ~(1u << port);
  }
}

void reportAnalog(uint8_t channel, bool on) {
  if (on) {
    reportedChannels |= 1u << channel;
    analog::use(channel);
  } else {
    reportedChannels &= ~(1u << channel);
  }
}

void sampleEvery(uint16_t ms) {
  samplingMs = ms < kShortestSamplingMs ? kShortestSamplingMs : ms;
}

void repeatRead(const Repeat &wanted) {
  for (uint8_t i = 0; i < kRepeats; ++i) {
    if (!repeats[i].active) {
      repeats[i] = wanted;
      return;
    }
  }
}

void stopRepeats(uint8_t address) {
  for (uint8_t i = 0; i < kRepeats; ++i) {
    if (repeats[i].address == address) repeats[i].active = false;
  }
}

void endAll() {
  reportedPorts = 0;
  reportedChannels = 0;
  for (uint8_t i = 0; i < kRepeats; ++i) repeats[i].active = false;
}

void turn(uint16_t now) {
  if (reportedPorts != 0 && inputsChanged()) {
    for (uint8_t port = 0; port < kPortCount; ++port) {
      if (!(reportedPorts & (1u << port))) continue;
      const uint8_t value = readPort(port);
      if (value != lastPort[port]) sendPort(port, value);
    }
  }
  if (static_cast<uint16_t>(now - lastSampleAt) < samplingMs) return;
  lastSampleAt = now;
  for (uint8_t channel = 0; reportedChannels >> channel; ++channel) {
    if (channel == analog::kChannels) break;
    if (!(reportedChannels & (1u << channel))) continue;
    serial::send(kAnalog | channel);
    answers::send14(analog::count(channel));
  }
  for (uint8_t i = 0; i < kRepeats; ++i) {
    const Repeat &repeat = repeats[i];
    if (repeat.active) i2c::read(repeat.address, repeat.hasRegister, repeat.registerNumber, repeat.length);
  }
}

}  // namespace reports
