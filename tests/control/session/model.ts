/**
 * A second, small account of remote and session, written from what the chair is meant to do and not from the code:
 * plain if-then over words a person would use, with no tables and none of the code's imports. The model test
 * presses keys, breaks things, pulls the cable and waits at random, and wants both to agree in every tick.
 */

export interface World {
  nowMs: number;
  /** Names of keys whose contact is closed. */
  closed: ReadonlySet<string>;
  jobDone: boolean;
  placeKnown: boolean;
  programLeftMs: number;
  seat: boolean;
  emergencyStop: boolean;
  /** The code that was latched first, or none, and all that are latched. */
  fault: string;
  latched: ReadonlySet<string>;
  link: Link;
  serviceJob: string;
  confirmPending: boolean;
  /** The disk has kept what was changed last, or has not; empty where it says nothing. */
  disk: 'kept' | 'failed' | '';
  /** What a page orders that is done at once, and what waits for start to be pressed; empty where nothing. */
  pageOrder: string;
  pagePending: string;
  programs: readonly { id: string; plannedMs: number; heat: number }[];
}

/** What the controller was last heard to say. */
export interface Link {
  connected: boolean;
  ageMs: number;
  /** How often it has started. */
  starts: number;
  /** Why it has switched everything off; `none` where it has not. */
  offBecause: string;
}

interface ModelKey {
  name: string;
  down: boolean;
  sinceMs: number;
  closedMs: number;
  /** Belongs to something that is over: silent until let go. */
  dead: boolean;
  /** Was down together with its partner of a chord. */
  joined: boolean;
  opposed: boolean;
  nextRepeatMs: number;
}

const second = 1000;
const minute = 60 * second;
const partner: Record<string, string> = { program: 'timer', timer: 'program', power: 'stop', stop: 'power' };
const opposite: Record<string, string> = {
  'speed-up': 'speed-down',
  'speed-down': 'speed-up',
  'spot-up': 'spot-down',
  'spot-down': 'spot-up',
};
const names = 'power start stop program heat speed-up speed-down spot-up spot-down timer'.split(' ');

export class Model {
  state = 'off';
  job = 'nothing';
  locked = false;
  program = 0;
  heat = -1;
  speed = 0;
  spot = 0;
  minutes = 20;
  warm = false;
  /** No more heat than this: a page has asked for less. */
  cap = 3;
  /** Start was pressed before it was ready. */
  waits = false;
  gentle = 0;
  sound = 'none';
  fault = 'none';
  memories: { program: string; speed: number; heat: number; spot: number; minutes: number }[] = [];
  ends: string[] = [];
  /** In this tick: all faults are to be forgotten; nobody knows where the carriage is; the controller may be armed. */
  forgives = false;
  lost = false;
  arms = false;

  /** A chair without a seat switch asks whether somebody is there, and its sessions are shorter. */
  private readonly blind: boolean;
  private readonly longest: number;
  private beepedMs = -1;
  private lastAskMs = 0;
  private unanswered = false;
  private overAtMs = 0;
  /** Start was pressed in this tick for what a page waits for. */
  private accepted = false;
  private byKey = false;

  /** A remote without a start key: power starts as well. */
  private readonly powerStarts: boolean;

  constructor(blind = false, powerStarts = false) {
    this.powerStarts = powerStarts;
    this.blind = blind;
    this.longest = blind ? 15 : 30;
    this.minutes = Math.min(20, this.longest);
  }

  private starts: number[] = [];
  private sinceMs = 0;
  private lastMs = 0;
  private startMs = 0;
  private massageMs = 0;
  private wholeMs = 0;
  private massaging = false;
  private going = false;
  private cooling = false;
  private switchTestDue = false;
  private gentleSession = false;
  private emptySinceMs = 0;
  private seatPaused = false;
  private askedMs = -1;
  /** Something was saved or locked, and the disk has not said yet whether that lasts. */
  private unkept = false;
  private cancelled = false;
  private aliveMs = 0;
  private brokeIn = 'off';
  private linkGoodMs: number | null = null;
  private startsBefore = 0;
  private keys: ModelKey[] = names.map((name) => ({
    name,
    down: false,
    sinceMs: 0,
    closedMs: 0,
    dead: false,
    joined: false,
    opposed: false,
    nextRepeatMs: 0,
  }));

