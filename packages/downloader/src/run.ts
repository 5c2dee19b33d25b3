import type { DownloadRecord, Summary } from '@fairfetch/contract';
import { parseCommand, UsageError, type RunOptions } from './cli.ts';
import { Tally } from './counter.ts';
import { refusedRecord, startClock } from './download.ts';
import { OutputFolder } from './files.ts';
import { PlannedJobs } from './jobs.ts';
import { InputError, InputLines } from './lines.ts';
import { maskCredentials } from './masking.ts';
import type { Program, Strategy } from './program.ts';
import { startProgress, type Progress } from './progress.ts';
import { closingLine, FailureCounts, RecordsFile, writeWhole } from './report.ts';
import { readCertificates } from './trust.ts';

/** The environment is wrong (folder, input, CA file, records): exit 3. */
class EnvironmentError extends Error {}

/** What a run needs from outside, opened before the first job is read. */
interface Environment {
  readonly lines: InputLines;
  readonly certificates: readonly string[];
  readonly folder: OutputFolder;
  readonly records: RecordsFile | undefined;
}

/** @returns the exit code */
export async function runProgram(program: Program, words: readonly string[]): Promise<number> {
  const say = (text: string): void => tell(`${program.name}: ${maskCredentials(text)}`);
  try {
    const command = parseCommand(words, Object.keys(program.strategies));
    if (command.kind === 'run') return await download(program, command.options, say);
    const text =
      command.kind === 'help'
        ? (await import('./help.ts')).helpText(program)
        : `${program.name} ${program.version}\n`;
    writeWhole(1, text);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      say(error.message);
      return 2;
    }
    if (error instanceof EnvironmentError || error instanceof InputError) {
      say(error.message);
      return 3;
    }
    throw error;
  }
}

async function download(program: Program, options: RunOptions, say: (text: string) => void): Promise<number> {
  const environment = openEnvironment(options);
  const strategy = await (program.strategies[options.strategy] as Program['strategies'][string]).load();
  const { summary, recordsFailure } = await race(program, strategy, options, environment, say);
  if (options.json) writeWhole(1, `${JSON.stringify(summary)}\n`);
  else if (!options.quiet) tell(closingLine(summary));
  if (recordsFailure !== undefined) {
    say(`cannot write the records to ${options.records}: ${reason(recordsFailure)}`);
    return 3;
  }
  return summary.downloads.failed > 0 ? 1 : 0;
}

function openEnvironment(options: RunOptions): Environment {
  const { urls, input, dir, cacert, records } = options;
  // Reading comes first: a wrong input or CA file leaves nothing on the disk.
  const lines = attempt(`read the input ${input}`, () => new InputLines(urls, input));
  const certificates =
    cacert === undefined ? [] : attempt(`read the CA file ${cacert}`, () => readCertificates(cacert));
  const folder = attempt(`make the folder ${dir}`, () => new OutputFolder(dir));
  const recordsFile =
    records === undefined
      ? undefined
      : attempt(`write the records ${records}`, () => new RecordsFile(records));
  return { lines, certificates, folder, records: recordsFile };
}

function attempt<T>(doing: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new EnvironmentError(`cannot ${doing}: ${reason(error)}`, { cause: error });
  }
}

interface Raced {
  readonly summary: Summary;
  readonly recordsFailure: unknown;
}

/** From the first job read to the last file in place. */
async function race(
  program: Program,
  strategy: Strategy,
  options: RunOptions,
  environment: Environment,
  say: (text: string) => void,
): Promise<Raced> {
  const tally = new Tally();
  const failures = new FailureCounts();
  const zeroNs = process.hrtime.bigint();
  const clock = startClock(zeroNs);
  const onEnd = (record: DownloadRecord): void => {
    environment.records?.append(record);
    if (record.error === undefined) return;
    failures.add(record.error.code);
    say(`${record.error.message} (${record.error.code})`);
  };
  const jobs = new PlannedJobs(environment.lines, (refused) => {
    tally.failed.add(1);
    onEnd(refusedRecord(refused, clock));
  });
  const progress = showProgress(options, tally, jobs);
  const userAgent = `${program.name}/${program.version}`;
  const { folder, certificates } = environment;
  const context = { options, folder, certificates, userAgent, zeroNs, clock, tally, work: options.work };
  await strategy.run(jobs, context, onEnd);
  const durationNs = clock();
  progress.stop();
  environment.records?.close();
  return {
    summary: summarise(program, strategy, options, { tally, failures, total: jobs.count, durationNs }),
    recordsFailure: environment.records?.failure,
  };
}

function showProgress(options: RunOptions, tally: Tally, jobs: PlannedJobs): Progress {
  // Looking at process.stderr makes Node build a stream: only where something may be shown on it.
  if (options.progress === 'none' || options.quiet) return { stop: () => undefined };
  return startProgress(options.progress, process.stderr, tally, () => ({
    jobs: jobs.count,
    shareTaken: jobs.shareTaken,
  }));
}

interface Totals {
  readonly tally: Tally;
  readonly failures: FailureCounts;
  readonly total: number;
  readonly durationNs: number;
}

function summarise(program: Program, strategy: Strategy, options: RunOptions, totals: Totals): Summary {
  const { tally, failures, total, durationNs } = totals;
  return {
    contract: 1,
    backend: program.backend,
    variant: options.strategy,
    version: program.version,
    runtime: { name: 'Node.js', version: process.versions.node },
    libraries: strategy.libraries,
    concurrency: options.concurrency,
    durationNs,
    downloads: { total, ok: tally.ok.value, failed: failures.total, skipped: 0, cancelled: 0 },
    bytes: tally.bytes.value,
    attempts: tally.attempts.value,
    peakInFlight: tally.peakInFlight,
    errors: failures.toJSON(),
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Nobody listening on stderr any more is no reason to stop. */
function tell(line: string): void {
  try {
    writeWhole(2, `${line}\n`);
  } catch {
    // There is nowhere left to say it.
  }
}
