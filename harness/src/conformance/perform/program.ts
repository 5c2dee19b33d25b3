import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Ending } from '../observation.ts';
import { startTicksOf } from './left-running.ts';

/** One program to start, in a session of its own. */
export interface Launch {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** null: there is nothing to read. */
  readonly stdin: { readonly bytes: Buffer; readonly open: boolean } | null;
  /** null: a pipe whose reader has gone. */
  readonly stdoutPath: string | null;
  readonly stderrPath: string;
  readonly atMostMs: number;
}

export interface Program {
  /** null: it could not be started. */
  readonly pid: number | null;
  readonly startTicks: number | null;
  /** Of performance.now(). */
  readonly startedMs: number;
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL to its whole group. */
  kill(): void;
}

/** More than any program has to say, and little enough to be read. */
const FLOOD_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 250;

/** Groups that run now, so that even an end in haste can take them down. */
const running = new Set<number>();

export function groupStarted(pid: number): void {
  running.add(pid);
}

/** Kills what is left of it. */
export function groupEnded(pid: number): void {
  killGroup(pid);
  running.delete(pid);
}

export function killAllPrograms(): void {
  for (const pid of running) killGroup(pid);
}

export function startProgram(launch: Launch): Program {
  const [program = '', ...args] = launch.command;
  const stdout = launch.stdoutPath === null ? null : openSync(launch.stdoutPath, 'w');
  const stderr = openSync(launch.stderrPath, 'w');
  const startedMs = performance.now();
  // Files of ours, not pipes through us: what a program prints costs nobody else's time.
  const child = spawn(program, args, {
    cwd: launch.cwd,
    env: { ...launch.env },
    stdio: [launch.stdin === null ? 'ignore' : 'pipe', stdout ?? 'pipe', stderr],
    detached: true,
  });
  const pid = child.pid ?? null;
  if (pid !== null) groupStarted(pid);
  // Nobody reads it from the first byte on.
  child.stdout?.destroy();
  feed(child.stdin, launch.stdin);
  const kill = (): void => {
    if (pid !== null) killGroup(pid);
  };
  const watch = watchOver({ stdout, stderr }, launch.atMostMs, kill);
  const ended = endOf(child).then((ending) => {
    const broken = watch.stop();
    if (pid !== null) running.delete(pid);
    child.stdin?.destroy();
    return broken ?? ending;
  });
  return {
    pid,
    startTicks: pid === null ? null : startTicksOf(pid),
    startedMs,
    ended,
    signal: (name) => {
      if (pid !== null && running.has(pid)) process.kill(pid, name);
    },
    kill,
  };
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ state: 'not-started', message }));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { state: 'exited', code: code ?? 0 } : { state: 'signalled', signal }),
    );
  });
}

function feed(stdin: NodeJS.WritableStream | null, given: Launch['stdin']): void {
  if (stdin === null || given === null) return;
  // One that ends without having read everything is told by its end.
  stdin.on('error', () => {});
  if (given.open) stdin.write(given.bytes);
  else stdin.end(given.bytes);
}

/** Ends a program that takes too long or prints without end; what it ended it for is told when it stops. */
function watchOver(
  { stdout, stderr }: { readonly stdout: number | null; readonly stderr: number },
  atMostMs: number,
  kill: () => void,
): { stop(): Ending | null } {
  let broken: Ending | null = null;
  const end = (reason: Ending): void => {
    broken ??= reason;
    kill();
  };
  const deadline = setTimeout(() => end({ state: 'timed-out', afterMs: atMostMs }), atMostMs);
  const look = setInterval(() => {
    if (stdout !== null && fstatSync(stdout).size > FLOOD_BYTES) end({ state: 'flooded', stream: 'stdout' });
    if (fstatSync(stderr).size > FLOOD_BYTES) end({ state: 'flooded', stream: 'stderr' });
  }, LOOK_MS);
  return {
    stop: () => {
      clearTimeout(deadline);
      clearInterval(look);
      if (stdout !== null) closeSync(stdout);
      closeSync(stderr);
      return broken;
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
