import { expect, test } from 'vitest';
import { openAsyncStore, waitingMax } from '../../src/store/async-store.ts';
import { createDisk, fileSystemOf } from './faulty-disk.ts';

test('a disk that hangs does not fill the memory with changes that wait', async () => {
  const hanging = { ...fileSystemOf(createDisk()), append: () => new Promise<void>(() => {}) };
  const store = await openAsyncStore(hanging);
  void store.appendLog('faults', { n: 0 });
  const answers: unknown[] = [];
  for (let n = 0; n < waitingMax + 10; n++)
    void store.appendLog('faults', { n }).then((answer) => answers.push(answer));
  await new Promise((resolve) => setImmediate(resolve));
  expect(answers.length).toBe(11);
  expect(answers[0]).toMatchObject({ ok: false, reason: 'failing' });
});
