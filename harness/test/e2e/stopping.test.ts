import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { planBlocks } from '../../src/plan/index.ts';
import { ECHO_MS } from '../../src/signals.ts';
import { readResults } from '../../src/store/index.ts';
import { BINARIES, NOT_BUILT, realExecutor } from '../support/binaries.ts';
import type { Drive } from '../support/drive.ts';
import { compareOptions } from '../support/options.ts';
import { answers, descendants, hasEnded, listeningPorts, programOf, until } from '../support/processes.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

const DRIVER = fileURLToPath(new URL('../support/drive.ts', import.meta.url));

/** Starts a comparison of `good` and `hang` and waits until the first run is stored and `hang` hangs. */
async function startRace() {
  const root = workspaceOf(fakeVariant('good'), fakeVariant('hang'));
  const folder = temporaryFolder();
  const [out, scratch] = [join(folder, 'out'), join(folder, 'scratch')];
  const scenario = tinyScenario({ timeoutSeconds: 600 });
  const args = ['--out', out, '--scratch', scratch, '--blocks', '50', '--seed', String(seedWithGoodFirst())];
  const drive: Drive = { root, binaries: BINARIES, scenario, args };
  const race = execa(process.execPath, [DRIVER, JSON.stringify(drive)], {
    reject: false,
    forceKillAfterDelay: false,
    detached: true,
  });
  onTestFinished(() => void race.kill('SIGKILL'));
  const pid = race.pid as number;
  const lines = (): string[] =>
    existsSync(join(out, 'runs.jsonl')) ? readFileSync(join(out, 'runs.jsonl'), 'utf8').split('\n') : [];
  await until('the first run is stored', () => lines().length > 1);
  const started = await until('the next one runs', () => {
    const below = descendants(pid);
    return below.length >= 3 && below;
  });
  const origin = started.find((each) => programOf(each) === 'fairfetch-origi') as number;
  return { root, out, scratch, race, pid, started, origin, ports: listeningPorts(origin) };
}

/** `good` comes first in the warm-up block, and so is stored before `hang` holds everything up. */
function seedWithGoodFirst(): number {
  const variants = ['fake/good', 'fake/hang'];
  for (let seed = 0; ; seed += 1) {
    const [warmUp] = planBlocks({ variants, blocks: 1, seed, label: 'tiny' });
    if (warmUp?.[0] === 'fake/good') return seed;
  }
}

async function expectNothingLeft({ started, ports, scratch }: Awaited<ReturnType<typeof startRace>>) {
  expect(started.length).toBeGreaterThanOrEqual(3);
  expect(ports.length).toBeGreaterThanOrEqual(2);
  await until('all its processes have ended', () => started.every(hasEnded));
  expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => false));
  return readdirSync(scratch);
}

describe.skipIf(NOT_BUILT !== null)('a race that is stopped', () => {
  test.each([
    ['SIGINT', 130, 'to it alone'],
    ['SIGTERM', 143, 'to it alone'],
    ['SIGINT', 130, 'to its whole group, as a terminal does'],
  ] as const)(
    '%s (exit %i) %s: what was measured is kept and shown, nothing is left',
    async (signal, code, to) => {
      const running = await startRace();
      process.kill(to === 'to it alone' ? running.pid : -running.pid, signal);
      const result = await running.race;
      expect(result.exitCode).toBe(code);
      expect(await expectNothingLeft(running)).toEqual([]);
      const { runs } = await readResults(running.out);
      expect(runs.map((run) => [run.variant, run.state])).toEqual([['fake/good', 'ok']]);
      expect(JSON.parse(readFileSync(join(running.out, 'report.json'), 'utf8'))).toMatchObject({
        complete: false,
      });
      expect(result.stdout).toContain('fake/good');
      expect(result.stderr).toContain(`Full results: ${running.out}`);
    },
  );

  test('a second signal ends it at once, and its processes with it', async () => {
    const running = await startRace();
    // An origin that does not move is waited for, so that there is a time for the second signal to come in.
    process.kill(running.origin, 'SIGSTOP');
    running.race.kill('SIGINT');
    await sleep(ECHO_MS + 300);
    running.race.kill('SIGTERM');
    const result = await running.race;
    process.kill(running.origin, 'SIGCONT');
    // It has not come to tidying up; the next race does that.
    expect([result.exitCode, await expectNothingLeft(running)]).toEqual([143, [expect.any(String)]]);
  });

  test('an origin that does not move does not keep it from ending', async () => {
    const running = await startRace();
    process.kill(running.origin, 'SIGSTOP');
    running.race.kill('SIGINT');
    expect((await running.race).exitCode).toBe(130);
    await expectNothingLeft(running);
  });

  test('killed outright: its processes end with it, and the next race is not kept from starting', async () => {
    const running = await startRace();
    running.race.kill('SIGKILL');
    await running.race;
    const leftovers = await expectNothingLeft(running);
    expect(leftovers).toHaveLength(1);
    const root = running.root;
    const next = testWorld(realExecutor(root), { root, lockFolder: root });
    const args = ['--only', 'good', '--out', join(temporaryFolder(), 'out'), '--scratch', running.scratch];
    expect(await compare(compareOptions(...args), next)).toBe(0);
    expect(readdirSync(running.scratch)).toEqual([]);
  });

  test('a second race is refused while one is on, and names it', async () => {
    const { root, pid, race } = await startRace();
    const second = compare(compareOptions(), testWorld(realExecutor(root), { root, lockFolder: root }));
    await expect(second).rejects.toMatchObject({
      code: 'locked',
      exitCode: 3,
      message: expect.stringContaining(`process ${pid}, since `) as string,
    });
    race.kill('SIGTERM');
    await race;
  });
});
