import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A child that is about to end is given this long; then it was left running. */
const GRACE_MS = 250;
const POLL_MS = 10;

/** The program whose processes are looked for; it has ended. */
export interface Former {
  /** Also the id of its session. */
  readonly pid: number;
  /** In its environment and in nobody else's, so that a child is known even in a session of its own. */
  readonly temporary: string;
  /** Ticks since the machine's start at which it began; null: the system does not say. */
  readonly startTicks: number | null;
}

interface Found {
  readonly pid: number;
  readonly name: string;
}

/** Names of the processes that outlived the program by more than a moment. They are killed. */
export async function killLeftRunning(former: Former): Promise<readonly string[]> {
  const endMs = performance.now() + GRACE_MS;
  let found = processesOf(former);
  while (found.length > 0 && performance.now() < endMs) {
    await sleep(POLL_MS);
    found = processesOf(former);
  }
  for (const { pid } of found) killQuietly(pid);
  return found.map(({ name }) => name);
}

/** The ticks at which a process began, or null. */
export function startTicksOf(pid: number): number | null {
  return statusOf(pid)?.startTicks ?? null;
}

function processesOf({ pid: former, temporary, startTicks }: Former): readonly Found[] {
  return processIds().flatMap((pid) => {
    const status = statusOf(pid);
    if (status === null || status.state === 'Z' || status.startTicks < (startTicks ?? 0)) return [];
    const own = status.session === former || readOr(`/proc/${pid}/environ`).includes(`TMPDIR=${temporary}\0`);
    return own && pid !== process.pid ? [{ pid, name: status.name }] : [];
  });
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    // Another system than Linux: nobody says what runs.
    return [];
  }
}

interface Status {
  readonly name: string;
  readonly state: string;
  readonly session: number;
  readonly startTicks: number;
}

function statusOf(pid: number): Status | null {
  const text = readOr(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may hold spaces and brackets itself.
  const end = text.lastIndexOf(')');
  if (end < 0) return null;
  const [state = '', , , session = '', ...rest] = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state,
    session: Number(session),
    startTicks: Number(rest[15]),
  };
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
