import { fieldsInWords } from './patterns.ts';
import type { Invariant } from './invariants.ts';
import { exitCodeOf } from './output.ts';
import { figure, listOf, quoted } from './words.ts';

const summaryForm: Invariant = {
  name: 'summary-form',
  rule: '--json prints one summary as summary.schema.json describes it, of the variant that ran.',
  misfits: ({ observation, statement: { summary, summaryProblems }, variant }) => {
    if (summary === null || !observation.asked.json) return [];
    if (summaryProblems.length > 0) {
      return [{ expected: 'a summary as its schema says', seen: listOf(summaryProblems) }];
    }
    const [own, said] = [`${variant.backend}/${variant.name}`, `${summary.backend}/${summary.variant}`];
    return own === said ? [] : [{ expected: `the summary of ${own}`, seen: `the summary of ${said}` }];
  },
};

const recordsForm: Invariant = {
  name: 'records-form',
  rule: '--records writes one JSON line a download as record.schema.json describes it, each job once.',
  misfits: ({ statement: { records, recordProblems } }) => {
    const again = records.filter(({ index }, place) => records[place - 1]?.index === index);
    const problems = [...recordProblems, ...again.map(({ index }) => `job ${index} is there twice`)];
    if (problems.length === 0) return [];
    return [{ expected: 'records as their schema says', seen: listOf(problems) }];
  },
};

const allRecorded: Invariant = {
  name: 'all-recorded',
  rule: 'Every download has its record, and the counts of the summary are those of the records.',
  misfits: ({ observation, statement: { summary, records } }) => {
    const code = exitCodeOf(observation.ending);
    const { json, records: kept } = observation.asked;
    if (summary === null || !json || !kept || code === 2 || code === 3) return [];
    const { total, ok, failed, skipped, cancelled } = summary.downloads;
    const count = (state: string): number => records.filter((each) => each.state === state).length;
    const fields = [
      ['total', total, records.length],
      ['ok', ok, count('ok')],
      ['failed', failed, count('failed')],
      ['skipped', skipped, count('skipped')],
      ['cancelled', cancelled, count('cancelled')],
    ] as const;
    const misfits = fields
      .filter(([, said, counted]) => said !== counted)
      .map(([name, said, counted]) => ({ name, expected: figure(counted), seen: figure(said) }));
    if (misfits.length === 0) return [];
    const expected = `summary with ${fieldsInWords(misfits, 'expected')}, as the records have it`;
    return [{ expected, seen: fieldsInWords(misfits, 'seen') }];
  },
};

const errorsCounted: Invariant = {
  name: 'errors-counted',
  rule: 'errors counts failed attempts by code, and downloads that failed without one.',
  misfits: ({ statement: { summary } }) => {
    if (summary === null) return [];
    const counts: readonly (number | undefined)[] = Object.values(summary.errors ?? {});
    const sum = counts.reduce<number>((total, count = 0) => total + count, 0);
    const { failed } = summary.downloads ?? {};
    if (sum >= (failed ?? 0)) return [];
    return [{ expected: `at least ${figure(failed)} in errors, one a failed download`, seen: figure(sum) }];
  },
};

const times: Invariant = {
  name: 'times',
  rule: '0 <= startNs <= firstByteNs <= endNs <= durationNs, on one monotonic clock.',
  misfits: ({ statement: { summary, records } }) => {
    const first = records.find(({ startNs, firstByteNs = startNs, endNs }) => {
      const end = summary?.durationNs ?? Infinity;
      return !(startNs >= 0 && startNs <= firstByteNs && firstByteNs <= endNs && endNs <= end);
    });
    if (first === undefined) return [];
    const { index, startNs, firstByteNs, endNs } = first;
    const told = { startNs, firstByteNs, endNs, durationNs: summary?.durationNs };
    return [{ expected: `times of job ${index} in order`, seen: quoted(JSON.stringify(told)).slice(1, -1) }];
  },
};

const inFlight: Invariant = {
  name: 'in-flight',
  rule: 'Never more than -j downloads in flight.',
  misfits: ({ observation: { asked }, statement: { summary }, variant }) => {
    if (summary === null || variant.unbounded || summary.peakInFlight <= asked.concurrency) return [];
    const expected = `at most ${figure(asked.concurrency)} in flight`;
    return [{ expected, seen: `peakInFlight ${figure(summary.peakInFlight)}` }];
  },
};

export const STATEMENT_INVARIANTS: readonly Invariant[] = [
  summaryForm,
  recordsForm,
  allRecorded,
  errorsCounted,
  times,
  inFlight,
];
