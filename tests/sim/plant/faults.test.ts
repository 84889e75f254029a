/** Each fault does what it says, comes and goes at any time, and leaves the rest alone. */
import { describe, expect, test } from 'vitest';
import { valueTexts } from '../../../sim/plant/fault-values.ts';
import {
  breakPlant,
  type FaultName,
  faultNames,
  faultRow,
  isFaultName,
  readFaultValue,
} from '../../../sim/plant/faults.ts';
import { type Plant, stepPlant } from '../../../sim/plant/plant.ts';
import { createRandom, nextBelow } from '../../../sim/random.ts';
import { keyBit, keyNames } from '../../../src/chair/names.ts';
import { thermistorRange } from '../../../src/chair/thermistor.ts';
import { plantWith, powerWith, run, sensed } from './rig.ts';

describe('the table of faults', () => {
  test('has exactly the names and words of the scenario format, and those of the boards', () => {
    const words = Object.fromEntries(faultNames.map((name) => [name, valueTexts(faultRow(name)).join('|')]));
    expect(words).toEqual({
      'thermistor.lumbar':
        'open|short|frozen|drift|detached|detached N C|beta N|resistance N kohm|lead N ohm|contact N|drift N|none',
      'thermistor.sacral':
        'open|short|frozen|drift|detached|detached N C|beta N|resistance N kohm|lead N ohm|contact N|drift N|none',
      'surface-sensor.lumbar':
        'open|short|frozen|drift|detached|detached N C|beta N|resistance N kohm|lead N ohm|contact N|drift N|none',
      'surface-sensor.sacral':
        'open|short|frozen|drift|detached|detached N C|beta N|resistance N kohm|lead N ohm|contact N|drift N|none',
      'thermistor.ambient': 'open|short|frozen|beta N|resistance N kohm|lead N ohm|contact N|none',
      'fet.lumbar': 'shorted|open|none',
      'fet.sacral': 'shorted|open|none',
      'pad.lumbar': 'open|none',
      'pad.sacral': 'open|none',
      relay: 'welded|open|none',
      'motor-relay': 'welded|open|none',
      carriage: 'jammed|no-edges|runaway|none',
      kneader: 'jammed|no-edges|runaway|none',
      tapper: 'jammed|on|none',
      'limit.top': 'stuck|open|floating|none',
      'limit.bottom': 'stuck|open|floating|none',
      'cam.narrow': 'open|floating|none',
      'cam.medium': 'open|floating|none',
      'cam.wide': 'open|floating|none',
      supply: 'N V|none',
      link: 'lost|noisy|slow|none',
      host: 'hung|killed|none',
      chip: 'hung|none',
      seat: 'empty|floating|none',
      estop: 'pressed|none',
      power: 'cut|none',
      person: 'N kg|none',
      'current.carriage': 'open|none',
      'current.kneader': 'open|none',
      'current.pads': 'open|none',
      'current.tapper': 'open|none',
      'sense.motors': 'open|none',
      'wires.carriage': 'reversed|none',
      'wires.kneader': 'reversed|none',
      ...Object.fromEntries(
        ['ends', 'cams', 'pads', 'thermistors', 'motors', 'currents'].map((wire) => [
          `wires.${wire}`,
          'swapped|none',
        ]),
      ),
      'host.late': 'N to N ms|none',
      'host.pause': 'on|none',
      'host.one-in': 'N|none',
      'host.missed': 'N|none',
      'line.lag': 'N ms|none',
      'line.burst': 'N ms|none',
      'line.repeat': 'N|none',
      'line.pause': 'on|none',
      ...Object.fromEntries(keyNames.map((key) => [`key.${key}`, 'stuck|none'])),
      ...Object.fromEntries(
        ['carriage', 'kneader', 'tapper', 'lumbar', 'sacral', 'relay', 'motor-relay'].map((pin) => [
          `pin.${pin}`,
          'stuck|none',
        ]),
      ),
    });
  });

  test('knows its names and no others', () => {
    expect(isFaultName('fet.lumbar', [{ name: 'lumbar' }])).toBe(true);
    for (const text of ['fet', 'fet.ambient', '', 'fet.sacral', 'toString', '__proto__'])
      expect(isFaultName(text, [{ name: 'lumbar' }])).toBe(false);
  });

  test('reads values with and without units, and says what is wrong with others', () => {
    expect(readFaultValue('supply', '31.5 V')).toMatchObject({ word: '', number: 31.5 });
    expect(readFaultValue('supply', 17)).toMatchObject({ word: '', number: 17 });
    expect(readFaultValue('person', '90 kg')).toMatchObject({ word: '', number: 90 });
    expect(readFaultValue('thermistor.lumbar', 'detached 37.5 C')).toMatchObject({
      word: 'detached',
      number: 37.5,
    });
    expect(readFaultValue('thermistor.lumbar', ' open ')).toMatchObject({ word: 'open', number: Number.NaN });
    expect(readFaultValue('supply', '900 V')).toBe('supply: 900 V is not within 0 to 60 V');
    expect(readFaultValue('supply', '17 kg')).toBe('supply: 17 kg is none of N V, none');
    expect(readFaultValue('thermistor.lumbar', '37 C')).toMatch(/none of open, short/);
    expect(readFaultValue('thermistor.ambient', 'detached')).toMatch(/none of open, short, frozen, beta N/);
    expect(readFaultValue('relay', 'stuck')).toBe('relay: stuck is none of welded, open, none');
    expect(() => breakPlant(plantWith(), 'relay', 'stuck')).toThrow('relay: stuck is none of');
    expect(() => breakPlant(plantWith(), 'link', 'lost')).toThrow(/give it to the board/);
  });

  test('whatever was put in and taken away again leaves the plant as it was', () => {
    for (const name of faultNames.filter((name) => faultRow(name).where === 'plant')) {
      const plant = plantWith({ personKg: name === 'person' ? 0 : 75 });
      const before = structuredClone(plant);
      for (const value of valueTexts(faultRow(name))) breakPlant(plant, name, withNumber(value, 30));
      // The marks a fault leaves where it worked are no faults.
      plant.camBits = before.camBits;
      for (const [index, { thermometer, surfaceThermometer }] of plant.pads.entries()) {
        thermometer.detachedRestC = before.pads[index]!.thermometer.detachedRestC;
        surfaceThermometer!.detachedRestC = before.pads[index]!.surfaceThermometer!.detachedRestC;
      }
      expect(plant, name).toEqual(before);
    }
  });
});

