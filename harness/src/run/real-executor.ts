import type { Flag, RunFailure } from '@fairfetch/contract';
import { execa } from 'execa';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from '../environment.ts';
import { HarnessError, reasonOf } from '../errors.ts';
import { requireBinaries, type Binaries } from './binaries.ts';
import { writeCertificates, type CertificateFiles } from './certificates.ts';
import { commandLine } from './command-line.ts';
import type { Executor, RunRequest, RunResult } from './executor.ts';
import { expectedFiles, namedJobs, renderJobs } from './job-file.ts';
import { launch, type Launched } from './launcher-client.ts';
import { OriginLost, startOrigin, type OriginClient } from './origin-client.ts';
import { sessionRequest, type OpenedSession } from './origin-session.ts';
import { makeRunFolder } from './run-folder.ts';

/** Of each of the two output streams: a summary of thousands of runs' errors is far smaller. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

export interface RealExecutorOptions {
  readonly root: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly binaries: Binaries;
  /** Fresh folder for what outlives a run. */
  readonly folder: string;
  /** false: every course is the user's own, and no origin is needed. */
  readonly withOrigin: boolean;
}

interface Origin {
  readonly client: OriginClient;
  readonly certificates: CertificateFiles;
}

/** Starts the origin, and gives an executor that starts processes through the launcher. */
export async function openRealExecutor(options: RealExecutorOptions): Promise<Executor> {
  await requireBinaries(options.binaries);
  const executor = new RealExecutor(options, await versionOf(options.binaries.launcher));
  if (options.withOrigin) await executor.ensureOrigin();
  return executor;
}

async function versionOf(program: string): Promise<string> {
  const result = await execa(program, ['--version'], {
    reject: false,
    timeout: 10_000,
    env: {},
    extendEnv: false,
  });
  if (!result.failed) return result.stdout.trim();
  throw new HarnessError(
    'launcher',
    `the launcher does not run: ${result.shortMessage}`,
    `Try: ${program} --version`,
  );
}

class RealExecutor implements Executor {
  readonly #options: RealExecutorOptions;
  readonly #launcherVersion: string;
  #origin: Origin | null = null;
  #origins = 0;

  constructor(options: RealExecutorOptions, launcherVersion: string) {
    this.#options = options;
    this.#launcherVersion = launcherVersion;
  }

  get tools(): Readonly<Record<string, string>> {
    const origin = this.#origin === null ? {} : { origin: this.#origin.client.version };
    return { launcher: this.#launcherVersion, ...origin };
  }

  async run(request: RunRequest): Promise<RunResult> {
    return request.course.source === 'origin' ? this.#runOnOrigin(request) : this.#runOnUrls(request);
  }

  async close(): Promise<void> {
    await this.#origin?.client.close();
  }

  /** The running origin, or a new one where it has died. */
  async ensureOrigin(): Promise<Origin> {
    if (this.#origin !== null && !this.#origin.client.lost.aborted) return this.#origin;
    const { root, env, binaries, folder } = this.#options;
    const client = await startOrigin(binaries.origin, cleanEnvironment(root, env));
    this.#origins += 1;
    // Each origin makes an authority of its own.
    const certificatesFolder = join(folder, `origin-${this.#origins}`);
    await mkdir(certificatesFolder, { recursive: true });
    this.#origin = { client, certificates: await writeCertificates(certificatesFolder, client.caPem) };
    return this.#origin;
  }

  async #runOnOrigin(request: RunRequest): Promise<RunResult> {
    const { course } = request;
    if (course.source !== 'origin') throw new TypeError('a course without an origin');
    const { scenario, expanded, seed } = course;
    let origin: Origin;
    let session: OpenedSession;
    try {
      origin = await this.ensureOrigin();
      session = await origin.client.open(sessionRequest(scenario, expanded.files, seed));
    } catch (error) {
      return neverStarted({ code: 'origin-lost', message: (error as Error).message });
    }
    const expected = expectedFiles(expanded.jobs, session.files);
    const jobs = namedJobs(expanded.jobs, session.bases, session.files);
    const input = renderJobs(jobs, request.variant.input);
    const { cacert, remarks } = trust(request, origin.certificates);
    const stop = AbortSignal.any([request.signal, origin.client.lost]);
    const launched = await this.#launch(request, input, cacert, stop);
    // Nobody will ask for the account of a run that was cut short.
    const ended = request.signal.aborted ? UNFINISHED : await finish(origin.client, session.id);
    const trouble = [...launched.trouble, ...ended.trouble];
    return { ...launched, expected, truth: ended.truth, trouble, remarks };
  }

  async #runOnUrls(request: RunRequest): Promise<RunResult> {
    const text = request.course.source === 'urls' ? request.course.text : '';
    const launched = await this.#launch(request, text, null, request.signal);
    return { ...launched, expected: null, truth: null, remarks: [] };
  }

  async #launch(
    request: RunRequest,
    input: string,
    cacert: string | null,
    stop: AbortSignal,
  ): Promise<Launched & { readonly trouble: readonly RunFailure[] }> {
    const { env, binaries } = this.#options;
    const { folder, variant, timeoutMs } = request;
    try {
      await makeRunFolder(folder, input);
    } catch (error) {
      const message = `the run's folder ${folder.root} cannot be made: ${reasonOf(error)}`;
      return { outcome: { state: 'not-started' }, usage: null, trouble: [{ code: 'disk', message }] };
    }
    const spec = {
      command: commandLine(request, cacert),
      cwd: variant.folder,
      env: cleanEnvironment(variant.workspace, env, { TMPDIR: folder.temporary }),
      stdoutPath: folder.stdout,
      stderrPath: folder.stderr,
      timeoutMs,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
    };
    return { ...(await launch(binaries.launcher, spec, stop)), trouble: [] };
  }
}

/** Which certificates the run is told to trust. */
function trust(
  { variant, course }: RunRequest,
  certificates: CertificateFiles,
): { readonly cacert: string; readonly remarks: readonly Flag[] } {
  const secure = course.source === 'origin' && course.scenario.tls;
  if (!secure || !variant.traits.faithful) return { cacert: certificates.ours, remarks: [] };
  // Reading a bundle of the usual size for every request is most of what the faithful ones are measured at.
  const cacert = certificates.withSystem;
  if (certificates.systemBundle !== null) return { cacert, remarks: [] };
  const message = 'no CA bundle of the system was found, so it was handed a file with one certificate only';
  return { cacert, remarks: [{ code: 'no-system-bundle', message }] };
}

const UNFINISHED = { truth: null, trouble: [] };

async function finish(client: OriginClient, id: string): Promise<Pick<RunResult, 'truth' | 'trouble'>> {
  try {
    return { truth: await client.finish(id), trouble: [] };
  } catch (error) {
    const message =
      error instanceof OriginLost ? error.message : `the origin's account is unusable: ${String(error)}`;
    return { truth: null, trouble: [{ code: 'origin-lost', message }] };
  }
}

function neverStarted(trouble: RunFailure): RunResult {
  return {
    outcome: { state: 'not-started', message: 'not started' },
    usage: null,
    expected: null,
    truth: null,
    trouble: [trouble],
    remarks: [],
  };
}
