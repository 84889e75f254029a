/**
 * Whether an injected fault is reported, with a fitting code and in time: for each fault the codes that fit, and when
 * it matters (a broken pad matters while it is switched on). Judged in runs with exactly one fault.
 */

import { at } from '../../src/chair/assert.ts';
import { type Chair, padIndex } from '../../src/chair/chair.ts';
import { faultSetOf, overlaps, union } from '../../src/chair/fault-set.ts';
import type { FaultCode } from '../../src/chair/faults.ts';
import { heatLimits, tickMs } from '../../src/chair/limits.ts';
import { areMotorsOff } from '../../src/chair/outputs.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Simulation } from '../chair/simulation.ts';
import { motorRelayCloses, type Plant, padNamed, padRelayCloses } from '../plant/plant.ts';
import type { FaultOrder } from '../scenario/scenario.ts';
import { hiddenTurns } from './bounds.ts';
import type { InvariantName } from './invariants.ts';
import { outruns } from './motors.ts';
import { countTurns, createOneWayTurns } from './one-way-turns.ts';
import { dividerRow } from './report-divider.ts';
import type { Look, Report, Row } from './report-row.ts';
import { safetyCaseOf } from './safety-case.ts';
import { slowedTooLong } from './slowed.ts';

const always = () => true;
const relayClosed = ({ plant, pins }: Look) => padRelayCloses(plant, pins);
const motorRelayClosed = ({ plant, pins }: Look) => motorRelayCloses(plant, pins);
const padAt = ({ chair }: Look, pad: string): number => padIndex(chair, pad);
const isOn = (look: Look, pad: string): boolean => look.pins.padsOn[padAt(look, pad)] === true;
const heats = (pad: string) => (look: Look) =>
  (look.report.padDuties[padAt(look, pad)] ?? 0) >= heatLimits.heatingDuty;
const drivesCarriage = ({ chair, pins }: Look) =>
  Math.abs(pins.carriageDuty) >= chair.carriage.breakawayDuty && pins.motorRelay;
const drivesKneader = ({ chair, pins }: Look) =>
  Math.abs(pins.kneaderDuty) >= chair.kneader.breakawayDuty && pins.motorRelay;
const measuresTapper = ({ chair: { tapper } }: Look) => tapper?.measured === true;
const drivesTapper = ({ chair: { tapper }, pins }: Look) =>
  tapper !== null && pins.tapperDuty > 0 && pins.tapperDuty >= tapper.breakawayDuty && pins.motorRelay;
/** Due when the true speed is half above what the order gives without load: seeing it takes some edges or cams. */
const outrunsS = 0.5;
const carriageOutruns = ({ chair: { carriage }, plant, pins }: Look) =>
  outruns(plant.carriageMmPerS, pins.carriageDuty, carriage.frictionDuty, carriage.fullSpeedDownMmPerS);
const kneaderOutruns = ({ chair: { kneader }, plant, pins }: Look) =>
  outruns(plant.kneaderTurnsPerMin, pins.kneaderDuty, kneader.frictionDuty, kneader.fullTurnsPerMin);
const isSatIn = ({ personKg }: Plant) => personKg > 0;
const isAtAnEnd = ({ carriageMm, figures: { railMm } }: Plant) => carriageMm <= 0 || carriageMm >= railMm;
const anyPad = ({ pins }: Look) => pins.padsOn.includes(true);
const anyDuty = ({ pins }: Look) => !areMotorsOff(pins);

