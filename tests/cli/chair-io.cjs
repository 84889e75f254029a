/**
 * A johnny-five IO plugin with a chair behind it, for tests: rail with hall sensor and limits, arms with three
 * sensors, no converter. BENCH_PINS says which pin is which; past BENCH_STOP_MM the stop key is down. What drives a
 * motor when the process ends is said.
 */
const { EventEmitter } = require('node:events');
const pin = JSON.parse(process.env.BENCH_PINS);
class Chair extends EventEmitter {
  constructor() {
    super();
    Object.assign(this, { name: 'chair', isReady: false, HIGH: 1, LOW: 0, analogPins: [] });
    this.MODES = { INPUT: 0, OUTPUT: 1, ANALOG: 2, PWM: 3, PULLUP: 11 };
    this.pins = Array.from({ length: 70 }, () => ({ supportedModes: [0, 1, 3, 11], mode: 0, value: 0 }));
    this.levels = {};
    this.hear = {};
    this.mm = 25;
    this.turns = 0.3;
    setTimeout(() => {
      this.isReady = true;
      this.emit('connect');
      this.emit('ready');
    }, 5);
    const stopAt = Number(process.env.BENCH_STOP_MM);
    this.stopKey = () => this.mm > stopAt;
    this.move(0);
    // Behind the listeners of the program.
    setTimeout(() => process.on('exit', () => this.last()), 500);
    let lastMs = performance.now();
    setInterval(() => {
      const seconds = (performance.now() - lastMs) / 1000;
      lastMs += seconds * 1000;
      this.move(Math.min(seconds, 0.1));
    }, 4);
  }
  last() {
    const on = ['carriage-pwm', 'kneader-pwm', 'motor-relay'].filter((name) => this.levels[pin[name]]);
    require('node:fs').writeSync(2, `LEFT ON: ${on.join(', ') || 'nothing'}\n`);
  }
  speed(motor, full) {
    const duty = (this.levels[pin[`${motor}-pwm`]] ?? 0) / 255;
    if (!this.levels[pin['motor-relay']] || duty < 0.22) return 0;
    return ((duty - 0.15) / 0.85) * full;
  }
  move(seconds) {
    const up = this.levels[pin['carriage-up']] ? 1 : -1;
    const before = Math.floor(this.mm / 2);
    this.mm = Math.max(-5, Math.min(800, this.mm + up * this.speed('carriage', 50) * seconds));
    if (Math.floor(this.mm / 2) !== before) {
      this.hall = !this.hall;
    }
    this.turns += (this.levels[pin['kneader-in']] ? 1 : -1) * this.speed('kneader', 1.1) * seconds;
    const at = (degrees) => Math.abs(((((this.turns * 360 - degrees) % 360) + 540) % 360) - 180) <= 20;
    this.say('carriage-edge', this.hall);
    this.say('limit-top', this.mm >= 794);
    this.say('limit-bottom', this.mm <= 0);
    this.say('cam-narrow', at(0));
    this.say('cam-medium', at(90) || at(270));
    this.say('cam-wide', at(180));
    this.say('seat', true);
    this.say('emergency-stop', false);
    this.say('stop', this.stopKey());
  }
  say(name, active) {
    const { number, activeHigh } = pin.inputs[name];
    const level = active === activeHigh ? 1 : 0;
    if (this.levels[number] === level) return;
    this.levels[number] = level;
    this.hear[number]?.(level);
  }
  pinMode() {}
  write(number, value) {
    if (value && pin.heat.includes(number)) process.stderr.write('HEAT\n');
    this.levels[number] = value;
  }
  digitalWrite(number, value) {
    this.write(number, value);
  }
  analogWrite(number, value) {
    this.write(number, value);
  }
  pwmWrite(number, value) {
    this.write(number, value);
  }
  digitalRead(number, listener) {
    this.hear[number] = listener;
    listener(this.levels[number] ?? 1);
  }
  analogRead() {
    throw new Error('no converter');
  }
}
module.exports = Chair;
