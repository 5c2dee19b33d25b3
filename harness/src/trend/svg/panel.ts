import { METRIC_WORDS } from '../../check-report/words.ts';
import { PLAIN_SIGNS } from '../../check-report/signs.ts';
import { changeOf, endsText, numberText, valueText } from '../figures.ts';
import { kindOf, type Trend, type TrendBreak, type TrendPoint, type TrendSeries } from '../types.ts';
import { breakNames, breakText, dayOf } from '../words.ts';
import { xmlText } from '../xml.ts';
import { axisOf, drawnOf, type Axis, type Drawn } from './axis.ts';
import { drawMark } from './marks.ts';

/** In pixels. */
export const WIDTH = 860;
export const LEFT = 72;
export const RIGHT = WIDTH - 20;
export const PANEL_HEIGHT = 316;
const HEADING = 20;
const SAID = 37;
const BREAKS = 60;
const TOP = 68;
const BOTTOM = 248;
/** Rotated labels that are nearer to each other cannot be read. */
const LEAST_LABEL_STEP = 15;
const LABEL_CHARS = 10;
const CHAR_WIDTH = 6;

/** Where things of one panel are. */
interface Place {
  readonly metric: Trend['metric'];
  readonly series: TrendSeries;
  readonly axis: Axis;
  /** Of the panel within the picture. */
  readonly top: number;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly drawn: readonly (Drawn | null)[];
}

const at = (value: number): string => value.toFixed(1);

export function drawPanel(metric: Trend['metric'], series: TrendSeries, top: number): string {
  const axis = axisOf(metric, series);
  const step = (RIGHT - LEFT) / series.points.length;
  const place: Place = {
    metric,
    series,
    axis,
    top,
    x: (index) => LEFT + step * (index + 0.5),
    y: (value) => top + BOTTOM - ((BOTTOM - TOP) * (value - axis.low)) / (axis.high - axis.low),
    drawn: drawnOf(metric, axis.unit, series),
  };
  return [
    heading(place),
    ticks(place),
    breaks(place),
    ...linesOf(place),
    ...series.points.map((point, index) => pointOf(point, index, place)),
    labels(place, step),
  ].join('\n');
}

function heading({ metric, series: { variant, scenario, points }, axis, top }: Place): string {
  const days = points.map(dayOf);
  const [first, last] = [days[0] ?? '', days.at(-1) ?? ''];
  const unit = axis.unit.name === '' ? '' : `, ${axis.unit.name}`;
  const starts = axis.low > 0 ? `; the axis starts at ${axis.ticks[0]?.text}, not at 0` : '';
  const from = first === last ? first : `${first} to ${last}`;
  return `<text class="text" x="${LEFT}" y="${top + HEADING}" font-size="14" font-weight="600">${xmlText(`${variant} @ ${scenario}`)}</text>
<text class="faint" x="${LEFT}" y="${top + SAID}">${METRIC_WORDS[metric]}${unit}${starts} · ${from}</text>`;
}

function ticks({ axis, y }: Place): string {
  return axis.ticks
    .map(
      ({ at: value, text }) =>
        `<path class="grid" d="M${LEFT} ${at(y(value))}H${RIGHT}"/>` +
        `<text class="text" x="${LEFT - 8}" y="${at(y(value) + 4)}" text-anchor="end">${text}</text>`,
    )
    .join('\n');
}

function breaks({ series: { points }, top, x }: Place): string {
  const found = points.flatMap(({ breakBefore }, index) =>
    breakBefore === null ? [] : [{ breakBefore, at: (x(index - 1) + x(index)) / 2 }],
  );
  return found
    .map(({ breakBefore, at: here }, index) => {
      const room = (found[index + 1]?.at ?? RIGHT) - here;
      const label = labelOfBreak(breakBefore, room);
      return `<path class="break" d="M${at(here)} ${top + BREAKS - 10}V${top + BOTTOM}"><title>${xmlText(breakText(breakBefore, '->'))}</title></path>${
        label === null
          ? ''
          : `<text class="faint small" x="${at(here + 4)}" y="${top + BREAKS}">${xmlText(label)}</text>`
      }`;
    })
    .join('\n');
}

