import { DESCRIBED_FROM_BYTES, type TrialFile } from './plan.ts';

/** What a killed run left of one file. */
export interface Left {
  /** Under its final name; null: not there. */
  readonly whole: number | null;
  /** Of NAME.part; null: not there. */
  readonly part: number | null;
  /** NAME.part.json is there and describes it. */
  readonly described: boolean;
}

/** What the next run asked of one file. */
export interface Asked {
  readonly requests: number;
  /** Body bytes that the origin handed to the kernel. */
  readonly bytes: number;
  /** Of the first request; null: none was made. */
  readonly offset: number | null;
}

export interface Aftermath {
  readonly files: readonly TrialFile[];
  readonly left: ReadonlyMap<string, Left>;
  readonly asked: ReadonlyMap<string, Asked>;
  /** Of the run that was left in peace. */
  readonly exitCode: number | null;
  /** Paths whose bytes are not those that were served, or that are missing. */
  readonly wrong: readonly string[];
  /** Files that are nobody's: parts, descriptions, anything else. */
  readonly leftOver: readonly string[];
  /** Where each large file stood still before the kill, by path; empty where it was killed on the move. */
  readonly stops: ReadonlyMap<string, number>;
}

export interface Verdict {
  readonly findings: readonly string[];
  /** Large files of which something was on the disk, and how many of them went on from there. */
  readonly resumable: number;
  readonly resumed: number;
  /** Bytes that were on the disk and were sent again, over all files; and the most of one file. */
  readonly resentBytes: number;
  readonly mostResentBytes: number;
}

/** What a download may hold back from the disk, and send again because of it. */
export const BUFFER_BYTES = DESCRIBED_FROM_BYTES;

/** Holds what was left and what was asked for against the contract. */
export function judge(aftermath: Aftermath): Verdict {
  const { files, left, asked, stops } = aftermath;
  const findings = [...endFindings(aftermath)];
  let [resumable, resumed, resentBytes, mostResentBytes] = [0, 0, 0, 0];
  for (const file of files) {
    const was = left.get(file.path) ?? NOTHING;
    const then = asked.get(file.path) ?? NOT_ASKED;
    const resent = Math.max(0, then.bytes - (file.bytes - onDisk(was)));
    resentBytes += resent;
    mostResentBytes = Math.max(mostResentBytes, resent);
    if (resent > BUFFER_BYTES) {
      findings.push(
        `${file.path}: ${onDisk(was)} of ${file.bytes} bytes were on the disk, and ${resent} of them were sent again`,
      );
    }
    const stop = stops.get(file.path);
    if (stop !== undefined && onDisk(was) < stop - BUFFER_BYTES) {
      findings.push(`${file.path}: ${stop} bytes had come and only ${onDisk(was)} of them were on the disk`);
    }
    if (was.whole !== null || !was.described || (was.part ?? 0) === 0) continue;
    resumable += 1;
    if (then.offset === was.part) resumed += 1;
  }
  return { findings, resumable, resumed, resentBytes, mostResentBytes };
}

const NOTHING: Left = { whole: null, part: null, described: false };
const NOT_ASKED: Asked = { requests: 0, bytes: 0, offset: null };

function onDisk({ whole, part }: Left): number {
  return whole ?? part ?? 0;
}

function* endFindings({ exitCode, wrong, leftOver, left, files }: Aftermath): Generator<string> {
  for (const { path, bytes } of files) {
    const whole = left.get(path)?.whole ?? null;
    if (whole !== null && whole !== bytes)
      yield `${path}: ${whole} of ${bytes} bytes stood under the final name`;
  }
  if (exitCode !== 0)
    yield `the run that was left in peace ended with ${exitCode === null ? 'a signal' : `exit code ${exitCode}`}`;
  for (const path of wrong) yield `${path}: not the bytes that were served`;
  for (const path of leftOver) yield `${path}: left over`;
}
