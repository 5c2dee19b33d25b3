import type { DownloadRecord, RecordPattern, SummaryPattern } from '@fairfetch/contract';
import type { Misfit } from '../observation.ts';
import { countFields, fieldsInWords, numberField, textField, type FieldMisfit } from './patterns.ts';
import type { Statement } from './statement.ts';
import { figure, listOf, oneLine } from './words.ts';

/** Each record against the pattern of its index. There must be as many as patterns. */
export function judgeRecords(patterns: readonly RecordPattern[], { records }: Statement): readonly Misfit[] {
  const misfits = patterns.flatMap((pattern, place) => {
    const index = pattern.index ?? place;
    return judgeRecord(index, pattern, records);
  });
  if (records.length === patterns.length) return misfits;
  const expected = `${figure(patterns.length)} record${patterns.length === 1 ? '' : 's'}`;
  const seen =
    records.length === 0 ? 'none' : `${figure(records.length)}: ${listOf(records.map(inWords), 4)}`;
  return [{ check: 'records', rule: null, expected, seen }, ...misfits];
}

function judgeRecord(
  index: number,
  pattern: RecordPattern,
  records: readonly DownloadRecord[],
): readonly Misfit[] {
  const record = records.find((each) => each.index === index);
  if (record === undefined) {
    // That one is missing is said once, by the number of them.
    if (records.length === 0) return [];
    return [{ check: 'records', rule: null, expected: `a record of job ${index}`, seen: 'none' }];
  }
  const misfits = recordFields(pattern, record);
  if (misfits.length === 0) return [];
  const expected = `record of job ${index} with ${fieldsInWords(misfits, 'expected')}`;
  const seen = `${fieldsInWords(misfits, 'seen')}${because(record)}`;
  return [{ check: 'records', rule: null, expected, seen }];
}

function recordFields(pattern: RecordPattern, record: DownloadRecord): readonly FieldMisfit[] {
  return [
    ...textField('state', pattern.state, record.state),
    ...textField('url', pattern.url, record.url),
    ...textField('path', pattern.path, record.path),
    ...numberField('status', pattern.status, record.status),
    ...numberField('bytes', pattern.bytes, record.bytes),
    ...textField('sha256', pattern.sha256, record.sha256),
    ...textField('work', pattern.work, record.work),
    ...numberField('attempts', pattern.attempts, record.attempts),
    ...numberField('resumedFrom', pattern.resumedFrom, record.resumedFrom),
    ...numberField('firstByteNs', pattern.firstByteNs, record.firstByteNs),
    ...errorFields(pattern.error, record.error),
  ];
}

function errorFields(
  pattern: RecordPattern['error'],
  error: DownloadRecord['error'],
): readonly FieldMisfit[] {
  if (pattern === undefined) return [];
  if (pattern === null) return textField('error.code', null, error?.code);
  return [
    ...textField('error.code', pattern.code, error?.code),
    ...textField('error.message', pattern.message, error?.message),
    ...numberField('error.line', pattern.line, error?.line),
  ];
}

/** What a reader wants to know of a record that is not as expected. */
function because({ state, error }: DownloadRecord): string {
  return error === undefined
    ? ` (it is ${state})`
    : ` (it ${state}: ${error.code}, ${oneLine(error.message)})`;
}

function inWords({ index, state, path, error }: DownloadRecord): string {
  const what = path === undefined ? '' : ` ${path}`;
  return `job ${index}${what} ${state}${error === undefined ? '' : ` (${error.code})`}`;
}

export function judgeSummary(pattern: SummaryPattern, { summary }: Statement): readonly Misfit[] {
  // That there is none is said where stdout is looked at.
  if (summary === null) return [];
  const misfits = [
    ...countFields('downloads', pattern.downloads, summary.downloads),
    ...countFields('errors', pattern.errors, summary.errors),
    ...numberField('bytes', pattern.bytes, summary.bytes),
    ...numberField('attempts', pattern.attempts, summary.attempts),
    ...numberField('peakInFlight', pattern.peakInFlight, summary.peakInFlight),
    ...numberField('concurrency', pattern.concurrency, summary.concurrency),
    ...numberField('durationNs', pattern.durationNs, summary.durationNs),
  ];
  if (misfits.length === 0) return [];
  const expected = `summary with ${fieldsInWords(misfits, 'expected')}`;
  return [{ check: 'summary', rule: null, expected, seen: fieldsInWords(misfits, 'seen') }];
}
