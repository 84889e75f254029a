/**
 * The skin over a pad, in two layers: about a millimetre that can be burnt, and the tissue below, which blood cools
 * (Pennes). Its dose is CEM43: minutes at 43 C that do the same harm. Figures are for the area of a pad (0.036 m2);
 * perfusion is chosen so that skin warms by 3 to 7 K under 42 C.
 */
export interface Skin {
  skinC: number;
  tissueC: number;
  /** CEM43, minutes, since the start. */
  doseMin: number;
}

/** At rest. */
const restC = 34;
const tissueRestC = 36;
const bloodC = 36.5;
/** 1 mm of skin and 10 mm of tissue, 3.8 MJ/(m3 K); between their middles 5 mm at 0.4 W/(m K). */
const skinJPerK = 137;
const tissueJPerK = 1370;
const skinToTissueWPerK = 3;
/** Heat that blood and the body below carry away, W/K; and how much more for each kelvin of skin above rest. */
const perfusionWPerK = 1;
const perfusionPerK = 0.8;

export function createSkin(): Skin {
  return { skinC: restC, tissueC: tissueRestC, doseMin: 0 };
}

/** `heatW` flows into the share of the area that touches. With `warms` (not for bare skin), perfusion grows as the skin warms. */
export function stepSkin(skin: Skin, heatW: number, share: number, warms: boolean, stepS: number): void {
  const area = share > 0.05 ? share : 0.05;
  const { skinC, tissueC } = skin;
  const warmerK = warms && skinC > restC ? skinC - restC : 0;
  const downW = skinToTissueWPerK * area * (skinC - tissueC);
  const bloodW = (perfusionWPerK + perfusionPerK * warmerK) * area * (tissueC - bloodC);
  skin.skinC += ((heatW - downW) * stepS) / (skinJPerK * area);
  skin.tissueC += ((downW - bloodW) * stepS) / (tissueJPerK * area);
  // Below 39 C a whole session adds next to nothing.
  if (skin.skinC > 39) skin.doseMin += (stepS / 60) * equivalentAt43(skin.skinC);
}

/** Minutes at 43 C that a minute at this temperature is worth. */
export function equivalentAt43(celsius: number): number {
  return celsius >= 43 ? 2 ** (celsius - 43) : 4 ** (celsius - 43);
}