  tick(world: World): void {
    const { nowMs } = world;
    const passedMs = nowMs - this.lastMs;
    this.lastMs = nowMs;
    this.sound = 'none';
    this.forgives = this.lost = this.accepted = false;
    if (this.unkept && world.disk !== '') {
      this.unkept = false;
      if (world.disk === 'kept') this.say('accepted');
      else this.no('state');
    }
    const wasBroken = this.state === 'fault';
    this.watchLink(world);
    if (this.going && (this.massaging || this.state === 'paused')) this.wholeMs += passedMs;
    if (this.going && this.massaging && this.state === 'running') this.massageMs += passedMs;
    const { words, presses } = this.listen(world);
    const jobBefore = this.job;

    if (world.emergencyStop && !['off', 'fault'].includes(this.state)) this.breakDown('E71', world);
    else if (world.fault !== 'none' && !['off', 'fault', 'service'].includes(this.state)) {
      this.breakDown(world.fault, world);
    } else if (world.fault === 'E26' && this.state === 'off') this.breakDown('E26', world);

    // A fault in this very tick has made all keys that were down dead, so what they said is not heard.
    const heard = this.state === 'parking' ? presses : this.asked(words, presses);
    const stateBefore = this.state;
    for (const word of heard) {
      if (this.state !== stateBefore) break;
      if (this.state === 'parking' && !world.placeKnown) {
        this.off(world);
        this.say('accepted');
      } else if (this.state === 'parking') this.halt(world);
      else this.answer(word, world);
    }
    if (this.accepted) this.obeyPage(world.pagePending, world);
    this.obeyPage(world.pageOrder, world);
    if (wasBroken && this.state === 'fault') this.reconnect(world);
    this.passTime(world, world.jobDone && this.job === jobBefore, presses.length > 0);
    this.arms = jobBefore === 'nothing' && this.job !== 'nothing';
    this.gentle = this.going && this.gentleSession && this.massageMs < minute ? -1 : 0;
  }

  private watchLink({ nowMs, link, latched }: World): void {
    const good = link.connected && link.ageMs <= 250;
    if (!good) this.linkGoodMs = null;
    else this.linkGoodMs ??= nowMs;
    if (!latched.has('E51')) this.startsBefore = link.starts;
  }

  /** A cable that was out while the chair stood ready, nothing else having happened meanwhile. */
  private reconnect(world: World): void {
    const { link, latched, placeKnown, nowMs } = world;
    const onlyTheCable = [...latched].every((code) => code === 'E51' || code === 'E55');
    if (this.fault !== 'E51' || this.brokeIn !== 'ready' || !onlyTheCable) return;
    if (this.linkGoodMs === null || nowMs - this.linkGoodMs < second / 2) return;
    const ranOn = link.starts === this.startsBefore;
    if (ranOn && link.offBecause === 'thermistor') return;
    if (ranOn && placeKnown) {
      this.go('ready', 'nothing', world);
      this.fault = 'none';
      this.forgives = true;
      this.say('ready');
    } else {
      this.off(world);
      this.lost = true;
    }
  }

  /** Stop and power are what they are; of the others any press says that somebody is there. */
  private asked(words: string[], presses: string[]): string[] {
    if (this.beepedMs < 0) return words;
    const kept = words.filter((word) => ['stop', 'power', 'power with stop'].includes(word));
    const here = presses.some((name) => name !== 'stop' && name !== 'power');
    const at = kept[0] === 'stop' ? 1 : 0;
    return here ? [...kept.slice(0, at), 'here', ...kept.slice(at)] : kept;
  }

  private killAllButPower(): void {
    for (const key of this.keys) if (key.down && key.name !== 'power') key.dead = true;
  }

  private key(name: string): ModelKey {
    return this.keys[names.indexOf(name)]!;
  }

