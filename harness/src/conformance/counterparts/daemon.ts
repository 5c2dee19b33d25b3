import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';
import { groupEnded, groupStarted } from '../perform/program.ts';

const READY_LIMIT_MS = 20_000;
const POLL_MS = 20;
const PORTS_TRIED = 5;
const HOST = '127.0.0.1';
const SAID_CHARS = 2_000;

/** A server that we did not write. */
export interface Daemon {
  readonly port: number;
  close(): Promise<void>;
}

/** What it takes to start one on a port; its configuration is written for it. */
export type Prepare = (port: number) => Promise<readonly string[]>;

/**
 * Starts it on a free port and waits until it listens. A port that is free now may be taken a moment later by somebody
 * else, so another one is tried then.
 */
export async function startDaemon(
  name: string,
  prepare: Prepare,
  env: Readonly<Record<string, string>>,
): Promise<Daemon> {
  let said = '';
  for (let tried = 0; tried < PORTS_TRIED; tried += 1) {
    const port = await freePort();
    const started = await startOn(port, await prepare(port), env);
    if (typeof started !== 'string') return started;
    said = started;
  }
  const hint = `Try ${name} by hand on this machine.`;
  throw new HarnessError('counterpart', `${name} does not start: ${said.trim() || 'it says nothing'}`, hint);
}

/** The daemon, or what it said when it did not start. */
async function startOn(
  port: number,
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Daemon | string> {
  const child = spawn(program, args, {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_CHARS);
  });
  const gone = new AbortController();
  const end = new Promise<void>((resolve) => {
    child.once('error', ({ message }) => resolve(void (said += message)));
    child.once('exit', () => resolve());
  }).then(() => gone.abort());
  const { pid } = child;
  if (pid !== undefined) groupStarted(pid);
  const close = async (): Promise<void> => {
    if (pid !== undefined) groupEnded(pid);
    await end;
  };
  const limitMs = performance.now() + READY_LIMIT_MS;
  while (!gone.signal.aborted && performance.now() < limitMs) {
    if (await listens(port)) return { port, close };
    await sleep(POLL_MS);
  }
  await close();
  return said;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server without a port');
  return address.port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