describe('thermistors', () => {
  test('open and short read far outside any temperature', () => {
    const reads = {
      lumbar: (plant: Plant) => sensed(plant).pads[0]!.elementC,
      sacral: (plant: Plant) => sensed(plant).pads[1]!.elementC,
      ambient: (plant: Plant) => sensed(plant).ambientC,
    };
    for (const pad of ['lumbar', 'sacral', 'ambient'] as const) {
      const plant = plantWith();
      breakPlant(plant, `thermistor.${pad}`, 'open');
      expect(reads[pad](plant)).toBeLessThan(thermistorRange.openBelowC);
      breakPlant(plant, `thermistor.${pad}`, 'short');
      expect(reads[pad](plant)).toBeGreaterThan(thermistorRange.shortAboveC);
      breakPlant(plant, `thermistor.${pad}`, 'none');
      expect(reads[pad](plant)).toBeCloseTo(22, 0);
    }
  });

  test('frozen, it holds its last count to the last bit while the pad gets hot', () => {
    const plant = plantWith();
    run(plant, { padsOn: [true, false] }, 30);
    const last = sensed(plant).pads[0]!.elementC;
    breakPlant(plant, 'thermistor.lumbar', 'frozen');
    for (let i = 0; i < 200; i++) {
      run(plant, { padsOn: [true, false] }, 0.2);
      expect(sensed(plant).pads[0]!.elementC).toBe(last);
    }
    expect(plant.pads[0]!.elementC).toBeGreaterThan(last + 10);
  });

  test('detached, it leaves the element within seconds and rests at the ambient, or where it is told to', () => {
    for (const [value, restC] of [
      ['detached', 22],
      ['detached 37.5 C', 37.5],
    ] as const) {
      const plant = plantWith();
      run(plant, { padsOn: [false, true] }, 100);
      breakPlant(plant, 'thermistor.sacral', value);
      expect(sensed(plant).pads[1]!.elementC).toBeCloseTo(plant.pads[1]!.elementC, 0);
      run(plant, { padsOn: [false, true] }, 20);
      expect(sensed(plant).pads[1]!.elementC).toBeCloseTo(restC, 0);
      expect(plant.pads[1]!.elementC).toBeGreaterThan(50);
      breakPlant(plant, 'thermistor.sacral', 'none');
      expect(Math.abs(sensed(plant).pads[1]!.elementC - plant.pads[1]!.elementC)).toBeLessThan(0.7);
    }
  });

  test('drifting, it reads a kelvin less each minute', () => {
    const plant = plantWith();
    breakPlant(plant, 'thermistor.lumbar', 'drift');
    run(plant, {}, 300);
    expect(sensed(plant).pads[0]!.elementC).toBeCloseTo(17, 0);
    expect(plant.pads[0]!.elementC).toBeCloseTo(22, 6);
  });
});