/** Added to bounds: a reading is 20 ms old when it is seen, so two ticks. */
const slackMs = 2 * tickMs;
/** How far outside its band, as a share of its nominal voltage, a supply counts as surely outside: 0.1 V of 24 V. */
const surelyV = 0.1 / 24;
const outside: Row = { codes: ['E21'], matters: always, withinMs: 100 + slackMs };
/** Frozen while warm, it looks like a pad that is too warm (E23), which is then not heated and shows nothing more. */
const frozen = (pad: string): Row => ({
  codes: ['E27', 'E23'],
  matters: heats(pad),
  withinMs: 60_000,
  sum: true,
});
/** A thermistor that fell off: due after 15 s of heating during which it is more than 4 K from the element. */
const detached = (pad: string): Row => ({
  ...frozen(pad),
  urgent: {
    matters: (look) => {
      if (!heats(pad)(look)) return false;
      const { thermometer, elementC } = padNamed(look.plant, pad);
      return Math.abs(thermometer.ownC - elementC) > farK;
    },
    withinMs: 15_000,
  },
});
const farK = 4;
/** A pad is switched every few ticks, so 100 ms of missing current add up over some seconds. */
const open = (matters: (look: Look) => boolean): Row => ({
  codes: ['E24'],
  matters,
  withinMs: 1000,
  sum: true,
});
const shorted = (matters: (look: Look) => boolean): Row => ({
  codes: ['E25'],
  matters,
  withinMs: 400,
  sum: true,
});
const stuckPin = (differs: (look: Look) => boolean): Row => ({
  codes: ['E54', 'E24', 'E25', 'E26', 'E31', 'E32', 'E34', 'E35', 'E36', 'E41', 'E42', 'E44'],
  matters: differs,
  withinMs: 300 + slackMs,
});
/** Held fast, or without counts, at an end before the wires are proved, the carriage looks like one that is driven into that end. */
const held = {
  once: { codes: faultSetOf('E37'), when: isAtAnEnd },
  matters: drivesCarriage,
  withinMs: 1000 + slackMs,
};
const camOpen: Row = {
  codes: ['E43', 'E41'],
  matters: ({ report }) => report.oneWay.turns > 2.75 + report.hiddenTurns,
  withinMs: slackMs,
};
const silent: Row = { codes: [] };
const blameless: Row = { codes: [], accusesNone: true };
/** Codes that accuse a part of the chair: somebody would replace it. */
export const accusing = faultSetOf(
  ...(['E21', 'E22', 'E23', 'E24', 'E25', 'E26', 'E27'] as const),
  ...(['E31', 'E32', 'E33', 'E34', 'E35', 'E36', 'E37', 'E41', 'E42', 'E43', 'E44'] as const),
);
const unbounded: Row = { codes: ['E27', 'E28', 'E23'] };

const padRows = (pad: string): Readonly<Record<string, Row>> => ({
  [`thermistor.${pad} open`]: outside,
  [`thermistor.${pad} short`]: { ...outside, codes: ['E22'] },
  [`thermistor.${pad} frozen`]: frozen(pad),
  [`thermistor.${pad} detached`]: detached(pad),
  // The thermistor ages by 1 K a minute: at some time it no longer follows, or the pad becomes too warm.
  [`thermistor.${pad} drift`]: { codes: ['E27', 'E23'] },
  [`surface-sensor.${pad} open`]: outside,
  [`surface-sensor.${pad} short`]: { ...outside, codes: ['E22'] },
  // With its own sensor in doubt a pad is held where no surface can be too warm, so its report has no bound.
  [`surface-sensor.${pad} frozen`]: unbounded,
  [`surface-sensor.${pad} detached`]: unbounded,
  [`surface-sensor.${pad} drift`]: unbounded,
  [`fet.${pad} shorted`]: shorted((look) => relayClosed(look) && !isOn(look, pad)),
  [`fet.${pad} open`]: open((look) => relayClosed(look) && isOn(look, pad)),
  [`pad.${pad} open`]: open((look) => relayClosed(look) && isOn(look, pad)),
  [`pin.${pad} stuck`]: stuckPin(
    (look) => isOn(look, pad) !== (look.orders.padsOn[padAt(look, pad)] === true),
  ),
});

