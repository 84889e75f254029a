/** The page's Run on remotes with fewer keys than ten. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openBoard } from '../../../sim/page/server/boards.ts';
import {
  createWorkspace,
  startProgram,
  stepWorkspace,
  type Workspace,
} from '../../../sim/page/server/workspace.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { chairFile } from '../../../src/board/shipped.ts';
import { readChair } from '../../../src/chair/file/read.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import { changedYaml } from '../../../src/codec/yaml-text.ts';
import { createInbox } from '../../../src/service/inbox.ts';

/** Chair A, whose remote has stop and these. */
function workspaceWith(keys: Readonly<Record<string, { pin: number }>>): Workspace {
  const value = Object.keys(keys).length === 0 ? 'none' : keys;
  const text = changedYaml(readFileSync(chairFile('chair-a'), 'utf8'), [{ path: ['inputs', 'keys'], value }]);
  const { chair: read, problems } = readChair(text, 'few.yaml');
  const chair = read === null ? null : supportedChair(read).chair;
  if (chair === null) throw new Error(JSON.stringify(problems));
  const world = { seed: 1, ambientC: 22, personKg: 75, rough: [] };
  const setup = { chair, plans: chairOnTest(chair).shipped, program: 0, board: 'model', ...world } as const;
  return createWorkspace(setup, openBoard('model', chair, world), createInbox());
}

function stateAfter(workspace: Workspace, seconds: number): string {
  for (let tick = 0; tick < seconds * 50; tick++) stepWorkspace(workspace);
  return workspace.simulation.control.session.state;
}

test.each([
  ['start alone', { start: { pin: 41 } }],
  ['power alone', { power: { pin: 40 } }],
  ['both', { power: { pin: 40 }, start: { pin: 41 } }],
])('a program starts on a remote with %s, and again once it was stopped', (_, keys) => {
  const workspace = workspaceWith(keys);
  startProgram(workspace);
  expect(stateAfter(workspace, 60)).toBe('running');
  workspace.heldKeys = keyBit('stop');
  expect(stateAfter(workspace, 0.2)).toBe('ready');
  workspace.heldKeys = 0;
  stateAfter(workspace, 2);
  startProgram(workspace);
  expect(stateAfter(workspace, 120)).toBe('running');
});

test('with neither nothing starts, and a sentence says so', () => {
  const workspace = workspaceWith({});
  expect(() => startProgram(workspace)).toThrow('neither a power key nor a start key');
  expect(stateAfter(workspace, 1)).toBe('off');
});
