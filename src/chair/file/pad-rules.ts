/** Rules of a chair file about one pad. */
import { suppliedW } from '../current-filter.ts';
import { opensLeastBesideSensor } from '../hazards/heat.ts';
import { heatLimits } from '../limits.ts';
import type { Facts } from './facts.ts';
import { notAbove, type Rule, round, rule } from './rule.ts';
import { padWattsMost } from './schema-heat.ts';

export const padRules = (facts: Facts): Rule[] =>
  facts.inside('heat.pads').flatMap((name) => [
    notAbove(
      `heat.pads.${name}.thermostat.opens`,
      `heat.pads.${name}.cut-off`,
      'the thermostat has to open first, and the one-shot cut-off never',
    ),
    opensAbove(facts, `heat.pads.${name}`),
    meltsAbove(facts, `heat.pads.${name}`),
    takesMost(`heat.pads.${name}`),
    ...[
      ['low', 'medium'],
      ['medium', 'high'],
      ['low', 'high'],
    ].map(([lower, higher]) =>
      notAbove(
        `heat.pads.${name}.by-table.${lower}`,
        `heat.pads.${name}.by-table.${higher}`,
        'a higher level has more of the power',
      ),
    ),
  ]);

/** A thermostat that opens below what the closed loop lets a healthy pad reach would look like a pad that has lost its power. */
function opensAbove(facts: Facts, pad: string): Rule {
  const leastC = opensLeastBesideSensor(
    facts.value(`${pad}.thermostat.at`) === 'element' ? 'element' : 'surface',
  );
  return rule(`${pad}.thermostat.opens ${pad}.element-sensor.beta`, ([opensC = 0], texts) => {
    if (opensC >= leastC) return null;
    const message = `the thermostat opens at ${texts[0]}, below what its sensor lets the pad reach`;
    const hint = `with an element-sensor, a thermostat that opens at ${leastC} C or more; or no element-sensor, and heat by table`;
    return ['C24', message, hint];
  });
}

/** Limits the power that a pad takes from the chair's supply, whatever voltage its `watts` are stated for. */
function takesMost(pad: string): Rule {
  return rule(`${pad}.volts ${pad}.watts supply.volts`, ([padV = 1, watts = 0, supplyV = 0], texts) => {
    const takenW = suppliedW({ nominalW: watts, nominalV: padV }, supplyV);
    if (takenW <= padWattsMost) return null;
    const message = `${texts[1]} at ${texts[0]} are ${round(takenW)} W at supply.volts of ${texts[2]}, and a pad may take at most ${padWattsMost} W`;
    return [
      'C24',
      message,
      'measure its resistance: watts are volts times volts divided by ohms; a pad for less than the supply needs a supply of its own',
    ];
  });
}

/** The coldest room in which a chair stands. */
const coldestRoomC = 5;
/** Margin to the cut-off, which opens for ever and so must not even be approached. */
const cutOffMarginK = 1;

/**
 * A cut-off that opens in healthy use ends the heat of its pad for good: the element is warmer than its sensor reads, since the contact
 * may be poor. A pad without a fixed surface sensor is exempt: its element is kept cooler than any cut-off opens.
 */
function meltsAbove(facts: Facts, pad: string): Rule {
  const { elementHoldC, elementPoorContact } = heatLimits;
  const warmestC = coldestRoomC + (elementHoldC - coldestRoomC) / (1 - elementPoorContact);
  const leastC = Math.ceil(warmestC + cutOffMarginK);
  return rule(
    `${pad}.cut-off ${pad}.element-sensor.beta ${pad}.surface-sensor.beta`,
    ([cutOffC = 0], texts) => {
      if (cutOffC >= leastC || facts.value(`${pad}.surface-sensor.fixed`) === 'no') return null;
      const message = `${texts[0]} is reached in healthy use, and it opens once and for ever`;
      const hint = `held at ${elementHoldC} C by its sensor, the element may reach ${Math.floor(warmestC)} C: use a cut-off of ${leastC} C or more`;
      return ['C24', message, hint];
    },
  );
}