  /** What the thumb says in this tick: words in the order they count. */
  private listen({ nowMs, closed }: World): { words: string[]; presses: string[] } {
    // Hardly a tick has a thumb in it.
    if (closed.size === 0 && !this.keys.some(({ down }) => down)) return { words: [], presses: [] };
    const said = new Set<string>();
    const presses: string[] = [];
    const released: ModelKey[] = [];
    const pressed: ModelKey[] = [];
    for (const key of this.keys) {
      if (closed.has(key.name)) {
        key.closedMs = nowMs;
        if (!key.down) {
          Object.assign(key, { down: true, sinceMs: nowMs, dead: false, joined: false });
          pressed.push(key);
        }
      } else if (key.down && nowMs - key.closedMs >= 40) {
        key.down = false;
        released.push(key);
      }
    }
    for (const key of this.keys) {
      const other = opposite[key.name];
      if (other !== undefined && key.down && this.key(other).down)
        key.opposed = this.key(other).opposed = true;
    }
    const stuck = (key: ModelKey) => key.name !== 'stop' && nowMs - key.sinceMs >= 9880;
    const lively = (key: ModelKey) =>
      key.down && (key.name === 'stop' || !(key.dead || key.opposed || stuck(key)));
    for (const key of this.keys) {
      const other = partner[key.name];
      if (other !== undefined && lively(key) && lively(this.key(other))) key.joined = true;
    }
    for (const key of pressed) {
      if (key.opposed) continue;
      presses.push(key.name);
      if (!['power', 'program', 'timer'].includes(key.name)) said.add(key.name);
      key.nextRepeatMs = nowMs + 600;
    }
    for (const key of released) {
      if (key.dead || stuck(key)) continue;
      if (['power', 'program', 'timer'].includes(key.name) && !key.joined) said.add(key.name);
      if (key.name === 'power' && key.joined) said.add('power with stop');
    }
    const held = (key: ModelKey, ms: number) => closed.has(key.name) && nowMs - key.sinceMs >= ms;
    const chord = (one: string, two: string, ms: number, word: string) => {
      const keys = [this.key(one), this.key(two)];
      if (!keys.every((key) => lively(key) && held(key, ms))) return;
      said.add(word);
      for (const key of keys) key.dead = true;
    };
    chord('program', 'timer', 3 * second, 'lock');
    chord('power', 'stop', 5 * second, 'service');
    const program = this.key('program');
    if (lively(program) && !program.joined && held(program, 4 * second)) {
      said.add('save');
      program.dead = true;
    }
    for (const name of ['spot-up', 'spot-down']) {
      const key = this.key(name);
      if (!lively(key) || !closed.has(name) || pressed.includes(key) || nowMs < key.nextRepeatMs) continue;
      key.nextRepeatMs = nowMs + 400;
      said.add(`${name} again`);
    }
    for (const key of this.keys) {
      const other = opposite[key.name];
      if (other !== undefined && !key.down && !this.key(other).down) key.opposed = false;
    }
    const order = ['stop', 'service', 'lock', 'power with stop', 'power', 'start', 'save', 'program', 'heat'];
    const rest = [
      'speed-up',
      'speed-down',
      'spot-up',
      'spot-up again',
      'spot-down',
      'spot-down again',
      'timer',
    ];
    return { words: [...order, ...rest].filter((word) => said.has(word)), presses };
  }

  private killKeys(): void {
    for (const key of this.keys) if (key.down) key.dead = true;
  }

  private go(state: string, job: string, { nowMs }: World): void {
    this.state = state;
    this.job = job;
    this.sinceMs = nowMs;
    this.waits = false;
    this.killKeys();
  }

  /** Pages order less at once; more, and start, come here only with a key pressed for it. */
  private obeyPage(order: string, world: World): void {
    const { state } = this;
    if (order === '') return;
    if (order === 'stop') {
      if (state === 'running' || state === 'paused') this.halt(world);
      else if (state === 'homing' || (state === 'parking' && !world.placeKnown)) {
        this.off(world);
        this.say('accepted');
      } else if (state === 'parking') this.halt(world);
      else if (state === 'service') this.cancelled = true;
      return;
    }
    const chosenIn = ['homing', 'ready', 'running', 'paused'];
    if (order === 'pause' ? state !== 'running' : order !== 'start' && !chosenIn.includes(state)) return;
    if (order === 'start' && !['off', 'homing', 'ready', 'paused'].includes(state)) return;
    if (this.locked) this.no('lock');
    else if (order === 'pause' || order === 'start') this.start(world, this.key('stop').down);
    else if (order === 'slower' || order === 'faster') {
      this.choose(order === 'slower' ? 'speed-down' : 'speed-up', world);
    } else if (order === 'spot-up' || order === 'spot-down') this.choose(order, world);
    else this.chooseForPage(order, world);
  }

  /** Never round to the other end. */
  private chooseForPage(order: string, world: World): void {
    if (this.cooling) {
      this.no('state');
      return;
    }
    if (order === 'cooler' || order === 'warmer') {
      const now = Math.min(this.heat < 0 ? world.programs[this.program]!.heat : this.heat, this.cap);
      const next = now + (order === 'warmer' ? 1 : -1);
      if (next < 0 || next > 3) {
        this.no('limit');
        return;
      }
      if (order === 'warmer') {
        this.heat = next;
        this.cap = 3;
      } else this.cap = next;
    } else {
      const least = this.going ? this.massageMs / minute + 1 : 0;
      const choices = [5, 10, 15, 20, 30].filter((choice) => choice >= least && choice <= this.longest);
      const beyond = choices.filter((choice) =>
        order === 'later' ? choice > this.minutes : choice < this.minutes,
      );
      const next = order === 'later' ? beyond[0] : beyond.at(-1);
      if (next === undefined) {
        this.no('limit');
        return;
      }
      this.minutes = next;
    }
    this.say('accepted');
  }

