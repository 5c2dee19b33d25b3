import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Limits } from '@fairfetch/contract';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ECHO_MS } from '../../src/signals.ts';
import { NOT_BUILT } from '../support/binaries.ts';
import { asReport, casesFolder } from '../support/conform.ts';
import type { ConformDrive } from '../support/drive-conform.ts';
import { NO_MOUNT } from '../support/mounts.ts';
import { answers, descendants, hasEnded, listeningPorts, programOf, until } from '../support/processes.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder } from '../support/world.ts';

const DRIVER = fileURLToPath(new URL('../support/drive-conform.ts', import.meta.url));

/** Mounts below the scratch folder of a process. */
function mountsOf(pid: number): readonly string[] {
  const lines = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  return lines.filter((line) => line.includes(`fairfetch-${pid}-`));
}

/** Starts the suite on a program that hangs, and waits until it does. */
async function startSuite() {
  const limits: Limits = NO_MOUNT === null ? { tmpfsBytes: 65_536 } : {};
  const drive: ConformDrive = {
    root: workspaceOf(fakeVariant('hang')),
    casesFolder: casesFolder({
      serve: { files: { a: { bytes: 1 } } },
      limits,
      atMostMs: 600_000,
      expect: { exit: 0 },
    }),
    args: ['--out', join(temporaryFolder(), 'out')],
  };
  const suite = execa(process.execPath, [DRIVER, JSON.stringify(drive)], {
    reject: false,
    forceKillAfterDelay: false,
    detached: true,
  });
  onTestFinished(() => void suite.kill('SIGKILL'));
  const pid = suite.pid as number;
  const started = await until('the program hangs', () => {
    const below = descendants(pid);
    return below.length >= 2 && below.every((each) => programOf(each) !== '') && below;
  });
  const origin = started.find((each) => programOf(each) === 'fairfetch-origi') as number;
  const ports = [...listeningPorts(origin), ...listeningPorts(pid)];
  const mounts = mountsOf(pid);
  return { suite, pid, started, origin, ports, mounts, out: drive.args[1] as string };
}

async function expectNothingLeft({ started, ports, pid }: Awaited<ReturnType<typeof startSuite>>) {
  await until('all its processes have ended', () => started.every(hasEnded));
  expect(await Promise.all(ports.map(answers))).toEqual(ports.map(() => false));
  expect(mountsOf(pid)).toEqual([]);
}

describe.skipIf(NOT_BUILT !== null)('a suite that is stopped', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s (exit %i): no process, no listener, no mount is left, and what is known is written',
    async (signal, code) => {
      const running = await startSuite();
      expect(running.mounts).toHaveLength(NO_MOUNT === null ? 1 : 0);
      // The control port, the session's, and the silent peer's.
      expect(running.ports.length).toBeGreaterThanOrEqual(3);
      process.kill(-running.pid, signal);
      const { exitCode, stdout } = await running.suite;
      expect(exitCode).toBe(code);
      await expectNothingLeft(running);
      expect(stdout).toMatch(/Stopped before its end\.\nconformance: 0 passed, 0 failed, 0 skipped$/);
      expect(asReport(readFileSync(join(running.out, 'conformance.json'), 'utf8')).complete).toBe(false);
      expect(existsSync(join(running.out, 'junit.xml'))).toBe(true);
    },
  );

  test('a second signal ends it at once, and leaves no more than a first', async () => {
    const running = await startSuite();
    // An origin that does not move is waited for, so that there is a time for the second signal to come in.
    process.kill(running.origin, 'SIGSTOP');
    running.suite.kill('SIGINT');
    await sleep(ECHO_MS + 300);
    running.suite.kill('SIGTERM');
    const { exitCode } = await running.suite;
    process.kill(running.origin, 'SIGCONT');
    expect(exitCode).toBe(143);
    await expectNothingLeft(running);
  });
});
