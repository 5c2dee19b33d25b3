import type { Note, ReportRow } from '@fairfetch/contract';
import type { Entry } from './entry.ts';
import { LEAST_VALUES } from './interval.ts';
import { pairedLogRatios } from './pairs.ts';
import { isWithoutSpread } from './paired-test.ts';
import { wallTimes } from './times.ts';
import { percent } from './words.ts';

/** What the remarks on a row's figures need to know besides its own runs. */
export interface MeasurementContext {
  readonly row: Omit<ReportRow, 'notes'>;
  readonly fastest: Entry | null;
  /** Runs of the row that has most. */
  readonly mostRuns: number;
  /** What a stopping rule asks of the interval of a ratio; null: nothing. */
  readonly targetHalfWidth: number | null;
}

const noteIf = (isTrue: boolean, code: string, text: string): readonly Note[] =>
  isTrue ? [{ code, text }] : [];

function isAtFloor({ ok }: Entry): boolean {
  return ok.some(
    ({ process }) => process && process.rssFloorBytes > 0 && process.peakRssBytes <= process.rssFloorBytes,
  );
}

/** Its own failures have a remark already; this one is on blocks that the fastest spoilt. */
function pairRemarks({ row, fastest }: MeasurementContext, entry: Entry): readonly Note[] {
  const pairs = row.ratioToFastest?.pairs ?? 0;
  const tooFew = pairs < LEAST_VALUES && row.runs >= LEAST_VALUES ? ', too few for an interval' : '';
  return [
    ...noteIf(
      entry === fastest && row.state === 'partial',
      'fastest-partial',
      'The ratios are to this row although some of its runs failed: no row was ok in every run.',
    ),
    ...noteIf(
      row.ratioToFastest !== null && pairs < row.runs,
      'pairs',
      `Its ratio is over ${pairs} of its ${row.runs} runs${tooFew}: in the other blocks the fastest has no time.`,
    ),
    ...noteIf(
      row.wallNs !== null && row.ratioToFastest === null,
      'pairs',
      'No ratio: it was never ok in the same block as the fastest.',
    ),
  ];
}

/** Why a row has no interval, or one that is not what it seems. */
function intervalRemarks(context: MeasurementContext, entry: Entry): readonly Note[] {
  const { row, fastest, mostRuns, targetHalfWidth } = context;
  const runs = row.wallNs?.n ?? 0;
  const logRatios = fastest === null ? [] : pairedLogRatios(wallTimes(entry), wallTimes(fastest));
  return [
    ...noteIf(
      runs > 0 && runs < LEAST_VALUES && mostRuns >= LEAST_VALUES,
      'too-few-runs',
      `Fewer than ${LEAST_VALUES} of its runs have a time: too few for an interval, and it is not compared with other rows.`,
    ),
    ...noteIf(
      entry !== fastest && logRatios.length >= LEAST_VALUES && isWithoutSpread(logRatios),
      'no-spread',
      'Its ratio is the same in every block: without any spread, only the number of blocks can tell it from the fastest.',
    ),
    ...noteIf(
      row.ratioToFastest?.precise === false,
      'not-precise',
      `Its ratio is not as precise as was asked: the interval should reach no more than ${percent(targetHalfWidth ?? 0)} to either side.`,
    ),
  ];
}

export function measurementRemarks(entry: Entry, context: MeasurementContext): readonly Note[] {
  return [
    ...pairRemarks(context, entry),
    ...intervalRemarks(context, entry),
    ...noteIf(
      isAtFloor(entry),
      'memory-floor',
      'Its peak memory is the least that can be measured here, or below it.',
    ),
  ];
}