describe('pads', () => {
  const amperes = (faults: Readonly<Record<string, string>>, power: Parameters<typeof run>[1]) => {
    const plant = plantWith();
    for (const [name, value] of Object.entries(faults)) breakPlant(plant, name as FaultName, value);
    run(plant, power, 0.2);
    return [plant.pads[0]!.currentA > 1, plant.pads[1]!.currentA > 1];
  };

  test('a shorted FET heats while the relay is closed, a welded relay only where a FET is on', () => {
    expect(amperes({ 'fet.lumbar': 'shorted' }, {})).toEqual([true, false]);
    expect(amperes({ 'fet.lumbar': 'shorted' }, { padRelay: false })).toEqual([false, false]);
    expect(amperes({ relay: 'welded' }, { padRelay: false })).toEqual([false, false]);
    expect(amperes({ relay: 'welded' }, { padRelay: false, padsOn: [false, true] })).toEqual([false, true]);
    expect(amperes({ relay: 'welded', 'fet.sacral': 'shorted' }, { padRelay: false })).toEqual([false, true]);
  });

  test('an open relay, FET or element keeps its part cold', () => {
    const both = { padsOn: [true, true] };
    expect(amperes({}, both)).toEqual([true, true]);
    expect(amperes({ relay: 'open' }, both)).toEqual([false, false]);
    expect(amperes({ 'fet.lumbar': 'open' }, both)).toEqual([false, true]);
    expect(amperes({ 'pad.sacral': 'open' }, both)).toEqual([true, false]);
    expect(amperes({ 'pad.sacral': 'open', 'fet.sacral': 'shorted' }, {})).toEqual([false, false]);
  });

  test('with relay welded and FET shorted the cut-off is the bound', () => {
    const plant = plantWith();
    breakPlant(plant, 'relay', 'welded');
    breakPlant(plant, 'fet.lumbar', 'shorted');
    run(plant, { padRelay: false }, 900);
    expect(plant.pads[0]!.cutOffBlown).toBe(true);
    expect(plant.pads[0]!.currentA).toBe(0);
    breakPlant(plant, 'relay', 'none');
    breakPlant(plant, 'fet.lumbar', 'none');
    run(plant, { padsOn: [true, false] }, 1);
    expect(plant.pads[0]!.currentA).toBe(0);
  });

  test('the emergency stop cuts motors and pads in hardware, whatever is welded; the supply is sensed before it', () => {
    const plant = plantWith();
    breakPlant(plant, 'relay', 'welded');
    breakPlant(plant, 'motor-relay', 'welded');
    breakPlant(plant, 'fet.lumbar', 'shorted');
    run(plant, { carriageDuty: 0.8 }, 1);
    breakPlant(plant, 'estop', 'pressed');
    run(plant, { carriageDuty: 0.8, padsOn: [true, false] }, 0.5);
    expect([plant.carriageMmPerS, plant.carriageA, plant.padsA]).toEqual([0, 0, 0]);
    expect(sensed(plant)).toMatchObject({ emergencyStop: true, supplyV: 24 });
    breakPlant(plant, 'estop', 'none');
    run(plant, { carriageDuty: 0.8 }, 0.5);
    expect(plant.carriageMmPerS).toBeGreaterThan(30);
    expect(plant.padsA).toBeGreaterThan(1);
  });
});