const otherRows: Readonly<Record<string, Row>> = {
  'thermistor.ambient open': outside,
  'thermistor.ambient short': { ...outside, codes: ['E22'] },
  // A room does not change, so nothing shows that its thermistor is frozen.
  'thermistor.ambient frozen': silent,
  'relay welded': {
    codes: ['E26'],
    matters: (look) => !look.pins.padRelay && anyPad(look),
    withinMs: 120,
  },
  'relay open': open((look) => look.pins.padRelay && anyPad(look)),
  'motor-relay welded': {
    codes: ['E36'],
    matters: (look) => !look.pins.motorRelay && anyDuty(look),
    withinMs: 120,
  },
  'motor-relay open': {
    codes: ['E36', 'E31', 'E41'],
    matters: (look) => drivesCarriage(look) || drivesKneader(look),
    withinMs: 2000 + slackMs,
  },
  'carriage jammed': { ...held, codes: ['E31', 'E32'] },
  'carriage no-edges': { ...held, codes: ['E31', 'E32', 'E33'] },
  'carriage runaway': {
    codes: ['E35', 'E34', 'E31', 'E32', 'E33'],
    matters: (look) => motorRelayClosed(look) && look.pins.carriageDuty === 0,
    withinMs: 300 + slackMs,
    urgent: { matters: carriageOutruns, withinMs: outrunsS * 1000 },
  },
  'limit.top stuck': { codes: ['E33', 'E37', 'E31', 'E32'] },
  'limit.bottom stuck': { codes: ['E33', 'E37', 'E31', 'E32'] },
  'limit.top open': { codes: ['E32', 'E31', 'E33'] }, // E33: it opens while the carriage stands at it
  'limit.bottom open': { codes: ['E32', 'E31', 'E33'] },
  'kneader jammed': { codes: ['E41'], matters: drivesKneader, withinMs: 2000 + slackMs },
  'kneader no-edges': { codes: ['E41', 'E43'], matters: drivesKneader, withinMs: 2000 + slackMs },
  'kneader runaway': {
    codes: ['E42', 'E41', 'E43'],
    matters: (look) => motorRelayClosed(look) && look.pins.kneaderDuty === 0,
    withinMs: 300 + slackMs,
    urgent: { matters: kneaderOutruns, withinMs: outrunsS * 1000 },
  },
  'tapper jammed': {
    codes: ['E44'],
    matters: (look) => measuresTapper(look) && drivesTapper(look),
    withinMs: 500 + slackMs,
    sum: true,
  },
  'tapper on': {
    codes: ['E44', 'E36'],
    matters: (look) => measuresTapper(look) && motorRelayClosed(look) && look.pins.tapperDuty === 0,
    withinMs: 300 + slackMs,
  },
  'cam.narrow open': camOpen,
  'cam.medium open': camOpen,
  'cam.wide open': camOpen,
  supply: {
    codes: ['E11', 'E12'],
    matters: ({ chair: { supply }, plant }) =>
      plant.supplyV < supply.stopLowV - surelyV * supply.nominalV ||
      plant.supplyV > supply.stopHighV + surelyV * supply.nominalV,
    withinMs: 100 + slackMs,
  },
  'link lost': { codes: ['E51'], matters: always, withinMs: 300, anyLink: true, accusesNone: true },
  'link noisy': { codes: ['E52', 'E51'], matters: always, withinMs: 5000, anyLink: true, accusesNone: true },
  'link slow': { codes: ['E52', 'E51'], matters: always, withinMs: 2000, anyLink: true, accusesNone: true },
  'host hung': { codes: ['E53', 'E51', 'E52', 'E55'], accusesNone: true },
  'host killed': blameless,
  'chip hung': { codes: ['E55', 'E51'], accusesNone: true },
  'pin.carriage stuck': stuckPin(
    ({ pins, orders }) => Math.abs(pins.carriageDuty - orders.carriageDuty) > 0.02,
  ),
  'pin.kneader stuck': stuckPin(({ pins, orders }) => Math.abs(pins.kneaderDuty - orders.kneaderDuty) > 0.02),
  'pin.tapper stuck': stuckPin(({ pins, orders }) => Math.abs(pins.tapperDuty - orders.tapperDuty) > 0.02),
  'pin.relay stuck': stuckPin(({ pins, orders }) => pins.padRelay !== orders.padRelay),
  'pin.motor-relay stuck': stuckPin(({ pins, orders }) => pins.motorRelay !== orders.motorRelay),
  // Missing voltage looks like a relay that does not close.
  'sense.motors open': { codes: ['E36'] },
  'seat empty': blameless,
  'estop pressed': { codes: ['E71'], matters: always, withinMs: 60, anyLink: true, accusesNone: true },
  'power cut': blameless,
};
/** A stuck key is shown and ignored, and nothing latches; a stuck stop key goes on stopping, so it has no such report. */
const stuckKey: Row = { codes: ['E72'], matters: always, withinMs: 10_000 + slackMs, accusesNone: true };

type Rows = Readonly<Record<string, Row>>;
/** The rows for this chair, with its own names of pads. */
const rowsOf = ({ pads }: Chair): Rows =>
  Object.assign({}, otherRows, ...pads.map(({ name }) => padRows(name)));

function rowOf({ name, value }: FaultOrder, chair: Chair): Row {
  const word = /^[a-z-]+/.exec(value)?.[0] ?? '';
  if (name.startsWith('key.')) return name === 'key.stop' ? blameless : stuckKey;
  const fault = `${name} ${word}`;
  const rows = rowsOf(chair);
  const row = fittingRow(fault, chair, value, rows) ?? rows[fault] ?? rows[name];
  if (row === undefined) throw new Error(`${name}: ${value} has no row in the table of reports`);
  return row;
}

