#include "guard.h"

#include <avr/interrupt.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "analog.h"
#include "clock.h"
#include "crc.h"
#include "edges.h"
#include "floors.h"
#include "limits.h"
#include "outputs.h"
#include "pins.h"
#include "selfcheck.h"
#include "serial.h"
#include "stops.h"

namespace guard {
namespace {

constexpr uint8_t kSysexStart = 0xf0;
constexpr uint8_t kSysexEnd = 0xf7;
// Frames may be lost, but never replayed: a frame is accepted only if it is 1-64 ahead of the last one.
constexpr uint16_t kSequenceMask = 0x3fff;
constexpr uint16_t kSequenceWindow = 64;

// Signature of a passed self-test and both passed floor checks. Outputs act only while `state` says armed and
// `armedParts` has this value, so a bit flip in either cannot arm the guard.
constexpr uint16_t kArmedParts = selfcheck::kFit + floors::kListWhole + floors::kPinsWhole;

volatile uint8_t state = protocol::kStateUnlocked;
volatile uint16_t armedParts = 0;
volatile uint8_t tripReason = protocol::kTripNotArmed;
volatile uint8_t tripDetail = 0;
volatile uint16_t lastFrameAt = 0;
// While not armed: a valid `ask` came within the lease time.
volatile bool signsAlive = false;
volatile uint16_t lastAskAt = 0;
uint16_t sequence = 0;
uint16_t refused = 0;
uint8_t session = 0;
bool replyDue = false;
uint16_t replyAt = 0;

uint8_t boots = 0;
uint8_t cause = 0;
uint8_t faults = 0;
uint16_t fit = 0;
uint16_t image = 0;

// Sends a message and computes its CRC on the way.
class Sender {
 public:
  explicit Sender(uint8_t id) {
    serial::send(kSysexStart);
    put(id);
  }
  __attribute__((noinline)) void put(uint8_t byte) {
    crc_ = crc::update(crc_, byte);
    serial::send(byte);
  }
  void end() {
    serial::send(crc_ & 0x7f);
    serial::send((crc_ >> 7) & 0x7f);
    serial::send(crc_ >> 14);
    serial::send(kSysexEnd);
  }

 private:
  uint16_t crc_ = 0;
};

void answer(uint8_t request, uint8_t result, uint8_t detail) {
  const protocol::Answer message = {request, result, detail};
  Sender sender(protocol::kAnswerId);
  protocol::encode(sender, message);
  sender.end();
}

// Input registers of up to three ports, the first one in the low byte.
uint32_t portsFrom(uint8_t first) {
  uint32_t bits = 0;
  const uint8_t last = first + 2 < chip::kPortCount ? first + 2 : chip::kPortCount - 1;
  for (uint8_t i = last + 1; i-- != first;) {
    bits = bits << 8 | *reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPorts[i]));
  }
  return bits;
}

void sendStatus() {
  protocol::Status status;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    status.state = state;
    status.trip = tripReason;
    status.tripDetail = tripDetail;
  }
  status.sequence = sequence;
  status.boots = boots;
  status.refused = refused & kSequenceMask;
  status.uptimeMs = clock::uptime();
  status.edges = edges::count();
  status.floods = edges::floods() & 0x7f;
  status.duty0 = outputs::dutyNow(0);
  status.duty1 = outputs::dutyNow(1);
  status.duty2 = outputs::dutyNow(2);
  status.levels = outputs::levelsNow();
  status.portsAC = portsFrom(0);
  status.portsDF = portsFrom(3);
  status.portsGJ = portsFrom(6);
  status.portsKL = portsFrom(9);
  status.analog0 = analog::tenths(0);
  status.analog1 = analog::tenths(1);
  status.analog2 = analog::tenths(2);
  status.analog3 = analog::tenths(3);
  status.analog4 = analog::tenths(4);
  status.analog5 = analog::tenths(5);
  status.analog6 = analog::tenths(6);
  status.analog7 = analog::tenths(7);
  status.analog8 = analog::tenths(8);
  status.analog9 = analog::tenths(9);
  const analog::Bad bad = analog::takeBad();
  status.badLow = bad.low;
  status.badHigh = bad.high;
  status.badSamples = analog::badSamples() & kSequenceMask;
  Sender sender(protocol::kStatusId);
  protocol::encode(sender, status);
  sender.end();
}

void sendIdentity() {
  const protocol::Identity identity = {
      protocol::kVersion, chip::kNumber, boots, cause, faults, state, limits::digest(), image,
  };
  Sender sender(protocol::kIdentityId);
  protocol::encode(sender, identity);
  sender.end();
}

void replyAfter(uint8_t milliseconds) {
  replyDue = true;
  replyAt = clock::now() + milliseconds;
}

// Everything off in any state; the reason is latched only if armed.
void switchOff(uint8_t reason, uint8_t detail) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    trip(reason, detail);
    signsAlive = false;
    outputs::allOff();
  }
}

void onPin(const uint8_t *fields) {
  protocol::Pin entry;
  protocol::decode(fields, entry);
  answer(protocol::kPinId, limits::take(entry, fields, protocol::kPinBytes), entry.pin);
}

void onLock(const uint8_t *fields) {
  protocol::Lock wanted;
  protocol::decode(fields, wanted);
  const uint8_t result = limits::lock(wanted);
  if (result == protocol::kResultDone && state == protocol::kStateUnlocked) {
    state = protocol::kStateLocked;
    fit += selfcheck::sumPart();
  }
  answer(protocol::kLockId, result, result == protocol::kResultDone ? floors::ofList().rule : 0);
}

