import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RaceVariant } from '../../backends/index.ts';
import type { OpenedSession, OriginClient, Truth } from '../../run/index.ts';
import { startProgram, type Running } from '../program.ts';
import { judge, type Asked, type Verdict } from './judge.ts';
import { stoppedFiles, type KillPoint, type TrialFile } from './plan.ts';
import { filesBelow, whatIsLeft, wrongFiles } from './tree.ts';

export interface KillTrial {
  readonly variant: RaceVariant;
  readonly origin: OriginClient;
  readonly files: readonly TrialFile[];
  readonly seed: number;
  readonly env: Readonly<Record<string, string>>;
  /** For this variant's runs. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** How long a run takes that nobody kills, from its start: to its first request, and to its end. */
export interface Course {
  readonly firstRequestMs: number;
  readonly endMs: number;
}

const CONCURRENCY = 4;
/** Slow enough that a run lasts some hundreds of milliseconds, so that a moment is a place in it. */
const CONNECTION_BYTES_PER_S = 16 * 1024 * 1024;
const PEACE_LIMIT_MS = 60_000;
const STANDSTILL_LIMIT_MS = 30_000;
const POLL_MS = 20;
/** So long after the last byte every program has read it and, if it is one that writes, written it. */
const STANDSTILL_MS = 300;

/** One run that nobody kills, for its timing. Throws where it fails: then there is nothing to learn from killing it. */
export async function measureCourse(trial: KillTrial): Promise<Course> {
  const attempt = await Attempt.open(trial, 'in-peace', new Map());
  const startedNs = process.hrtime.bigint();
  const exitCode = await endedInPeace(attempt.start(), trial.signal);
  const endMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
  const { firstRequestNs } = await attempt.close();
  if (exitCode !== 0 || firstRequestNs === null)
    throw new Error(`left in peace it ends with exit code ${exitCode}`);
  return { firstRequestMs: (firstRequestNs - Number(startedNs)) / 1e6, endMs };
}

/** Starts a run, kills it at the point, lets the next one finish, and judges what was seen. */
export async function killAndFinish(
  trial: KillTrial,
  name: string,
  point: KillPoint,
  course: Course,
): Promise<Verdict> {
  const stops = stopsOf(point, trial.files);
  const attempt = await Attempt.open(trial, name, stops);
  let came: ReadonlyMap<string, number> = new Map();
  if (point.kind === 'byte') came = await attempt.killAtStandstill();
  else for (const fraction of point.fractions) await attempt.killAfter(momentMs(fraction, course));
  const killedNs = Number(process.hrtime.bigint());
  const left = await whatIsLeft(attempt.out, trial.files);
  const exitCode = await endedInPeace(attempt.start(), trial.signal);
  const { files } = trial;
  const wrong = await wrongFiles(attempt.out, files, attempt.session.files);
  const known = new Set(files.map(({ path }) => path));
  const leftOver = (await filesBelow(attempt.out)).filter((path) => !known.has(path));
  const asked = askedAfter(await attempt.close(), killedNs, files);
  return judge({ files, left, asked, exitCode, wrong, leftOver, stops: came });
}

function momentMs(fraction: number, { firstRequestMs, endMs }: Course): number {
  return firstRequestMs + fraction * (endMs - firstRequestMs);
}

function stopsOf(point: KillPoint, files: readonly TrialFile[]): ReadonlyMap<string, number> {
  if (point.kind === 'moment') return new Map();
  return new Map(stoppedFiles(files).map(({ path }, at) => [path, point.stops[at] ?? 0]));
}

/** What the timeline says of the requests that came after the kill, by path. */
function askedAfter(truth: Truth, killedNs: number, files: readonly TrialFile[]): ReadonlyMap<string, Asked> {
  const { columns, rows } = truth.requestTimeline;
  const column = (name: string): number => columns.indexOf(name);
  const [file, offset, bytes, at] = ['file', 'offset', 'bytes', 'requestNs'].map(column) as [
    number,
    number,
    number,
    number,
  ];
  const asked = new Map<string, Asked>();
  for (const row of rows as readonly (readonly (number | null)[])[]) {
    const path = files[row[file] ?? -1]?.path;
    if (path === undefined || (row[at] ?? 0) < killedNs) continue;
    const before = asked.get(path);
    asked.set(path, {
      requests: (before?.requests ?? 0) + 1,
      bytes: (before?.bytes ?? 0) + (row[bytes] ?? 0),
      offset: before === undefined ? (row[offset] ?? null) : before.offset,
    });
  }
  return asked;
}

async function endedInPeace(running: Running, signal: AbortSignal): Promise<number | null> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(PEACE_LIMIT_MS)]);
  limit.addEventListener('abort', () => running.kill(), { once: true });
  const { exitCode } = await running.ended;
  signal.throwIfAborted();
  return exitCode;
}