/** Codes of a supply that nothing measures: currents and speeds are not what the orders explain. A carriage known by time alone may also reach its end too early (E33). */
const unseenSupply = ['E24', 'E27', 'E28', 'E31', 'E32', 'E35', 'E36', 'E41', 'E42', 'E43', 'E44'] as const;

/** The row of a chair with fewer sensors than the reference chair: it reports later or not at all, by its safety case. */
function fittingRow(fault: string, chair: Chair, value: string, rows: Rows): Row | null {
  const { wiring, safety, kneader } = chair;
  const { scaled, switches, inputs } = wiring;
  const { jamMs, kneaderStallMs } = safetyCaseOf(chair);
  const { 'carriage-current': carriageA, 'kneader-current': kneaderA, 'pads-current': padsA } = scaled;
  const counted = inputs['carriage-edge'] !== null;
  const later = (
    row: Row | undefined,
    withinMs: Milliseconds | null,
    more: readonly FaultCode[] = [],
  ): Row => ({
    codes: [...(row?.codes ?? []), ...more],
    ...(row?.once === undefined ? {} : { once: row.once }),
    ...(row?.matters === undefined || withinMs === null
      ? {}
      : { matters: row.matters, withinMs: withinMs + slackMs + answersMs }),
  });
  const untimed = (...codes: FaultCode[]): Row => later(rows[fault], null, codes);
  const motorStuck = safety.met['motor-stuck']?.['chair'];
  const motorSeen = motorStuck?.by === 'relay-and-current';
  // At an end, without counts or a current, only that end's switch shows the jam: it seems to be stuck.
  if (fault === 'carriage jammed' && !counted && carriageA === null)
    return later(rows[fault], jamMs, ['E33', 'E37']);
  if (fault === 'carriage jammed' && !(counted && carriageA !== null)) return later(rows[fault], jamMs);
  if (fault === 'kneader jammed' && !(kneaderA !== null && kneader.camsShowStall))
    return later(rows[fault], kneaderStallMs);
  if (fault === 'carriage no-edges' && !chair.carriage.countsShowJam) return untimed();
  if (fault === 'kneader no-edges' && !kneader.camsShowStall) return untimed();
  if (/^motor-relay|^sense.motors/.test(fault) && motorStuck?.by === 'relay-and-divider')
    return dividerRow(fault, untimed('E31', 'E32', 'E41'), chair, motorStuck.bound);
  if (/^(carriage|kneader) runaway|^motor-relay|^tapper on/.test(fault) && !motorSeen)
    return untimed('E31', 'E32', 'E33', 'E34', 'E35', 'E37', 'E41', 'E42');
  if (/^(fet|pad)\.|^relay/.test(fault) && !(padsA !== null && switches['pad-relay'] !== null))
    return untimed('E21', 'E22', 'E23', 'E24', 'E25', 'E26', 'E27', 'E28');
  // Missing current may be an open thermostat: only a pad that does not warm shows the fault.
  if (/^(fet|pad)\.|^relay open/.test(fault) && chair.pads.some(({ thermostat }) => thermostat !== null))
    return untimed('E24', 'E25', 'E26', 'E27', 'E28');
  if (fault.startsWith('supply') && scaled.supply === null)
    // Where edges are not counted, a carriage that has not the voltage to move seems to stay at its end.
    return untimed(
      ...unseenSupply,
      // A pad that draws more than its tolerance and the nominal voltage explain.
      ...(Number.parseFloat(value) > chair.supply.stopHighV ? (['E25'] as const) : []),
      ...(counted ? [] : (['E33', 'E37'] as const)),
    );
  if (fault.startsWith('supply') && !counted && slowedTooLong(chair, Number.parseFloat(value)))
    return { ...rows['supply'], codes: ['E11', 'E12'], once: { codes: faultSetOf('E32'), when: isSatIn } };
  if (fault.startsWith('estop') && inputs['emergency-stop'] === null)
    return untimed('E24', 'E26', 'E27', 'E28', 'E31', 'E32', 'E33', 'E36', 'E37', 'E41', 'E44');
  if (fault.startsWith('cam.') && new Set(kneader.cams.map(({ width }) => width)).size < 3) return untimed();
  if (fault.startsWith('limit.') && !(counted && carriageA !== null))
    return untimed('E33', 'E34', 'E37', 'E38');
  // Its wire floats, closed more often than not: at first it looks like an end that closes on the way to the other one.
  if (fault === 'limit.top open' && inputs['limit-top']?.pull === 'none') return untimed('E37');
  if (fault === 'limit.bottom open' && inputs['limit-bottom']?.pull === 'none') return untimed('E37');
  if (/^(thermistor|surface-sensor)\./.test(fault)) {
    // Where it came to rest it is colder than any air in a room of 5 C: as a broken lead reads.
    const cold = Number.parseFloat(value.split('detached ')[1] ?? '') <= -4 ? (['E21'] as const) : [];
    const pad = chair.pads.find(({ name }) => fault.includes(`.${name} `));
    if (pad !== undefined && !(pad.measuresElement && pad.measuresSurface) && !/ (open|short)$/.test(fault))
      return untimed('E28', ...cold);
    const row = rows[fault];
    if (row !== undefined && cold.length > 0) return { ...row, codes: [...row.codes, ...cold] };
  }
  return null;
}