// Starts with all guarded outputs off. With an incomplete signature nothing switches on, and the next tick trips.
void arm(uint16_t parts, uint16_t from) {
  outputs::guardedOff();
  sequence = from;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    lastFrameAt = clock::now();
    tripReason = protocol::kTripNone;
    tripDetail = 0;
    signsAlive = false;
    armedParts = parts;
    state = protocol::kStateArmed;
  }
}

void onArm(const uint8_t *fields) {
  protocol::Arm wanted;
  protocol::decode(fields, wanted);
  const floors::Verdict list = floors::ofList();
  const floors::Verdict pins = floors::ofPins();
  uint8_t result = protocol::kResultDone;
  uint8_t detail = 0;
  if (faults != 0) {
    result = protocol::kResultUnfit;
  } else if (!limits::locked()) {
    result = protocol::kResultNotLocked;
  } else if (fit != selfcheck::kFit) {
    result = protocol::kResultUnfit;
  } else if (wanted.digest != limits::digest() || wanted.boots != boots) {
    result = protocol::kResultStale;
  } else if ((detail = list.rule) != 0 || (detail = pins.rule) != 0) {
    result = protocol::kResultFloor;
  } else if (stops::anyDown() || (detail = analog::pinOutside()) != 0) {
    result = protocol::kResultStopped;
  } else {
    arm(fit + list.parts + pins.parts, wanted.sequence);
  }
  answer(protocol::kArmId, result, detail);
}

void onFrame(const uint8_t *fields) {
  protocol::Frame frame;
  protocol::decode(fields, frame);
  const uint16_t ahead = (frame.sequence - sequence) & kSequenceMask;
  if (ahead == 0 || ahead > kSequenceWindow) {
    ++refused;
    return;
  }
  sequence = frame.sequence;
  session = frame.session;
  if (armed()) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { lastFrameAt = clock::now(); }
    outputs::agree(frame);
  }
  replyAfter(frame.replyAfterMs);
}

// While not armed, `ask` renews the lease of the signs.
void onAsk() {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (!armed()) {
      lastAskAt = clock::now();
      signsAlive = true;
      outputs::showSigns();
    }
  }
  replyAfter(0);
}

uint8_t lengthOf(uint8_t id) {
  switch (id) {
    case protocol::kPinId: return protocol::kPinBytes;
    case protocol::kLockId: return protocol::kLockBytes;
    case protocol::kArmId: return protocol::kArmBytes;
    case protocol::kFrameId: return protocol::kFrameBytes;
    case protocol::kHelloId:
    case protocol::kDisarmId:
    case protocol::kRestartId:
    case protocol::kAskId: return 0;
    default: return 0xff;
  }
}

}  // namespace

void start(const selfcheck::Findings &found) {
  boots = found.boots;
  cause = found.cause;
  faults = found.faults;
  fit = found.fit;
  image = found.image;
  if (faults != 0) {
    tripReason = protocol::kTripSelfCheck;
  } else if ((cause & protocol::kCauseWatchdog) && !found.restartAsked) {
    tripReason = protocol::kTripWatchdog;
  }
}

bool armed() { return state == protocol::kStateArmed && armedParts == kArmedParts; }
bool signsAct() { return armed() || signsAlive; }

void trip(uint8_t reason, uint8_t detail) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (state == protocol::kStateArmed) {
      state = protocol::kStateTripped;
      armedParts = 0;
      tripReason = reason;
      tripDetail = detail;
      outputs::allOff();
    }
  }
}

void watch(uint16_t now) {
  uint8_t index = 0;
  const uint8_t pin = stops::look(index);
  if (state != protocol::kStateArmed) {
    if (signsAlive && static_cast<uint16_t>(now - lastAskAt) >= limits::leaseMs()) {
      signsAlive = false;
      outputs::allOff();
    }
    return;
  }
  if (pin != 0) {
    trip(index == stops::kEmergencyStop ? protocol::kTripEmergencyStop
         : index == stops::kStopKey     ? protocol::kTripStopKey
                                        : protocol::kTripHold,
         pin);
  } else if (!armed()) {
    trip(protocol::kTripSelfCheck, session);
  } else if (static_cast<uint16_t>(now - lastFrameAt) >= limits::leaseMs()) {
    trip(protocol::kTripLease, session);
  }
}

void turn(uint16_t now) {
  if (!replyDue || static_cast<int16_t>(now - replyAt) < 0) return;
  // Wait for room in the transmit buffer: the status is late then, not lost.
  if (!serial::hasRoom(protocol::kStatusBytes + 6)) return;
  replyDue = false;
  sendStatus();
}

void receive(const uint8_t *bytes, uint8_t length) {
  const uint8_t id = bytes[0];
  const uint8_t fieldBytes = lengthOf(id);
  if (length != fieldBytes + 4) {
    ++refused;
    return;
  }
  const uint8_t *check = bytes + 1 + fieldBytes;
  const uint16_t sent = check[0] | (static_cast<uint16_t>(check[1]) << 7) | (static_cast<uint16_t>(check[2]) << 14);
  if (check[2] > 3 || crcOf(bytes, 1 + fieldBytes) != sent) {
    ++refused;
    return;
  }
  const uint8_t *fields = bytes + 1;
  switch (id) {
    case protocol::kHelloId: sendIdentity(); break;
    case protocol::kPinId: onPin(fields); break;
    case protocol::kLockId: onLock(fields); break;
    case protocol::kArmId: onArm(fields); break;
    case protocol::kFrameId: onFrame(fields); break;
    case protocol::kAskId: onAsk(); break;
    case protocol::kDisarmId:
      switchOff(protocol::kTripHost, session);
      replyAfter(0);
      break;
    case protocol::kRestartId:
      switchOff(protocol::kTripHost, session);
      selfcheck::noteRestart();
      for (;;) {
      }
    default: break;
  }
}

}  // namespace guard
