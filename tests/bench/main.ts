/** `npm run bench`: every benchmark side by side in one run; `-- --json` for machines, names to choose some. */
import { avrChipRows } from './avr-chip.ts';
import { avrGuardRows } from './avr-guard.ts';
import { avrLatencyRows } from './avr-latency.ts';
import { avrNoiseRows } from './avr-noise.ts';
import { avrSafetyRows } from './avr-safety.ts';
import { avrSpeedRows } from './avr-speed.ts';
import { avrTimingRows } from './avr-timing.ts';
import { chairFileRows } from './chair-file.ts';
import { hazardBench } from './hazards.ts';
import { heatRows } from './heat.ts';
import { heatVariantRows } from './heat-variants.ts';
import { killedRows } from './killed.ts';
import { lifeRows } from './life.ts';
import { motionRows } from './motion.ts';
import { pageRows } from './page.ts';
import { placeRows } from './place.ts';
import { plantRows } from './plant.ts';
import { plugRows } from './plug.ts';
import { reactionBench } from './reaction.ts';
import { remoteRows } from './remote.ts';
import { replugRows } from './replug.ts';
import { type BenchRow, printRows } from './rows.ts';
import { serviceRows } from './service.ts';
import { setupRows } from './setup.ts';
import { sinkingRows } from './sinking.ts';
import { speedRows } from './speed.ts';
import { storeRows } from './store.ts';
import { supervisionRows } from './supervision.ts';
import { taskRows } from './tasks.ts';
import { technicianRows } from './technician.ts';

/** Each benchmark's name and where its rows come from. */
const benchmarks: Readonly<Record<string, () => Promise<BenchRow[]> | BenchRow[]>> = {
  speed: speedRows,
  'chair-file': chairFileRows,
  plant: plantRows,
  remote: remoteRows,
  heat: heatRows,
  'heat-variants': heatVariantRows,
  motion: motionRows,
  hazards: () => hazardBench(),
  place: () => placeRows(),
  reaction: () => reactionBench(),
  store: storeRows,
  service: serviceRows,
  setup: setupRows,
  technician: technicianRows,
  life: lifeRows,
  killed: killedRows,
  supervision: supervisionRows,
  sinking: () => sinkingRows(),
  page: pageRows,
  tasks: taskRows,
  avr: avrSpeedRows,
  'avr-chip': avrChipRows,
  'avr-safety': avrSafetyRows,
  'avr-guard': avrGuardRows,
  'avr-latency': avrLatencyRows,
  'avr-timing': avrTimingRows,
  'avr-noise': avrNoiseRows,
  plug: plugRows,
  replug: replugRows,
};

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(`npm run bench -- [NAME...] [--json]; without a name all of them, for hours.
${Object.keys(benchmarks).join(', ')}
The options of each stand at the top of its file in tests/bench.`);
    return 0;
  }
  const json = args.includes('--json');
  const chosen = args.filter((name) => !name.startsWith('-'));
  const unknown = chosen.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    console.error(`No benchmark ${unknown.join(', ')}; there are: ${Object.keys(benchmarks).join(', ')}`);
    return 2;
  }
  const rows: BenchRow[] = [];
  for (const [name, run] of Object.entries(benchmarks)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    if (!json) console.error(`${name} ...`);
    rows.push(...(await run()));
  }
  if (json) console.log(JSON.stringify(rows, null, 2));
  else printRows(rows);
  return 0;
}
