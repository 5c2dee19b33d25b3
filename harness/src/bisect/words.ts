import type { CheckComparison, CheckFigure } from '@fairfetch/contract';
import { signsOf, type Signs } from '../check-report/signs.ts';
import { changesText, changeText, clipped, METRIC_WORDS, thresholdText } from '../check-report/words.ts';
import { bytesInWords, countOf, secondsInWords } from '../report/words.ts';
import { shortOf, type Commit } from './commit.ts';
import type { Tried } from './report.ts';

export { signsOf, type Signs };

const SUBJECT_CHARS = 72;

/** `0123456789 the subject`, without what a subject may do to a terminal. */
export function commitText({ revision, subject }: Commit): string {
  return `${shortOf(revision)} ${clipped(subject, SUBJECT_CHARS)}`.trimEnd();
}

interface Counted {
  readonly least: number;
  readonly most: number;
}

function countedText({ least, most }: Counted, unit: CheckComparison['unit'], { dash }: Signs): string {
  const write = (value: number): string =>
    unit === 'bytes' ? bytesInWords(value) : value.toLocaleString('en');
  return least === most ? write(least) : `${write(least)}${dash}${write(most)}`;
}

function ofBoth(one: CheckFigure | null, other: CheckFigure | null): Counted | null {
  if (one === null || other === null) return one ?? other;
  return { least: Math.min(one.least, other.least), most: Math.max(one.most, other.most) };
}

function countChange(comparison: CheckComparison, signs: Signs): string {
  const { unit, candidate, base, baseAgain } = comparison;
  const was = ofBoth(base, baseAgain);
  if (was === null || candidate === null) return 'not measured';
  const [before, now] = [was, candidate].map((each) => countedText(each, unit, signs));
  return before === now ? `${now}, as before` : `${before} ${signs.arrow} ${now}`;
}

/** Each run failed or did not. */
function failuresText(figure: Counted | null): string {
  if (figure === null) return 'not known';
  if (figure.most === 0) return 'none';
  return figure.least > 0 ? 'all' : 'some';
}

function failuresChange({ base, baseAgain, candidate }: CheckComparison, { arrow }: Signs): string {
  return `${failuresText(ofBoth(base, baseAgain))} ${arrow} ${failuresText(candidate)}`;
}

/** `time +58.2 % (+50.1 to +66.3)`, `connections 2 → 6`, `failed runs none → some`. */
export function effectText(comparison: CheckComparison, signs: Signs): string {
  const name = METRIC_WORDS[comparison.metric];
  if (comparison.kind === 'failures') return `${name} ${failuresChange(comparison, signs)}`;
  if (comparison.kind !== 'measured') return `${name} ${countChange(comparison, signs)}`;
  const { ratio, interval } = comparison;
  if (ratio === null) return `${name} not measured`;
  const around = interval === null ? '' : ` (${changesText(interval, signs)})`;
  return `${name} ${changeText(ratio, signs)}${around}`;
}

/** What would have been seen, in a sentence. */
export function detectableText(comparison: CheckComparison, signs: Signs): string {
  if (comparison.kind !== 'measured') {
    return comparison.kind === 'failures'
      ? 'Runs that failed more often would have been seen only where they do so often.'
      : 'One more in every run would have been seen.';
  }
  const { detectableRatio } = comparison;
  const matters = `What matters is ${thresholdText(comparison)}.`;
  if (detectableRatio === null) return matters;
  return `${changeText(detectableRatio, signs)} would have been seen four times out of five. ${matters}`;
}

/** `bad 0123456789 the subject: time +58.2 % (+50.1 to +66.3), 12 blocks, 14 s`. */
export function triedText(tried: Tried, signs: Signs): string {
  const { state, comparison, reason, blocks, seconds, fromBefore } = tried;
  const parts = [
    ...(reason === null ? [] : [clipped(reason)]),
    ...(comparison === null ? [] : [effectText(comparison, signs)]),
    ...(comparison === null ? [] : [countOf(blocks, 'block'), secondsInWords(seconds)]),
    ...(fromBefore ? ['from before'] : []),
  ];
  return `${state} ${commitText(tried)}: ${parts.join(', ')}`;
}
