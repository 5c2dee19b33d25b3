import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { HarnessError } from '../errors.ts';
import { endingOf } from './endings.ts';
import type { Truth } from './executor.ts';
import { asOpenedSession, asTruth, type OpenedSession } from './origin-session.ts';

const READY_LIMIT_MS = 10_000;
// A first session hashes all its content, which may be gigabytes.
const CONTROL_LIMIT_MS = 120_000;
const END_LIMIT_MS = 500;
const STDERR_KEPT_CHARS = 2_000;

/** The origin is gone, or does not answer: the run in progress has no witness. */
export class OriginLost extends Error {
  override readonly name = 'OriginLost';
}

/** A running origin process. */
export interface OriginClient {
  readonly version: string;
  /** Of the authority that signed its certificates. */
  readonly caPem: string;
  /** Aborted when the process ends, whatever the reason. */
  readonly lost: AbortSignal;
  open(request: Readonly<Record<string, unknown>>): Promise<OpenedSession>;
  /** The session's account so far. */
  look(id: string): Promise<Truth>;
  /** Ends the session and gives its final account. */
  finish(id: string): Promise<Truth>;
  close(): Promise<void>;
}

interface Ready {
  readonly version: string;
  readonly control: string;
  readonly caPem: string;
}

/** Starts an origin on the loopback and waits until it says it is ready. */
export async function startOrigin(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<OriginClient> {
  const child = execa(program, ['--host', '127.0.0.1'], {
    env: { ...env },
    extendEnv: false,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    reject: false,
    buffer: false,
    // Away from the terminal's Ctrl-C, which is ours to handle; it ends with our end of its stdin.
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-STDERR_KEPT_CHARS);
  });
  // A write to a dead origin's stdin is told by its end, not by this.
  child.stdin.on('error', () => {});
  const gone = new AbortController();
  const ended = child.then((result) =>
    gone.abort(new OriginLost(`the origin ended (${endingOf(result, said)})`)),
  );
  const ready = await readyLine(child.stdout, gone.signal, program).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await controlRequest(`${ready.control}${path}`, { method, body, gone: gone.signal });
    if (answer.state === 'answered') return answer.value;
    // One that no longer answers is as good as dead, and must be so for the next to take its place.
    if (answer.state === 'silent') child.kill('SIGKILL');
    throw new OriginLost(`${method} ${path}: ${answer.reason}`);
  };
  return {
    version: ready.version,
    caPem: ready.caPem,
    lost: gone.signal,
    open: async (request) => asOpenedSession(await control('POST', '/sessions', request)),
    look: async (id) => asTruth(await control('GET', `/sessions/${id}`)),
    finish: async (id) => asTruth(await control('DELETE', `/sessions/${id}`)),
    close: async () => {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function readyLine(stdout: NodeJS.ReadableStream, gone: AbortSignal, program: string): Promise<Ready> {
  const lines = createInterface({ input: stdout });
  const limit = AbortSignal.timeout(READY_LIMIT_MS);
  try {
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      gone.addEventListener('abort', () => reject(gone.reason as OriginLost));
      limit.addEventListener('abort', () => reject(new Error('it was not ready in time')));
    });
    return asReady(line);
  } catch (error) {
    const message = `the origin did not start: ${(error as Error).message}`;
    throw new HarnessError('origin', message, `Try it by hand: ${program}`, { cause: error });
  } finally {
    lines.close();
    // Nothing more is expected; what comes must not fill the pipe.
    stdout.resume();
  }
}

function asReady(line: string): Ready {
  const ready = JSON.parse(line) as Ready;
  if ([ready?.version, ready?.control, ready?.caPem].every((each) => typeof each === 'string')) return ready;
  throw new TypeError(`its first line lacks version, control or caPem: ${line}`);
}

type Answer =
  | { readonly state: 'answered'; readonly value: unknown }
  | { readonly state: 'refused' | 'silent'; readonly reason: string };

interface ControlRequest {
  readonly method: string;
  readonly body: unknown;
  readonly gone: AbortSignal;
}

async function controlRequest(url: string, { method, body, gone }: ControlRequest): Promise<Answer> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(CONTROL_LIMIT_MS)]);
  const headers = { 'content-type': 'application/json' };
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers };
  try {
    const response = await fetch(url, { method, signal, ...content });
    const text = await response.text();
    if (response.ok) return { state: 'answered', value: JSON.parse(text) };
    return { state: 'refused', reason: `the origin refused: ${text.trim()}` };
  } catch (error) {
    await endOf(gone);
    const reason = gone.aborted ? (gone.reason as Error).message : (error as Error).message;
    return { state: 'silent', reason };
  }
}

/** A connection breaks before the system says that the process at its other end is no more, and that says more. */
async function endOf(gone: AbortSignal): Promise<void> {
  const patience = AbortSignal.timeout(END_LIMIT_MS);
  const either = AbortSignal.any([gone, patience]);
  if (!either.aborted) await once(either, 'abort');
}
