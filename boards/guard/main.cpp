// Guard firmware of the massage chair. Safety functions run in interrupt handlers (clock.cpp, analog.cpp); the main
// loop communicates (firmata.cpp, guard.cpp) and alone feeds the watchdog, once per tick. If the loop or the tick
// stops, the watchdog resets the chip after about 130 ms, and reset leaves every pin high impedance.
#include <avr/interrupt.h>
#include <avr/sleep.h>
#include <avr/wdt.h>

#include "analog.h"
#include "clock.h"
#include "firmata.h"
#include "guard.h"
#include "i2c.h"
#include "limits.h"
#include "outputs.h"
#include "reports.h"
#include "selfcheck.h"
#include "serial.h"

int main() {
  guard::start(selfcheck::run());
  limits::start();
  outputs::start();
  serial::start();
  analog::start();
  clock::start();
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_enable();
  wdt_enable(WDTO_120MS);
  sei();

  firmata::greet();

  for (;;) {
    while (serial::waiting() && !clock::ticked()) firmata::feed(serial::next());
    if (clock::ticked()) {
      clock::clearTick();
      wdt_reset();
      const uint16_t now = clock::now();
      guard::turn(now);
      reports::turn(now);
      i2c::turn(now);
    }
    cli();
    if (!serial::waiting() && !clock::ticked()) {
      sei();
      sleep_cpu();
    }
    sei();
  }
}
