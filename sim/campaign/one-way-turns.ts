/** Turns that the arms have truly made in one direction. */

export type OneWayTurns = ReturnType<typeof createOneWayTurns>;

export function createOneWayTurns() {
  return { turns: 0, lastTurns: Number.NaN, direction: 0 };
}

/** Called each tick; `turns`: the plant's position of the arms. The count restarts when the arms reverse. */
export function countTurns(oneWay: OneWayTurns, turns: number): void {
  const made = turns - oneWay.lastTurns;
  oneWay.lastTurns = turns;
  if (made === 0 || Number.isNaN(made)) return;
  const direction = made > 0 ? 1 : -1;
  oneWay.turns = direction === oneWay.direction ? oneWay.turns + Math.abs(made) : 0;
  oneWay.direction = direction;
}
