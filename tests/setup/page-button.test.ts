/** Motors that move while the button of a page is held, and never else. */
import { expect, test } from 'vitest';
import { HoldButton, staleMs } from '../../sim/page/setup/hold-button.ts';
import { Person } from '../../sim/unknown/person.ts';
import { PinChip } from '../../sim/unknown/pin-chip.ts';
import { knownFacts } from '../../src/setup/parts.ts';
import { Setup } from '../../src/setup/setup.ts';
import { kindOfText, unknown } from './measured.ts';

/** The carriage of a chair that is known, measured with the button; let go of in the middle of each of the first moves. */
function measureCarriage(letGoMost: number) {
  const base = unknown(2);
  const { chair } = kindOfText(base.chair);
  const only = new Set(['carriage']);
  const chip = new PinChip(base);
  const person = new Person(chip.chair);
  const options = { keep: () => undefined, replaces: null, only, page: true };
  const setup = new Setup(chair, chip.seen(), knownFacts(chair, only), options);
  const { io } = setup;
  let [letGo, drivenTurns, unheld] = [0, 0, 0];
  for (let turn = 0; turn < 60_000 && !setup.done; turn++) {
    if (io.asked?.id === 'hold-with') io.answer = 'button';
    else person.turn(io);
    const { power, pressed } = chip.chair;
    drivenTurns = power.carriageDuty === 0 ? 0 : drivenTurns + 1;
    if (drivenTurns === 3 && letGo < letGoMost) {
      letGo++;
      pressed.clear();
    }
    io.hold(pressed.has('page'));
    const seen = chip.turn(io.order);
    if (!io.held && (power.carriageDuty !== 0 || power.motorRelay)) unheld++;
    setup.turn(seen);
  }
  return { setup, letGo, unheld };
}

test('a carriage is measured with the button of the page, and is off in the turn in which it is let go of', () => {
  const { setup, letGo, unheld } = measureCarriage(3);
  expect(setup.failure).toBe('');
  expect(setup.io.mistakes).toEqual([]);
  expect(setup.facts.carriage?.overRail?.value).toBeGreaterThan(100);
  expect(letGo).toBe(3);
  expect(unheld).toBe(0);
});

test('a button is held while its frames come in order and none of them is old', () => {
  const page = {};
  const button = new HoldButton();
  for (let sequence = 0; sequence < 5; sequence++) {
    const nowMs = 1000 + 50 * sequence;
    button.frame(page, { press: 1, sequence, at: nowMs - 30 }, nowMs);
    expect(button.held(nowMs + 20)).toBe(true);
  }
  // Its frames stop: held until the last is too old, and not one turn longer.
  const lastMs = 1200 - 30;
  expect(button.held(lastMs + staleMs)).toBe(true);
  expect(button.held(lastMs + staleMs + 1)).toBe(false);
  // More frames of the same press, as of a line that stood still: nothing.
  button.frame(page, { press: 1, sequence: 9, at: 1400 }, 1400);
  expect(button.held(1400)).toBe(false);
  button.frame(page, { press: 2, sequence: 0, at: 1500 }, 1500);
  expect(button.held(1500)).toBe(true);
});

test('an old frame, one out of its order, one of another time and one of another page hold nothing', () => {
  const [page, other] = [{}, {}];
  const refused = (frame: { press: number; sequence: number; at: number }, nowMs: number) => {
    const button = new HoldButton();
    button.frame(page, frame, nowMs);
    return !button.held(nowMs);
  };
  expect(refused({ press: 1, sequence: 0, at: 1000 }, 1000)).toBe(false);
  expect(refused({ press: 1, sequence: 0, at: 1000 }, 1000 + staleMs + 1)).toBe(true);
  expect(refused({ press: 1, sequence: 3, at: 1000 }, 1000)).toBe(true);
  expect(refused({ press: 1, sequence: 0, at: 1001 }, 1000)).toBe(true);

  const button = new HoldButton();
  button.frame(page, { press: 1, sequence: 0, at: 1000 }, 1000);
  button.frame(page, { press: 1, sequence: 1, at: 1050 }, 1050);
  // Said again, and another page's: neither makes it last.
  button.frame(page, { press: 1, sequence: 1, at: 1190 }, 1190);
  button.frame(other, { press: 7, sequence: 0, at: 1190 }, 1190);
  expect(button.held(1050 + staleMs + 1)).toBe(false);
});

test('let go and pressed again between two turns, it is let go of for one', () => {
  const page = {};
  const button = new HoldButton();
  button.frame(page, { press: 1, sequence: 0, at: 1000 }, 1000);
  expect(button.held(1000)).toBe(true);
  button.release(page);
  button.frame(page, { press: 2, sequence: 0, at: 1010 }, 1010);
  expect(button.held(1020)).toBe(false);
  expect(button.held(1040)).toBe(true);
  // Of a press that is over a first frame that was late begins nothing.
  button.release(page);
  expect(button.held(1060)).toBe(false);
  button.frame(page, { press: 1, sequence: 0, at: 1060 }, 1060);
  expect(button.held(1080)).toBe(false);
});
