import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killLeftRunning } from '../../../src/conformance/perform/left-running.ts';
import { startProgram, type Launch } from '../../../src/conformance/perform/program.ts';
import { temporaryFolder } from '../../support/world.ts';

function start(script: string, over: Partial<Launch> = {}) {
  const folder = temporaryFolder();
  const launch: Launch = {
    command: [process.execPath, '-e', script],
    cwd: folder,
    env: { TMPDIR: folder },
    stdin: null,
    stdoutPath: join(folder, 'stdout'),
    stderrPath: join(folder, 'stderr'),
    atMostMs: 60_000,
    ...over,
  };
  const program = startProgram(launch);
  return { program, folder, text: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

describe('a program', () => {
  test('its end and what it printed', async () => {
    const { program, text } = start('console.log("out"); console.error("err"); process.exit(7)');
    expect(await program.ended).toEqual({ state: 'exited', code: 7 });
    expect([text('stdout'), text('stderr')]).toEqual(['out\n', 'err\n']);
  });

  test('that reads', async () => {
    const echo = 'process.stdin.pipe(process.stdout)';
    const { program, text } = start(echo, { stdin: { bytes: Buffer.from('hello'), open: false } });
    expect(await program.ended).toEqual({ state: 'exited', code: 0 });
    expect(text('stdout')).toBe('hello');
  });

  test('whose pipe stays open goes on, and ends by a signal', async () => {
    const script = 'process.stdin.once("data", () => console.error("got it"))';
    const { program, text } = start(script, { stdin: { bytes: Buffer.from('x'), open: true } });
    await expect.poll(() => text('stderr'), { timeout: 60_000 }).toBe('got it\n');
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ state: 'signalled', signal: 'SIGTERM' });
  });

  test('whose reader has gone', async () => {
    const script =
      'process.stdout.on("error", (error) => { console.error(error.code); process.exit(3) }).write("x")';
    const { program, text } = start(script, { stdoutPath: null });
    expect(await program.ended).toEqual({ state: 'exited', code: 3 });
    expect(text('stderr')).toBe('EPIPE\n');
  });

  test('that does not end is killed', async () => {
    const { program } = start('setInterval(() => {}, 1000)', { atMostMs: 300 });
    expect(await program.ended).toEqual({ state: 'timed-out', afterMs: 300 });
  });

  test('that prints without end is killed', async () => {
    const { program } = start('const x = Buffer.alloc(1e6, 65); for (;;) require("fs").writeSync(2, x)');
    expect(await program.ended).toEqual({ state: 'flooded', stream: 'stderr' });
  });

  test('that is not there', async () => {
    const { program } = start('', { command: ['/no/such/program'] });
    expect(await program.ended).toMatchObject({
      state: 'not-started',
      message: expect.stringContaining('ENOENT') as string,
    });
  });
});

describe('what it leaves running', () => {
  test.each([
    ['in its own session', false],
    ['in another session', true],
  ])('%s is found by its name and killed', async (_where, detached) => {
    const script = `require("child_process").spawn("sleep", ["600"], { detached: ${detached}, stdio: "ignore" }).unref()`;
    const temporary = temporaryFolder();
    const { program } = start(script, { env: { TMPDIR: temporary, PATH: process.env['PATH'] ?? '' } });
    await program.ended;
    const { pid, startTicks } = program;
    expect(await killLeftRunning({ pid: pid ?? 0, startTicks, temporary })).toEqual(['sleep']);
    expect(await killLeftRunning({ pid: pid ?? 0, startTicks, temporary })).toEqual([]);
  });

  test('nothing', async () => {
    const { program, folder } = start('');
    await program.ended;
    const { pid, startTicks } = program;
    expect(await killLeftRunning({ pid: pid ?? 0, startTicks, temporary: folder })).toEqual([]);
  });
});
