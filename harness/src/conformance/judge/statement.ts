import { check, type DownloadRecord, type Summary } from '@fairfetch/contract';

/** What a program said of itself, as far as it can be read, and what is wrong with the form of it. */
export interface Statement {
  /** null: there is none, or it is no JSON object. */
  readonly summary: Summary | null;
  readonly summaryProblems: readonly string[];
  /** In the order of their index. Whether they are valid is said by the problems. */
  readonly records: readonly DownloadRecord[];
  readonly recordProblems: readonly string[];
}

export function readStatement(stdout: string | null, records: string | null): Statement {
  const summary = readJson(stdout ?? '');
  const lines = (records ?? '').split('\n').filter((line) => line !== '');
  const read = lines.map(readJson);
  const problems = lines.flatMap((_, index) => {
    const value = read[index];
    if (value === undefined) return [`line ${index + 1} is no JSON object`];
    const checked = check('record', value);
    return checked.state === 'valid'
      ? []
      : checked.problems.map((problem) => `line ${index + 1}: ${problem}`);
  });
  const unended = records !== null && records !== '' && !records.endsWith('\n');
  return {
    summary: (summary as Summary | undefined) ?? null,
    summaryProblems: summary === undefined ? [] : problemsOf(summary),
    records: (read.filter((value) => value !== undefined) as unknown as DownloadRecord[]).toSorted(
      (left, right) => left.index - right.index,
    ),
    recordProblems: unended ? [...problems, 'the last line has no end'] : problems,
  };
}

function problemsOf(summary: object): readonly string[] {
  const checked = check('summary', summary);
  return checked.state === 'valid' ? [] : checked.problems;
}

function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