  private say(sound: string): void {
    this.sound = sound;
  }

  private no(why: 'state' | 'limit' | 'lock' | 'seat'): void {
    this.sound = `refused-${why}`;
  }

  private finish(how: string): void {
    this.warm = false;
    this.beepedMs = -1;
    if (!this.going) return;
    this.going = false;
    this.ends.push(how);
    this.gentleSession = false;
    this.cooling = false;
    this.seatPaused = false;
  }

  private remember(world: World): void {
    const id = world.programs[this.program]!.id;
    const memory = this.memories.find(({ program }) => program === id);
    this.heat = memory?.heat ?? -1;
    this.cap = 3;
    this.speed = memory?.speed ?? 0;
    this.spot = memory?.spot ?? 0;
    this.minutes = Math.min(memory?.minutes ?? 20, this.longest);
  }

  private end(how: string, world: World): void {
    const wasGoing = this.going;
    this.finish(how);
    if (wasGoing) this.remember(world);
  }

  private breakDown(code: string, world: World): void {
    this.end(code, world);
    this.brokeIn = this.state;
    this.go('fault', 'nothing', world);
    this.fault = code;
    this.say('fault');
  }

  private off(world: World): void {
    this.end('power', world);
    this.go('off', 'nothing', world);
    this.fault = 'none';
    this.forgives = true;
  }

  private halt(world: World): void {
    this.end('stopped', world);
    this.go('ready', 'nothing', world);
    this.say('accepted');
  }

  private leave(how: string, world: World): void {
    this.end(how, world);
    this.go('parking', this.switchTestDue ? 'switch-test' : 'park', world);
    this.say(how === 'power' ? 'accepted' : 'session-end');
  }

  private answer(word: string, world: World): void {
    const { state } = this;
    const stopDown = this.key('stop').down;
    const on = state !== 'off' && state !== 'fault' && state !== 'service';
    const inUse = state === 'running' || state === 'paused';

    if (word === 'here') {
      this.beepedMs = -1;
      this.killAllButPower();
      this.say('accepted');
      return;
    }
    if (word === 'stop') {
      if (inUse) this.halt(world);
      else if (state === 'homing') {
        this.off(world);
        this.say('accepted');
      } else if (state === 'service') {
        this.say('accepted');
      }
      return;
    }
    if (word === 'lock') {
      if (state === 'service') this.no('state');
      else {
        this.locked = !this.locked;
        if (this.locked) this.waits = false;
        this.unkept = true;
      }
      return;
    }
    if (word === 'service' && state === 'off') {
      if (this.locked) this.no('lock');
      else {
        this.go('service', 'nothing', world);
        this.forgives = true;
        this.aliveMs = world.nowMs;
        this.cancelled = false;
        this.say('accepted');
      }
      return;
    }
    if (word === 'power with stop' || word === 'service') {
      if (state === 'off') this.no('state');
      else {
        this.off(world);
        this.say('accepted');
      }
      return;
    }
    if (word === 'power') {
      if (state === 'off') {
        if (this.locked) this.no('lock');
        else if (stopDown) this.no('state');
        else if (this.powerStarts) this.press(world, stopDown);
        else {
          this.switchOn(world);
          this.say('accepted');
        }
      } else if (state === 'service' && this.powerStarts && world.confirmPending) {
        // It confirms, too.
        if (this.locked) this.no('lock');
        else this.start(world, stopDown);
      } else if (!on) {
        this.off(world);
        this.say('accepted');
      } else if (stopDown) this.no('state');
      else this.leave('power', world);
      return;
    }
    if (state === 'off' && word !== 'start') return;
    if (state === 'fault' || (state === 'service' && word !== 'start')) {
      this.no('state');
      return;
    }
    if (this.locked) {
      this.no('lock');
      return;
    }
    if (word === 'start') this.press(world, stopDown);
    else this.choose(word, world);
  }

  /** Start by a key: it may be for what a page asks for. */
  private press(world: World, stopDown: boolean): void {
    this.byKey = true;
    this.start(world, stopDown);
    this.byKey = false;
  }

