import type { CheckComparison } from '@fairfetch/contract';
import type { Glyphs } from '../report/glyphs.ts';
import { changeBar, scaleHeading, type Scale } from './bars.ts';
import type { Group } from './groups.ts';
import { signsOf, type Signs } from './signs.ts';
import { changeText, METRIC_WORDS } from './words.ts';

const WIDTH = 48;
const INDENT = '  ';

/** What is drawn, what its signs mean. */
function keyOf(rows: readonly CheckComparison[], { noChange, threshold }: Signs): string {
  const shares = new Set(rows.flatMap((row) => (row.threshold === null ? [] : [100 * row.threshold])));
  const limits = [...shares].map((share) => `${Number(share.toFixed(2))} %`).join(', ');
  return `${noChange} no change   ${threshold} what matters (${limits})   log scale`;
}

/** The changes of all measured rows and their intervals on one scale; null: nothing was measured. */
export function plotOf(groups: readonly Group[], scale: Scale | null, glyphs: Glyphs): string | null {
  if (scale === null) return null;
  const signs = signsOf(glyphs);
  const drawn = groups.flatMap(({ name, rows }) => {
    const measured = rows.filter(({ ratio }) => ratio !== null);
    return measured.length === 0 ? [] : [{ name, measured }];
  });
  const rows = drawn.flatMap(({ measured }) => measured);
  const labels = rows.map(({ metric }) => METRIC_WORDS[metric].length);
  const width = INDENT.length + labels.reduce((most, length) => Math.max(most, length), 0) + 2;
  const lineOf = (row: CheckComparison): string => {
    const label = `${INDENT}${METRIC_WORDS[row.metric]}`.padEnd(width);
    const bar = changeBar(row, scale, WIDTH, glyphs).padEnd(WIDTH);
    return `${label}${bar}  ${changeText(row.ratio ?? 1, signs)}`;
  };
  const lines = drawn.map(({ name, measured }) => [name, ...measured.map(lineOf)].join('\n'));
  return [
    `${' '.repeat(width)}${scaleHeading(scale, WIDTH, signs)}`,
    ...lines,
    `${' '.repeat(width)}${keyOf(rows, signs)}`,
  ].join('\n');
}
