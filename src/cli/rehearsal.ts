/**
 * Opens, checks and plans a program of the largest size before the loop starts, as the chair does when a technician flashes
 * one. The first time in a process takes several times as long as the next, and would make a tick late (E53).
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Chair } from '../chair/chair.ts';
import { decodeCbor, encodeCbor } from '../codec/cbor.ts';
import { checkProgramValue } from '../program/language/check.ts';
import { formatLimits } from '../program/language/program.ts';
import { canonicalProgram } from '../program/package/canonical.ts';
import { hexOf, keyIdOf, signerOf } from '../program/package/cose.ts';
import { openPackage, packProgram } from '../program/package/package.ts';
import { planProgram } from '../program/plan/planner.ts';
import { packageRules } from '../service/flashed.ts';

/** The fourth time takes a fifth of the first, and no later one much less (measured: 100 ms, 85, 40, then 20; of that, planning 0.3). */
const times = 3;

export function rehearseFlashing(chair: Chair): void {
  const value = largeProgram();
  const { program } = checkProgramValue(value, '', chair, chair.abilities);
  if (program === null) {
    // A chair that cannot do these steps has none as large.
    const bytes = encodeCbor(value);
    for (let time = 0; time < times; time++) decodeCbor(bytes, { strict: true });
    return;
  }
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
  const bytes = packProgram(canonicalProgram(program), signer);
  const key = {
    id: hexOf(keyIdOf(signer.publicKey)),
    publicKey: hexOf(signer.publicKey),
    name: '',
    since: null,
  };
  const rules = packageRules(chair, [key]);
  for (let time = 0; time < times; time++) {
    const opened = openPackage(bytes, rules);
    if (opened.ok) planProgram(opened.program, chair);
  }
}

/** As many steps as there may be, each with all its keys. */
function largeProgram(): object {
  const steps = Array.from({ length: formatLimits.stepsMax }, (_, step) => ({
    roll: { from: 'gluteal', to: `${300 + (step % 80)} mm`, speed: 2, width: 'wide', for: '3 s' },
  }));
  return { format: 1, id: 'any', name: 'Any', version: 1, heat: 'low', steps };
}