/** Time of relays, filters and links, and until a motor stands. */
const answersMs = 300;

/** How much later a report may come in a late world, and the codes that fit there in addition. */
const lateFactor = 2;
const lateMs = 3000;
const lateCodes = faultSetOf('E28', 'E38', 'E51', 'E52', 'E53', 'E57');

const dueLate = (row: Row): Row => {
  const { urgent: _, withinMs, ...rest } = row;
  return withinMs === undefined ? rest : { ...rest, withinMs: withinMs * lateFactor + lateMs };
};

const untimed = ({ withinMs: _, ...row }: Row): Row => row;

/** `timed`: not only the code is judged, but also when it comes. */
export function createReport(chair: Chair, order: FaultOrder, late = false, timed = true): Report {
  const { pads } = chair;
  const promised = rowOf(order, chair);
  const row = !timed ? untimed(promised) : late ? dueLate(promised) : promised;
  const codes = faultSetOf(...row.codes);
  const fitting = late ? union(codes, lateCodes) : codes;
  return {
    name: order.name,
    row,
    fitting,
    late,
    active: false,
    told: false,
    matteredMs: 0,
    urgentMs: 0,
    padDuties: pads.map(() => 0),
    detail: `${order.name}: ${order.value}, ${row.codes.join(' or ')} due`,
    look: null,
    oneWay: createOneWayTurns(),
    hiddenTurns: late ? hiddenTurns(chair.kneader) : 0,
  };
}

/** Duties are averaged over a few seconds: a pad is held by pulses. */
const dutyShare = tickMs / 5000;

/** Called once a tick while the fault is present. */
export function judgeReport(
  report: Report,
  simulation: Simulation,
  hostAlive: boolean,
): InvariantName | null {
  const { row, padDuties } = report;
  const { board, control, outputs, sensors } = simulation;
  const { plant, pins } = board;
  for (let pad = 0; pad < padDuties.length; pad++) {
    const duty = at(padDuties, pad, 'pad');
    padDuties[pad] = duty + ((at(plant.pads, pad, 'pad').watt > 0 ? 1 : 0) - duty) * dutyShare;
  }
  countTurns(report.oneWay, plant.kneaderTurns);
  if (row.once?.when(plant)) report.fitting = union(report.fitting, row.once.codes);
  const { faults, shown } = control.guard.register;
  if (overlaps(union(faults, shown), report.fitting)) report.told = true;
  if (report.told || row.matters === undefined || row.withinMs === undefined) return null;
  // If the fault has latched another code, the chair has stopped; whether that code fits is judged elsewhere.
  if (faults !== 0 || !hostAlive) return null;
  const { trip, ageMs } = sensors.link;
  if (row.anyLink !== true && !(trip === 0 && (ageMs === 0 || report.late))) return null;
  report.look ??= { chair: simulation.options.chair, plant, pins, orders: outputs, report };
  const { look } = report;
  if (row.matters(look)) report.matteredMs += tickMs;
  else if (row.sum !== true) report.matteredMs = 0;
  if (row.urgent?.matters(look)) report.urgentMs += tickMs;
  const late = report.matteredMs > row.withinMs || report.urgentMs > (row.urgent?.withinMs ?? 0);
  return late ? 'fault not reported' : null;
}