describe('motors', () => {
  test('a jammed carriage stands where it is and draws its stall current', () => {
    const plant = plantWith();
    run(plant, { carriageDuty: 1 }, 1);
    const { carriageMm } = plant;
    breakPlant(plant, 'carriage', 'jammed');
    run(plant, { carriageDuty: 1 }, 0.3);
    expect([plant.carriageMm, plant.carriageMmPerS]).toEqual([carriageMm, 0]);
    expect(sensed(plant).carriageA).toBeGreaterThan(1.5 + 3);
    breakPlant(plant, 'carriage', 'none');
    run(plant, { carriageDuty: 1 }, 0.5);
    expect(plant.carriageMm).toBeGreaterThan(carriageMm + 10);
  });

  test('without edges it moves unseen', () => {
    const plant = plantWith();
    breakPlant(plant, 'carriage', 'no-edges');
    run(plant, { carriageDuty: 0.8 }, 2);
    expect(plant.carriageMm).toBeGreaterThan(450);
    expect(sensed(plant).carriageEdges).toBe(0);
  });

  test('a shorted bridge drives full the way it went last, until the motor relay opens', () => {
    const plant = plantWith();
    run(plant, { carriageDuty: -0.5 }, 1);
    breakPlant(plant, 'carriage', 'runaway');
    run(plant, {}, 1);
    expect(plant.carriageMmPerS).toBeLessThan(-53);
    run(plant, { motorRelay: false }, 0.5);
    expect(plant.carriageMmPerS).toBe(0);
    const fresh = plantWith();
    breakPlant(fresh, 'kneader', 'runaway');
    run(fresh, {}, 1);
    expect(fresh.kneaderTurnsPerMin).toBeGreaterThan(60);
    breakPlant(fresh, 'motor-relay', 'welded');
    run(fresh, { motorRelay: false }, 1);
    expect(fresh.kneaderTurnsPerMin).toBeGreaterThan(60);
  });

  test('motor relay: open moves nothing, welded moves without being told to close', () => {
    const plant = plantWith();
    breakPlant(plant, 'motor-relay', 'open');
    run(plant, { carriageDuty: 1, kneaderDuty: 1 }, 1);
    expect([plant.carriageMm, plant.kneaderTurns]).toEqual([400, 0]);
    breakPlant(plant, 'motor-relay', 'welded');
    run(plant, { carriageDuty: 1, kneaderDuty: 1, motorRelay: false }, 1);
    expect(plant.carriageMm).toBeGreaterThan(430);
    expect(plant.kneaderTurns).toBeGreaterThan(0.8);
  });

  test('a kneader without edges goes on showing the width it had', () => {
    const plant = plantWith();
    breakPlant(plant, 'kneader', 'no-edges');
    for (let i = 0; i < 100; i++) {
      run(plant, { kneaderDuty: 0.6 }, 0.1);
      expect(sensed(plant)).toMatchObject({ camNarrow: true, camMedium: false, camWide: false });
    }
    expect(plant.kneaderTurns).toBeGreaterThan(5);
    breakPlant(plant, 'kneader', 'jammed');
    run(plant, { kneaderDuty: 0.6 }, 1);
    expect(plant.kneaderTurnsPerMin).toBe(0);
    expect(sensed(plant).kneaderA).toBeGreaterThan(4);
  });
});