  private start(world: World, stopDown: boolean): void {
    const { nowMs, seat } = world;
    if (stopDown && this.state !== 'running') {
      this.no('state');
    } else if (world.pagePending !== '' && this.state !== 'service' && !this.accepted && this.byKey) {
      this.accepted = true;
    } else if (this.state === 'service') {
      if (world.confirmPending) this.say('accepted');
      else this.no('state');
    } else if (this.state === 'off' || this.state === 'homing') {
      if (!seat) {
        this.waits = false;
        this.no('seat');
      } else if (this.waits || this.mayBegin(nowMs)) {
        if (this.state === 'off') this.switchOn(world);
        this.waits = true;
        this.emptySinceMs = nowMs;
        this.say('accepted');
      }
    } else if (this.state === 'running') {
      this.go('paused', 'pause', world);
      this.seatPaused = false;
      this.say('accepted');
    } else if (this.state === 'paused') {
      if (!seat && (this.seatPaused || nowMs - this.emptySinceMs >= 10 * second)) this.no('seat');
      else {
        // Whoever presses start is there.
        if (this.wholeMs - this.lastAskMs >= 10 * minute) this.lastAskMs = this.wholeMs;
        this.go('running', this.massaging ? (this.cooling ? 'cool-down' : 'massage') : 'switch-test', world);
        this.say('accepted');
      }
    } else if (this.mayBegin(nowMs)) {
      this.begin(world);
      this.say('accepted');
    }
  }

  /** The third session within three hours wants a second press. */
  private mayBegin(nowMs: number): boolean {
    const recent = this.starts.filter((startMs) => nowMs - startMs < 180 * minute).length;
    const insists = this.askedMs >= 0 && nowMs - this.askedMs < 30 * second;
    if (recent < 2 || insists) return true;
    this.askedMs = nowMs;
    this.no('limit');
    return false;
  }

  private switchOn(world: World): void {
    this.go('homing', 'home', world);
    this.forgives = true;
    this.gentleSession = true;
    this.remember(world);
  }

  private begin(world: World): void {
    const { nowMs } = world;
    this.askedMs = -1;
    this.starts.push(nowMs);
    this.go('running', 'switch-test', world);
    this.going = true;
    this.massaging = false;
    this.cooling = false;
    this.massageMs = 0;
    this.wholeMs = 0;
    this.lastAskMs = 0;
    this.unanswered = false;
    this.startMs = nowMs;
    this.emptySinceMs = nowMs;
  }

  private choose(word: string, world: World): void {
    const inUse = this.going;
    const here = world.programs[this.program]!;
    switch (word) {
      case 'program':
        if (inUse) {
          this.no('state');
          return;
        }
        this.program = this.program + 1 < world.programs.length ? this.program + 1 : 0;
        this.remember(world);
        this.say(this.program === 0 ? 'wrapped' : 'accepted');
        return;
      case 'save': {
        const { heat, speed, spot, minutes } = this;
        this.memories = this.memories.filter(({ program }) => program !== here.id);
        this.memories.push({ program: here.id, speed, heat, spot, minutes });
        this.unkept = true;
        return;
      }
      case 'heat':
        if (this.cooling) {
          this.no('state');
          return;
        }
        this.heat = Math.min(this.heat < 0 ? here.heat : this.heat, this.cap) + 1;
        this.cap = 3;
        if (this.heat === 4) this.heat = 0;
        this.say(this.heat === 0 ? 'wrapped' : 'accepted');
        return;
      case 'speed-up':
      case 'speed-down': {
        const speed = this.speed + (word === 'speed-up' ? 1 : -1);
        if (this.cooling || speed > 3 || speed < -3) {
          this.no(this.cooling ? 'state' : 'limit');
          return;
        }
        this.speed = speed;
        this.say('accepted');
        return;
      }
      case 'timer': {
        const least = inUse ? this.massageMs / minute + 1 : 0;
        const choices = [5, 10, 15, 20, 30].filter((choice) => choice >= least && choice <= this.longest);
        const next = choices.find((choice) => choice > this.minutes) ?? choices[0];
        if (this.cooling || next === undefined || next === this.minutes) {
          this.no(this.cooling ? 'state' : 'limit');
          return;
        }
        this.say(next < this.minutes ? 'wrapped' : 'accepted');
        this.minutes = next;
        return;
      }
      default: {
        const spot = this.spot + (word.startsWith('spot-up') ? 10 : -10);
        if (spot <= 60 && spot >= -60) {
          this.spot = spot;
          this.say('accepted');
        } else if (!word.endsWith('again')) this.no('limit');
      }
    }
  }