/** What there is room for up to the next break: of many breaks side by side only the line, and its title. */
function labelOfBreak(found: TrendBreak, room: number): string | null {
  const chars = Math.floor((room - 4) / CHAR_WIDTH);
  const whole = breakNames(found);
  if (whole.length <= chars) return whole;
  const short = [`${found.kind} changed`, found.kind].find(({ length }) => length <= chars);
  return short ?? null;
}

/** Of points that follow each other with nothing between them that keeps them from being compared. */
function linesOf({ series: { points }, drawn, x, y }: Place): readonly string[] {
  const steps = points.map(({ breakBefore }, index) => {
    const here = drawn[index];
    if (!here) return '';
    const joined = breakBefore === null && drawn[index - 1];
    return `${joined ? 'L' : 'M'}${at(x(index))} ${at(y(here.value))}`;
  });
  return [`<path class="line" d="${steps.join('')}"/>`];
}

function pointOf(point: TrendPoint, index: number, { metric, axis, drawn, top, x, y }: Place): string {
  const here = drawn[index];
  const title = titleOf(point, metric, axis);
  if (!here) return drawMark('missing', { x: x(index), y: top + BOTTOM - 8 }, title);
  const [left, low, high] = [x(index), y(here.low), y(here.high)];
  const whisker =
    here.low === here.high
      ? ''
      : `<path class="whisker" d="M${at(left)} ${at(low)}V${at(high)}M${at(left - 3)} ${at(low)}h6M${at(left - 3)} ${at(high)}h6"/>`;
  return whisker + drawMark(point.verdict, { x: left, y: y(here.value) }, title);
}

/** Everything that is known of a point, for the pointer. */
function titleOf(point: TrendPoint, metric: Trend['metric'], { unit }: Axis): string {
  const { label, subject, candidate, verdict } = point;
  const unitName = unit.name === '' ? '' : ` ${unit.name}`;
  const ends = candidate === null ? '' : endsText(metric, candidate, unit, PLAIN_SIGNS);
  const value = candidate === null ? 'not measured' : `${valueText(metric, candidate, unit)}${unitName}`;
  const change = changeOf(metric, point, unit, PLAIN_SIGNS);
  const percent = kindOf(metric) === 'measured' ? ' %' : '';
  const parts = [
    `${label} ${subject ?? ''}`,
    dayOf(point),
    ends === '' ? value : `${value} (${ends})`,
    ...(change === '' ? [] : [`against its base ${change}${percent}`]),
    verdict,
  ];
  return xmlText(parts.join(', '));
}

/** As many as there is room for; the newest has its own in any case. */
function labels({ series: { points }, x, top }: Place, step: number): string {
  const every = Math.ceil(LEAST_LABEL_STEP / step);
  return points
    .flatMap(({ label }, index) => {
      if ((points.length - 1 - index) % every !== 0) return [];
      const [left, low] = [at(x(index) + 3), top + BOTTOM + 12];
      const text = label.length <= LABEL_CHARS ? label : `${label.slice(0, LABEL_CHARS - 1)}…`;
      return `<text class="rev" transform="translate(${left} ${low}) rotate(-50)" text-anchor="end">${xmlText(text)}</text>`;
    })
    .join('\n');
}

/** For who cannot see it. */
export function panelInWords(metric: Trend['metric'], series: TrendSeries): string {
  const { unit } = axisOf(metric, series);
  const { variant, scenario, points } = series;
  const known = points.flatMap(({ candidate }) => (candidate === null ? [] : [candidate.median / unit.size]));
  const of = (verdict: TrendPoint['verdict']): number =>
    points.filter((point) => point.verdict === verdict).length;
  const broken = points.filter(({ breakBefore }) => breakBefore !== null).length;
  const reach =
    known.length === 0 || metric === 'failures'
      ? ''
      : `, medians from ${numberText(known.reduce((one, other) => Math.min(one, other)) * unit.size, unit)} to ${numberText(known.reduce((one, other) => Math.max(one, other)) * unit.size, unit)} ${unit.name}`.trimEnd();
  return xmlText(
    `${variant} @ ${scenario}: ${points.length} revisions${reach}, ${of('regressed')} regressed, ${of('improved')} improved, ${broken} breaks.`,
  );
}
