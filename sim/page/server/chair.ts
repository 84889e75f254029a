/** The chair that the page simulates: its figures come into the server here and nowhere else. */
export { referenceChair as chair } from '../../../src/chair/specification.ts';
export { targets, zoneNames, zones } from '../../../src/chair/zones.ts';
