import { mkdirSync } from 'node:fs';
import type { Act } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { performActs } from '../../../src/conformance/perform/acts.ts';
import { startProgram } from '../../../src/conformance/perform/program.ts';
import { makeRoom } from '../../../src/conformance/sandbox/room.ts';
import { temporaryFolder } from '../../support/world.ts';

const nothing = async () => ({ requests: 0, bodyBytes: 0, connections: 0 });

/** A program beside a server that tells nobody of connections, and ends it soon after it came to its work. */
async function interruptedAtWork(script: string, act: Partial<Act> = {}) {
  const room = await makeRoom(temporaryFolder(), 1);
  const files = room.step(0);
  mkdirSync(room.dir);
  const program = startProgram({
    command: [process.execPath, '-e', script, room.dir],
    cwd: room.sandbox,
    env: {},
    stdin: null,
    stdoutPath: files.stdout,
    stderrPath: files.stderr,
    atMostMs: 8000,
  });
  const stage = { program, room, files, bytes: new Map() as never, counts: nothing };
  const missed = await performActs([{ when: { runMs: 50 }, do: { signal: 'SIGINT' }, ...act }], stage);
  return { missed, ended: await program.ended };
}

/** It ends at SIGINT only once it has done its work, so a signal that came sooner shows. */
const atWork = (work: string) => `
  let worked = false;
  process.on('SIGINT', () => process.exit(worked ? 130 : 1));
  setTimeout(() => { ${work}; worked = true; }, 200);
  setInterval(() => {}, 1000);`;

describe('how long a program has been at work, where the server tells nobody of connections', () => {
  test.each([
    ['a file', 'require("fs").writeFileSync(process.argv[1] + "/a.bin", "x")'],
    ['a word', 'require("fs").writeSync(2, "x")'],
  ])('since its first %s', async (_, work) => {
    const { missed, ended } = await interruptedAtWork(atWork(work));
    expect(missed).toEqual([]);
    expect(ended).toEqual({ state: 'exited', code: 130 });
  });

  test('an act whose moment never came is told of', async () => {
    const { missed, ended } = await interruptedAtWork('process.exit(0)');
    expect(missed).toEqual(['SIGINT once it had been at work for 50 ms']);
    expect(ended).toEqual({ state: 'exited', code: 0 });
  });

  test('unless its program may have ended before', async () => {
    const { missed } = await interruptedAtWork('process.exit(0)', { unlessEnded: true });
    expect(missed).toEqual([]);
  });
});
