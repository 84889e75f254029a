/** Turns that the arms have truly made one way. */

export type OneWayTurns = ReturnType<typeof createOneWayTurns>;

export function createOneWayTurns() {
  return { turns: 0, lastTurns: Number.NaN, direction: 0 };
}

/** Each tick; `turns`: where the arms are, as the plant counts. They begin anew where the arms turn round. */
export function countTurns(oneWay: OneWayTurns, turns: number): void {
  const made = turns - oneWay.lastTurns;
  oneWay.lastTurns = turns;
  if (made === 0 || Number.isNaN(made)) return;
  const direction = made > 0 ? 1 : -1;
  oneWay.turns = direction === oneWay.direction ? oneWay.turns + Math.abs(made) : 0;
  oneWay.direction = direction;
}