/** One session, one folder, one list of jobs; several processes one after the other. */
class Attempt {
  readonly out: string;
  readonly session: OpenedSession;
  readonly #trial: KillTrial;
  readonly #root: string;

  private constructor(trial: KillTrial, root: string, session: OpenedSession) {
    this.#trial = trial;
    this.#root = root;
    this.session = session;
    this.out = join(root, 'out');
  }

  static async open(trial: KillTrial, name: string, stops: ReadonlyMap<string, number>): Promise<Attempt> {
    const { files, seed, origin } = trial;
    const session = await origin.open({
      seed,
      files: files.map((file) => ({ bytes: file.bytes, answers: answersOf(file, stops.get(file.path)) })),
      network: { connectionBytesPerSecond: CONNECTION_BYTES_PER_S },
    });
    const root = join(trial.folder, name);
    await mkdir(root, { recursive: true });
    const jobs = files.map(({ path }, at) =>
      JSON.stringify({ url: `${session.bases[0]}/${session.files[at]?.name}`, path }),
    );
    await writeFile(join(root, 'jobs'), `${jobs.join('\n')}\n`);
    return new Attempt(trial, root, session);
  }

  start(): Running {
    const { variant, env } = this.#trial;
    const jobs = join(this.#root, 'jobs');
    const options = [
      '--input',
      jobs,
      '--dir',
      this.out,
      '--concurrency',
      String(CONCURRENCY),
      '--quiet',
      '--existing',
      'skip',
    ];
    return startProgram(variant, options, { ...env, TMPDIR: this.#root });
  }

  async killAfter(ms: number): Promise<void> {
    const running = this.start();
    // It may be done before: on a machine that has become faster, or where it starts over with less to do.
    await Promise.race([sleep(ms), running.ended]);
    running.kill();
    await running.ended;
    this.#trial.signal.throwIfAborted();
  }

  /**
   * Kills it when nothing moves any more: every slot is in a file that stands still.
   * @returns how many bytes of each such file had been sent, by path
   */
  async killAtStandstill(): Promise<ReadonlyMap<string, number>> {
    const running = this.start();
    const limit = AbortSignal.any([this.#trial.signal, AbortSignal.timeout(STANDSTILL_LIMIT_MS)]);
    let truth = await this.#trial.origin.look(this.session.id);
    for (let since = Date.now(); !limit.aborted && Date.now() - since < STANDSTILL_MS;) {
      await sleep(POLL_MS);
      const now = await this.#trial.origin.look(this.session.id);
      if (now.bodyBytes !== truth.bodyBytes || now.requests !== truth.requests || now.requests === 0)
        since = Date.now();
      truth = now;
    }
    running.kill();
    await running.ended;
    limit.throwIfAborted();
    const sent = askedAfter(truth, 0, this.#trial.files);
    return new Map(stoppedFiles(this.#trial.files).map(({ path }) => [path, sent.get(path)?.bytes ?? 0]));
  }

  /** Gives the origin's last account; the folder goes. */
  async close(): Promise<Truth> {
    const truth = await this.#trial.origin.finish(this.session.id);
    await rm(this.#root, { recursive: true, force: true });
    return truth;
  }
}

function answersOf({ chunked }: TrialFile, stop: number | undefined): readonly object[] {
  const whole = chunked ? { framing: 'chunked' } : {};
  // oxlint-disable-next-line unicorn/no-thenable -- the origin's word, and nothing that is awaited
  return stop === undefined ? [whole] : [{ ...whole, afterBytes: stop, then: 'stall' }, whole];
}
