import { parse, type DownloadRecord, type RunFailure } from '@fairfetch/contract';
import { listed } from './summary.ts';

export type ReadRecords =
  | { readonly state: 'read'; readonly records: readonly DownloadRecord[] }
  | { readonly state: 'refused'; readonly failure: RunFailure };

/** Reads the records file, every line through the schema. `text` is null where there is no file. */
export function readRecords(text: string | null): ReadRecords {
  if (text === null) return refused('the records file was not written');
  const records: DownloadRecord[] = [];
  const problems: string[] = [];
  const seen = new Set<number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const checked = parse('record', line);
    if (checked.state === 'invalid') {
      problems.push(`line ${index + 1}: ${checked.problems.join(', ')}`);
      continue;
    }
    if (seen.has(checked.value.index)) problems.push(`line ${index + 1}: job ${checked.value.index} again`);
    seen.add(checked.value.index);
    records.push(checked.value);
  }
  if (text !== '' && !text.endsWith('\n')) problems.push('the last line has no end');
  if (problems.length > 0) return refused(`the records file is not as agreed: ${listed(problems)}`);
  return { state: 'read', records };
}

function refused(message: string): ReadRecords {
  return { state: 'refused', failure: { code: 'bad-records', message } };
}

/** How many records are in each state. */
export function countStates(
  records: readonly DownloadRecord[],
): Readonly<Record<DownloadRecord['state'], number>> {
  const counts = { ok: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const record of records) counts[record.state] += 1;
  return counts;
}
