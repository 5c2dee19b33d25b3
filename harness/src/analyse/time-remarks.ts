import type { Note, ReportRow } from '@fairfetch/contract';
import { timeSentences, type Placed } from '../timeline/index.ts';

type Row = Pick<ReportRow, 'variant' | 'ratioToFastest' | 'typicalRun'>;

function placed(rows: readonly Row[], verdict: 'fastest' | 'slower'): readonly Placed[] {
  return rows.flatMap(({ variant, ratioToFastest, typicalRun }) =>
    ratioToFastest?.verdict === verdict && typicalRun !== null
      ? [{ name: variant, phases: typicalRun.phases }]
      : [],
  );
}

/** Where the time went that puts rows behind the fastest: only of rows that are told apart from it. */
export function timeRemarks(rows: readonly Row[]): readonly Note[] {
  const [fastest] = placed(rows, 'fastest');
  return fastest === undefined ? [] : timeSentences(fastest, placed(rows, 'slower'));
}