  private passTime(world: World, jobDone: boolean, pressed: boolean): void {
    const { nowMs, seat } = world;
    const forMs = nowMs - this.sinceMs;
    if (this.state === 'homing') {
      if (jobDone && this.waits && seat) {
        this.begin(world);
        this.say('ready');
      } else if (jobDone) {
        this.state = 'ready';
        this.job = 'nothing';
        this.sinceMs = nowMs;
        if (this.waits) {
          this.waits = false;
          this.killKeys();
          this.no('seat');
        } else this.say('ready');
      } else {
        if (seat) this.emptySinceMs = nowMs;
        if (this.waits && nowMs - this.emptySinceMs >= second) {
          this.waits = false;
          this.no('seat');
        }
        if (forMs >= minute) this.breakDown('E32', world);
      }
    } else if (this.state === 'parking') {
      if (forMs >= minute || (jobDone && this.job === 'park')) this.off(world);
      else if (jobDone) {
        this.switchTestDue = false;
        this.job = 'park';
      }
    } else if (this.state === 'service') {
      if (world.serviceJob === 'nothing') this.cancelled = false;
      else if (this.key('stop').down) this.cancelled = true;
      this.job = this.cancelled ? 'nothing' : world.serviceJob;
      if (pressed || world.serviceJob !== 'nothing') this.aliveMs = nowMs;
      else if (nowMs - this.aliveMs >= 10 * minute) {
        if (world.fault === 'none') this.off(world);
        else this.breakDown(world.fault, world);
      }
    } else if (this.state === 'paused') {
      if (seat) this.emptySinceMs = nowMs;
      const emptyMs = nowMs - this.emptySinceMs;
      if (forMs >= 2 * minute || emptyMs >= 10 * second) this.warm = false;
      if (emptyMs >= 120 * second) this.leave('seat', world);
      else if (forMs >= 5 * minute) this.leave('pause', world);
      else if (this.wholeMs >= this.longest * minute) this.leave(this.unanswered ? 'seat' : 'timer', world);
    } else if (this.state === 'running') this.run(world, jobDone);
  }

  private run(world: World, jobDone: boolean): void {
    const { nowMs } = world;
    if (jobDone && this.job === 'switch-test') {
      this.massaging = true;
      this.switchTestDue = true;
      this.job = this.cooling ? 'cool-down' : 'massage';
    } else if (jobDone && this.job === 'massage') {
      this.leave('completed', world);
      return;
    }
    const capMs = this.longest * minute - (this.massaging ? this.wholeMs : nowMs - this.startMs);
    const timerMs = Math.min(
      this.minutes * minute,
      this.unanswered ? this.overAtMs : Number.POSITIVE_INFINITY,
    );
    const leftMs = Math.min(timerMs - this.massageMs, capMs);
    const plannedMs = this.massageMs === 0 ? world.programs[this.program]!.plannedMs : world.programLeftMs;
    const fits = !this.cooling && plannedMs - leftMs <= 100;
    if (fits ? leftMs <= -100 : leftMs <= 0) {
      this.leave(this.unanswered ? 'seat' : 'timer', world);
      return;
    }
    if (!fits && leftMs <= minute) {
      this.cooling = true;
      if (this.job === 'massage') this.job = 'cool-down';
    }
    if (this.blind) this.callOut(nowMs);
    if (world.seat) this.emptySinceMs = nowMs;
    else if (nowMs - this.emptySinceMs >= 10 * second) {
      this.go('paused', 'pause', world);
      this.seatPaused = true;
      this.warm = false;
      this.no('seat');
      return;
    }
    this.warm = this.job === 'massage';
  }

  /** Each 10 min two beeps, and a minute for any key; without one a minute of cool-down is left. */
  private callOut(nowMs: number): void {
    if (this.beepedMs >= 0) {
      if (nowMs - this.beepedMs < minute) return;
      this.beepedMs = -1;
      this.unanswered = true;
      this.overAtMs = this.massageMs + minute;
      this.cooling = true;
      if (this.job === 'massage') this.job = 'cool-down';
      return;
    }
    if (this.wholeMs - this.lastAskMs < 10 * minute || this.cooling) return;
    this.beepedMs = nowMs;
    this.lastAskMs = this.wholeMs;
    this.killAllButPower();
    this.say('asks');
  }
}
