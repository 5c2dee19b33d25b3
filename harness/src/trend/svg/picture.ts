import { METRIC_WORDS } from '../../check-report/words.ts';
import type { Trend } from '../types.ts';
import { kindOf } from '../types.ts';
import { drawMark, MARK_WORDS, type Mark } from './marks.ts';
import { drawPanel, LEFT, PANEL_HEIGHT, panelInWords, WIDTH } from './panel.ts';
import { STYLE } from './style.ts';

/** In pixels. */
const TITLE = 28;
const SAID = 47;
const LEGEND = 70;
const HEADER = 84;
const LEGEND_STEP = 112;

const MARKS: readonly Mark[] = ['regressed', 'improved', 'unchanged', 'inconclusive'];

/** One panel below another, one for each series: an SVG for light and dark pages that needs nothing from outside. */
export function drawTrend({ metric, series }: Trend): string {
  const height = HEADER + PANEL_HEIGHT * series.length;
  const panels = series.map((each, index) => drawPanel(metric, each, HEADER + PANEL_HEIGHT * index));
  const title = `Trend of ${METRIC_WORDS[metric]}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title about">
<title id="title">${title}</title>
<desc id="about">${series.map((each) => panelInWords(metric, each)).join(' ')}</desc>
${STYLE}
<rect class="ground" width="${WIDTH}" height="${height}"/>
<text class="text" x="${LEFT}" y="${TITLE}" font-size="18" font-weight="600">${title}</text>
<text class="faint" x="${LEFT}" y="${SAID}">${SAID_OF[kindOf(metric)]}; the shape is the verdict against the base of the same session</text>
${legend(series.some(({ points }) => points.some(({ candidate }) => candidate === null)))}
${panels.join('\n')}
</svg>
`;
}

const SAID_OF = {
  measured: 'Median of each revision with its 95 % interval',
  exact: 'Median of each revision with its range',
  failures: 'Runs of each revision that failed',
} as const;

function legend(withMissing: boolean): string {
  const marks: readonly Mark[] = withMissing ? [...MARKS, 'missing'] : MARKS;
  return marks
    .map((mark, index) => {
      const x = LEFT + 6 + LEGEND_STEP * index;
      return `${drawMark(mark, { x, y: LEGEND - 4 }, null)}<text class="text" x="${x + 12}" y="${LEGEND}">${MARK_WORDS[mark]}</text>`;
    })
    .join('\n');
}