describe('switches', () => {
  test('limits: stuck shows it reached, open never', () => {
    const plant = plantWith();
    breakPlant(plant, 'limit.top', 'stuck');
    breakPlant(plant, 'limit.bottom', 'stuck');
    expect(sensed(plant)).toMatchObject({ limitTop: true, limitBottom: true });
    for (const [mm, limit] of [
      [800, 'top'],
      [-3, 'bottom'],
    ] as const) {
      const there = plantWith({ carriageMm: mm });
      const shown = () => sensed(there)[limit === 'top' ? 'limitTop' : 'limitBottom'];
      expect(shown()).toBe(true);
      breakPlant(there, `limit.${limit}`, 'open');
      expect(shown()).toBe(false);
      breakPlant(there, `limit.${limit}`, 'none');
      expect(shown()).toBe(true);
    }
  });

  test('a cam sensor that is open never shows anything, the others do', () => {
    for (const [width, turns] of [
      ['narrow', 0],
      ['medium', 0.25],
      ['wide', 0.5],
    ] as const) {
      const plant = plantWith({ kneaderTurns: turns });
      const shown = () =>
        Object.entries(sensed(plant)).filter(([name, on]) => name.startsWith('cam') && on === true);
      expect(shown()).toHaveLength(1);
      breakPlant(plant, `cam.${width === 'narrow' ? 'wide' : 'narrow'}`, 'open');
      expect(shown()).toHaveLength(1);
      breakPlant(plant, `cam.${width}`, 'open');
      expect(shown()).toHaveLength(0);
    }
  });

  test('stuck keys add to those held down, and the seat shows nobody', () => {
    const plant = plantWith({ personKg: 75 });
    breakPlant(plant, 'key.speed-up', 'stuck');
    breakPlant(plant, 'key.stop', 'stuck');
    plant.keys = keyBit('power');
    expect(sensed(plant).keys).toBe(keyBit('power') | keyBit('speed-up') | keyBit('stop'));
    breakPlant(plant, 'key.stop', 'none');
    expect(sensed(plant).keys).toBe(keyBit('power') | keyBit('speed-up'));
    expect(sensed(plant).seat).toBe(true);
    breakPlant(plant, 'seat', 'empty');
    expect(sensed(plant).seat).toBe(false);
    expect(plant.personKg).toBe(75);
  });

  test('supply and person take their numbers', () => {
    const plant = plantWith();
    breakPlant(plant, 'supply', '31 V');
    run(plant, {}, 0.02);
    expect(sensed(plant).supplyV).toBe(31);
    breakPlant(plant, 'supply', 'none');
    run(plant, {}, 0.02);
    expect(sensed(plant).supplyV).toBe(24);
    breakPlant(plant, 'person', '100 kg');
    expect([plant.personKg, plant.leaning]).toEqual([100, true]);
    breakPlant(plant, 'person', 'none');
    expect([plant.personKg, plant.leaning]).toEqual([0, false]);
    breakPlant(plant, 'power', 'cut');
    run(plant, { carriageDuty: 1, padsOn: [true, false] }, 1);
    expect([plant.carriageMm, plant.pads[0]!.currentA, plant.supplyV]).toEqual([400, 0, 0]);
  });
});

/** A value of the table with a number in it that it takes. */
function withNumber(value: string, number: number): string {
  const scale = value.startsWith('beta') ? 100 : value.startsWith('contact') ? 1 / 40 : 1;
  const offset = value.startsWith('beta') ? 2500 / 100 : value.startsWith('resistance') ? 1 : 0;
  return value.replace('N', String(Math.min(40, number + offset) * scale));
}

test('any faults together, at any time, leave a plant that tells a possible truth', () => {
  const random = createRandom(11);
  const names = faultNames.filter((name) => faultRow(name).where === 'plant');
  for (let chair = 0; chair < 60; chair++) {
    const plant = plantWith({ seed: chair, personKg: 75 });
    const power = powerWith({});
    for (let tick = 0; tick < 3000; tick++) {
      if (nextBelow(random, 50) === 0) {
        const name = names[nextBelow(random, names.length)]!;
        const values = valueTexts(faultRow(name));
        breakPlant(plant, name, withNumber(values[nextBelow(random, values.length)]!, nextBelow(random, 40)));
      }
      if (nextBelow(random, 20) === 0) {
        power.carriageDuty = (nextBelow(random, 21) - 10) / 10;
        power.kneaderDuty = (nextBelow(random, 21) - 10) / 10;
        power.padsOn[0] = nextBelow(random, 2) === 0;
        power.padsOn[1] = nextBelow(random, 2) === 0;
        power.padRelay = nextBelow(random, 4) > 0;
        power.motorRelay = nextBelow(random, 4) > 0;
      }
      stepPlant(plant, power);
      const { carriageMm, carriageMmPerS, carriageA, kneaderTurns, kneaderA, supplyV } = plant;
      const [lumbar, sacral] = [plant.pads[0]!, plant.pads[1]!];
      // One comparison per figure; NaN fails them all.
      const possible =
        carriageMm >= -15 &&
        carriageMm <= 809 &&
        Math.abs(carriageMmPerS) < 100 &&
        Math.abs(carriageA) < 20 &&
        Math.abs(kneaderTurns) < 200 &&
        Math.abs(kneaderA) < 30 &&
        supplyV >= 0 &&
        supplyV <= 42 &&
        lumbar.elementC < 66.05 &&
        sacral.surfaceC < 60 &&
        sacral.surfaceC >= 21.9 &&
        plant.carriage.filteredA >= 0 &&
        plant.kneader.filteredA >= 0;
      if (!possible) throw new Error(`chair ${chair} tick ${tick}: ${JSON.stringify(plant)}`);
    }
  }
});
