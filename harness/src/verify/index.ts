import type {
  Ceiling,
  DownloadRecord,
  FileCheck,
  Flag,
  Phases,
  RunFailure,
  Summary,
  Witness,
} from '@fairfetch/contract';
import type { RunRequest, RunResult } from '../run/index.ts';
import { phasesOf } from '../timeline/index.ts';
import { checkFiles, fileFaults } from './files.ts';
import { leftBehindFlag, recordFlags, witnessFlags } from './flags.ts';
import { checkOwnList, type Digests } from './own-list.ts';
import { requestFlags } from './request-flags.ts';
import { shown, tailOf, tellingLine, textOf } from './output.ts';
import { writtenOutside } from './outside.ts';
import { processFailure } from './process.ts';
import { readRecords } from './records.ts';
import { readSummary } from './summary.ts';
import { witnessOf } from './witness.ts';

export { Digests } from './own-list.ts';

/** What is to be believed of a run. No failure: its time counts. */
export interface Verdict {
  readonly failures: readonly RunFailure[];
  readonly flags: readonly Flag[];
  readonly summary: Summary | null;
  readonly files: FileCheck | null;
  readonly witness: Witness | null;
  /** null: nobody saw where its time went. */
  readonly phases: Phases | null;
  /** Only of a run that is no row's. */
  readonly ceiling?: Ceiling;
  /** Last lines of its stderr. */
  readonly stderr: readonly string[];
}

export interface Surroundings {
  /** Names in the scratch folder that nobody of ours has put there. */
  readonly strangers: readonly string[];
  /** The scratch folder, if there is no room left in it. */
  readonly fullFolder: string | null;
  /** What earlier runs of the same list of URLs received. */
  readonly digests: Digests;
}

/** What the downloader says of its run; a peer says nothing. */
interface Statement {
  readonly summary: Summary | null;
  readonly records: readonly DownloadRecord[] | null;
  readonly failures: readonly RunFailure[];
}

/** Judges one run by its process, its files, its word and what the origin saw. */
export async function verifyRun(
  request: RunRequest,
  result: RunResult,
  { strangers, fullFolder, digests }: Surroundings,
): Promise<Verdict> {
  const seen = {
    witness: result.truth === null ? null : witnessOf(result.truth),
    phases: phasesSeen(request, result),
  };
  const stderr = await tailOf(request.folder.stderr);
  const flags = [...result.remarks, ...leftBehindFlag(result.usage?.leftBehind ?? 0)];
  if (result.trouble.length > 0 || result.usage === null) {
    const failures =
      result.trouble.length > 0
        ? result.trouble
        : endOf(request, result, stderr, null).map((failure) => orFull(failure, fullFolder));
    return { failures, flags, summary: null, files: null, ...seen, stderr };
  }
  const statement = await statementOf(request);
  const checked = await filesOf(request, result, statement, digests);
  const failures = [
    ...endOf(request, result, stderr, statement.records).map((failure) => orFull(failure, fullFolder)),
    // Of a process that failed, a missing summary is a consequence and not news.
    ...(exitedWell(result) ? statement.failures : []),
    ...fileFailures(checked.files),
    ...outsideFailures(await writtenOutside(request.folder, strangers)),
  ];
  if (exitedWell(result))
    flags.push(...checked.flags, ...disagreements(request, result, statement, checked.files));
  return {
    failures: failures.map(tidy),
    flags,
    summary: statement.summary,
    files: checked.files,
    ...seen,
    stderr,
  };
}

function phasesSeen({ variant, concurrency }: RunRequest, result: RunResult): Phases | null {
  const { truth, usage, expected } = result;
  if (truth === null || usage === null || expected === null) return null;
  const downloads = expected.length;
  const slots = variant.traits.concurrency === 'unbounded' ? downloads : concurrency;
  return phasesOf({ process: usage, truth, slots, downloads });
}

function exitedWell({ outcome }: RunResult): boolean {
  return outcome.state === 'exited' && outcome.code === 0;
}

function endOf(
  { timeoutMs }: RunRequest,
  { outcome }: RunResult,
  stderr: readonly string[],
  records: readonly DownloadRecord[] | null,
): readonly RunFailure[] {
  const failed = (records ?? []).filter((record) => record.state === 'failed');
  const first = failed[0]?.error;
  const told = first && `${failed.length} downloads failed, the first with ${first.code}: ${first.message}`;
  const failure = processFailure(outcome, { timeoutMs, lastLine: told ?? tellingLine(stderr) });
  if (failure === null) return [];
  const full = failed.some((record) => record.error?.code === 'disk');
  return [full ? { ...failure, code: 'disk' } : failure];
}

/** A process that failed when there was no room left has most likely failed for that. */
function orFull(failure: RunFailure, fullFolder: string | null): RunFailure {
  if (fullFolder === null) return failure;
  return { code: 'disk', message: `no room left in ${fullFolder}; ${failure.message}` };
}

async function statementOf({ folder, variant }: RunRequest): Promise<Statement> {
  if (variant.input !== null) return { summary: null, records: null, failures: [] };
  const summary = readSummary((await textOf(folder.stdout)) ?? '', variant.unnamed ? null : variant);
  const records = readRecords(await textOf(folder.records));
  return {
    summary: summary.state === 'read' ? summary.summary : null,
    records: records.state === 'read' ? records.records : null,
    failures: [summary, records].flatMap((each) => (each.state === 'refused' ? [each.failure] : [])),
  };
}

async function filesOf(
  { folder, variant }: RunRequest,
  { expected }: RunResult,
  { records }: Statement,
  digests: Digests,
): Promise<{ readonly files: FileCheck | null; readonly flags: readonly Flag[] }> {
  if (expected !== null) return { files: await checkFiles(folder.out, expected), flags: [] };
  if (records === null) return { files: null, flags: [] };
  return checkOwnList(folder.out, records, variant.id, digests);
}

function fileFailures(files: FileCheck | null): readonly RunFailure[] {
  const message = files === null ? null : fileFaults(files);
  return message === null ? [] : [{ code: 'files', message }];
}

function outsideFailures(outside: readonly string[]): readonly RunFailure[] {
  if (outside.length === 0) return [];
  return [{ code: 'outside-folder', message: `wrote outside its folder: ${outside.slice(0, 5).join(', ')}` }];
}

function disagreements(
  { variant, concurrency, course }: RunRequest,
  { truth, expected }: RunResult,
  { summary, records }: Statement,
  files: FileCheck | null,
): readonly Flag[] {
  if (summary === null && variant.input === null) return [];
  const flags = summary === null || records === null ? [] : recordFlags(summary, records);
  if (truth === null || files === null || expected === null || course.source !== 'origin') return flags;
  const { network, hosts = 1 } = course.scenario;
  const { rttMs } = network;
  const { bytes } = course.expanded;
  const downloads = expected.length;
  return [
    ...flags,
    ...witnessFlags({
      traits: variant.traits,
      concurrency,
      downloads,
      rttMs,
      hosts,
      bytes,
      truth,
      summary,
      files,
    }),
    ...requestFlags({ truth, jobs: course.expanded.jobs, expected, records }),
  ];
}

function tidy({ code, message }: RunFailure): RunFailure {
  return { code, message: shown(message) };
}
