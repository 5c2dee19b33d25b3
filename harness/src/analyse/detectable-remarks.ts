import type { Comparison, Note } from '@fairfetch/contract';
import { POWER } from './detectable.ts';
import { percent } from './words.ts';

/** A ratio of which nobody wants to know more. */
const FAR_APART = 100;

/** `4 %`, `a factor of 3.4`. Rounded up: what is a little less could not have been seen either. */
function differenceInWords(ratio: number): string {
  if (ratio < 1.1) return percent(Math.ceil(1000 * (ratio - 1)) / 1000);
  if (ratio < 2) return percent(Math.ceil(100 * (ratio - 1)) / 100);
  return ratio < FAR_APART ? `a factor of ${ratio.toFixed(1)}` : `a factor of ${FAR_APART}`;
}

function unseen({ left, right, detectable }: Comparison): string {
  const what = detectable === null ? 'any difference' : `a difference below ${differenceInWords(detectable)}`;
  return `${what} between ${left} and ${right}`;
}

const byDetectable = (one: Comparison, other: Comparison): number =>
  (one.detectable ?? Number.MAX_VALUE) - (other.detectable ?? Number.MAX_VALUE);

/** A tie is no proof that two rows are alike: what so many blocks could not have shown, of the ties seen best and worst. */
export function detectableRemarks(comparisons: readonly Comparison[]): readonly Note[] {
  const ties = comparisons.filter(({ toldApart }) => !toldApart).toSorted(byDetectable);
  const [best] = ties;
  const worst = ties.at(-1);
  if (best === undefined || worst === undefined) return [];
  const blocks = Math.max(...ties.map(({ pairs }) => pairs));
  const text =
    best === worst
      ? `At these ${blocks} blocks one would hardly have seen ${unseen(best)}, which share a letter`
      : `At these ${blocks} blocks one would hardly have seen ${unseen(best)}, nor ${unseen(worst)}: of the pairs that share a letter the one seen best and the one seen worst`;
  return [{ code: 'detectable', text: `${text} (seen: told apart in ${percent(POWER)} of such races).` }];
}
