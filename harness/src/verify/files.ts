import { join } from 'node:path';
import type { FileCheck } from '@fairfetch/contract';
import type { ExpectedFile } from '../run/index.ts';
import { digestOf, mapFew } from './digest.ts';
import { isLeftover, listFiles, type Entry } from './listing.ts';

const HASHED_AT_ONCE = 4;
const MOST_EXAMPLES = 5;

type Fault = 'missing' | 'short' | 'wrong' | 'extra' | 'leftover';

/** A file that is not as it should be. */
interface Finding {
  readonly fault: Fault;
  readonly sentence: string;
}

/** Compares what lies in a folder with what was served: sizes, digests, and nothing else there. */
export async function checkFiles(folder: string, expected: readonly ExpectedFile[]): Promise<FileCheck> {
  const entries = await listFiles(folder);
  const compared = await mapFew(expected, HASHED_AT_ONCE, (file) =>
    compare(folder, file, entries.get(file.path)),
  );
  const wanted = new Set(expected.map((file) => file.path));
  const findings = [
    ...compared.filter((finding) => finding !== null),
    ...[...entries.keys()].filter((path) => !wanted.has(path)).map(unwanted),
  ];
  return fileCheck(expected.length, findings);
}

export function fileCheck(expected: number, findings: readonly Finding[]): FileCheck {
  const count = (fault: Fault): number => findings.filter((finding) => finding.fault === fault).length;
  const counts = { missing: count('missing'), short: count('short'), wrong: count('wrong') };
  return {
    expected,
    ok: expected - counts.missing - counts.short - counts.wrong,
    ...counts,
    extra: count('extra'),
    leftover: count('leftover'),
    examples: findings.slice(0, MOST_EXAMPLES).map((finding) => finding.sentence),
  };
}

/** What is there and should not be. */
export function unwanted(path: string): Finding {
  return isLeftover(path)
    ? { fault: 'leftover', sentence: `${path} was left behind` }
    : { fault: 'extra', sentence: `${path} was not asked for` };
}

async function compare(
  folder: string,
  { path, bytes, sha256 }: ExpectedFile,
  entry: Entry | undefined,
): Promise<Finding | null> {
  const misfit = misfitOf(path, bytes, entry);
  if (misfit !== null) return misfit;
  const digest = await digestOf(join(folder, path), bytes);
  if (digest === sha256) return null;
  return { fault: 'wrong', sentence: `${path} has the right size and other bytes` };
}

/** What is wrong with a file without looking into it. */
export function misfitOf(path: string, bytes: number, entry: Entry | undefined): Finding | null {
  if (entry === undefined) return { fault: 'missing', sentence: `${path} is missing` };
  if (!entry.plain) return { fault: 'wrong', sentence: `${path} is a link, not a file of its own` };
  if (entry.bytes === bytes) return null;
  const sentence = `${path} has ${entry.bytes} of ${bytes} bytes`;
  return { fault: entry.bytes < bytes ? 'short' : 'wrong', sentence };
}

/** The faults of a check in one sentence, or null. */
export function fileFaults(check: FileCheck): string | null {
  const parts = [
    [check.missing, 'missing'],
    [check.short, 'short'],
    [check.wrong, 'wrong'],
    [check.extra, 'not asked for'],
    [check.leftover, 'left behind unfinished'],
  ] as const;
  const wrong = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  if (wrong.length === 0) return null;
  return `${check.ok} of ${check.expected} files are right, ${wrong.join(', ')}: ${check.examples.join('; ')}`;
}
