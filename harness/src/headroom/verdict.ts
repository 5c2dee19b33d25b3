import type { Ceiling, RunFailure } from '@fairfetch/contract';
import type { RunRequest, RunResult } from '../run/index.ts';
import { carriesFile, phasesOf, requestsOf } from '../timeline/index.ts';
import { listFiles } from '../verify/listing.ts';
import { shown, tailOf, tellingLine, textOf } from '../verify/output.ts';
import { processFailure } from '../verify/process.ts';
import { witnessOf } from '../verify/witness.ts';
import type { Verdict } from '../verify/index.ts';
import type { CeilingKind } from './ceilings.ts';

/** A time, or why there is none. */
type Measured =
  | { readonly state: 'measured'; readonly timeNs: number }
  | { readonly state: 'failed'; readonly failure: RunFailure };

/** Judges the run of a ceiling: its time is believed only if it did all of its work. */
export async function ceilingVerdict(
  kind: CeilingKind,
  request: RunRequest,
  result: RunResult,
): Promise<Verdict> {
  const { truth, usage, expected } = result;
  const stderr = await tailOf(request.folder.stderr);
  const measured = await measure(kind, request, result, tellingLine(stderr));
  const ceiling: Ceiling = { of: kind, timeNs: measured.state === 'measured' ? measured.timeNs : null };
  const phases =
    truth === null || usage === null
      ? null
      : phasesOf({ process: usage, truth, slots: request.concurrency, downloads: expected?.length ?? 0 });
  return {
    failures: measured.state === 'measured' ? [] : [tidy(measured.failure)],
    flags: [],
    summary: null,
    files: null,
    witness: truth === null ? null : witnessOf(truth),
    phases,
    stderr,
    ceiling,
  };
}

async function measure(
  kind: CeilingKind,
  { timeoutMs, folder }: RunRequest,
  result: RunResult,
  lastLine: string | null,
): Promise<Measured> {
  const [trouble] = result.trouble;
  const failure = trouble ?? processFailure(result.outcome, { timeoutMs, lastLine });
  if (failure !== null) return { state: 'failed', failure };
  const fetched = kind === 'disk' ? null : netTime(result);
  if (fetched !== null && (kind === 'net' || fetched.state === 'failed')) return fetched;
  return ownTime(result, folder.out, (await textOf(folder.stdout)) ?? '');
}

/** First request to last byte, by the origin's clock: the start of the process is none of the origin's doing. */
function netTime({ truth, expected }: RunResult): Measured {
  if (truth === null || expected === null) return failed('origin-lost', 'nobody saw what it fetched');
  const { firstRequestNs, lastByteNs } = truth;
  const whole = requestsOf(truth).filter((request) => request.complete && carriesFile(request)).length;
  if (firstRequestNs === null || lastByteNs === null || whole !== expected.length) {
    return failed('files', `it fetched ${whole} of ${expected.length} files`);
  }
  return { state: 'measured', timeNs: lastByteNs - firstRequestNs };
}

/** First file (or connection) to last rename, by its own clock: nobody else knows when it ended. */
async function ownTime({ expected }: RunResult, out: string, stdout: string): Promise<Measured> {
  const entries = await listFiles(out);
  const files = expected ?? [];
  const whole = files.filter(({ path, bytes }) => entries.get(path)?.bytes === bytes).length;
  if (whole !== files.length || entries.size !== files.length) {
    return failed('files', `it wrote ${whole} of ${files.length} files and ${entries.size} in all`);
  }
  const timeNs = durationOf(stdout);
  return timeNs === null
    ? failed('bad-summary', 'its line has no durationNs')
    : { state: 'measured', timeNs };
}

function durationOf(stdout: string): number | null {
  try {
    const { durationNs } = JSON.parse(stdout) as { readonly durationNs?: unknown };
    return Number.isSafeInteger(durationNs) ? (durationNs as number) : null;
  } catch {
    return null;
  }
}

function failed(code: RunFailure['code'], message: string): Measured {
  return { state: 'failed', failure: { code, message } };
}

function tidy({ code, message }: RunFailure): RunFailure {
  return { code, message: shown(message) };
}
