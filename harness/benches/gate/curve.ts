import type { GateRecord, PowerRecord } from './record.ts';
import { shareInterval } from './shares.ts';
import { CURVE_NOISE } from './studies.ts';

/** In pixels. */
const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 700;
const TOP = 76;
const BOTTOM = 340;

/** Per cent slower, on a logarithmic axis; where nothing is slower has no place on it. */
const TICKS = [2, 3, 5, 7, 10, 15, 20, 30, 50];

const across = (percent: number): number =>
  LEFT + ((RIGHT - LEFT) * Math.log(percent / 2)) / Math.log(50 / 2);
const up = (share: number): number => BOTTOM - (BOTTOM - TOP) * share;
const at = (value: number): string => value.toFixed(1);

/** Colours that keep a contrast of 4.5 to either ground; the lines differ in their dashes too. */
const STYLE = `<style>
svg{color-scheme:light dark;font:13px system-ui,sans-serif}
.ground{fill:#fff}.text{fill:#24292f}.grid{stroke:#d0d7de}.mark{stroke:#57606a;stroke-dasharray:2 4}
.line0{stroke:#9a3412;fill:#9a3412}.line1{stroke:#0550ae;fill:#0550ae}
@media (prefers-color-scheme:dark){.ground{fill:#0d1117}.text{fill:#e6edf3}.grid{stroke:#30363d}.mark{stroke:#8d96a0}
.line0{stroke:#ffa657;fill:#ffa657}.line1{stroke:#79c0ff;fill:#79c0ff}}
</style>`;

function axes(): string {
  const rows = [0, 25, 50, 75, 95, 100].map(
    (percent) =>
      `<path class="${percent === 95 ? 'mark' : 'grid'}" d="M${LEFT} ${at(up(percent / 100))}H${RIGHT}"/>` +
      `<text class="text" x="${LEFT - 8}" y="${at(up(percent / 100) + (percent === 100 ? 0 : 4))}" text-anchor="end">${percent} %</text>`,
  );
  const columns = TICKS.map(
    (percent) =>
      `<path class="grid" d="M${at(across(percent))} ${TOP}V${BOTTOM}"/>` +
      `<text class="text" x="${at(across(percent))}" y="${BOTTOM + 20}" text-anchor="middle">${percent} %</text>`,
  );
  return [...rows, ...columns].join('\n');
}

function lineOf(points: readonly PowerRecord[], index: number): string {
  const places = points.map(({ slower, regressed }) => ({
    x: at(across(100 * slower)),
    y: at(up(regressed.seen / regressed.of)),
    ends: shareInterval(regressed).map((end) => at(up(end))),
  }));
  const path = places.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const dash = index === 0 ? ' stroke-dasharray="7 4"' : '';
  const bars = places.map(
    ({ x, y, ends }) =>
      `<path class="line${index}" d="M${x} ${ends[0]}V${ends[1]}"/><circle class="line${index}" cx="${x}" cy="${y}" r="3.5"/>`,
  );
  return `<path class="line${index}" style="fill:none" stroke-width="2"${dash} d="${path}"/>\n${bars.join('\n')}`;
}

const inMinutes = (minutes: number): string => `${minutes} minute${minutes === 1 ? '' : 's'} a variant`;

function legend(minutes: readonly number[]): string {
  return minutes
    .map((each, index) => {
      const [x, y] = [RIGHT - 190, BOTTOM - 60 + 24 * index];
      const dash = index === 0 ? ' stroke-dasharray="7 4"' : '';
      return `<path class="line${index}" stroke-width="2"${dash} d="M${x} ${y}h36"/><text class="text" x="${x + 46}" y="${y + 4}">${inMinutes(each)}</text>`;
    })
    .join('\n');
}

/** How often a slower candidate is called regressed, by how much slower it is: an SVG for light and dark pages. */
export function powerCurve({ power, cv, variants, metrics, secondsPerRun }: GateRecord): string {
  const drawn = power.filter(({ noise, slower }) => noise === CURVE_NOISE && slower > 0);
  const minutes = [...new Set(drawn.map((each) => each.minutes))];
  const lines = minutes.map((each, index) =>
    lineOf(
      drawn.filter((point) => point.minutes === each),
      index,
    ),
  );
  const what = 'Called regressed, of candidates that are slower by so much';
  const where = `runs of ${secondsPerRun} s with a CV of ${100 * cv} %, one of ${variants * metrics} comparisons`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title about">
<title id="title">What the gate finds</title>
<desc id="about">${what}; ${where}. ${minutes.map((each) => `${inMinutes(each)}: ${inWords(drawn, each)}`).join('. ')}.</desc>
${STYLE}
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
<text class="text" x="${LEFT}" y="24" font-size="16" font-weight="600">What the gate finds</text>
<text class="text" x="${LEFT}" y="43">${what};</text>
<text class="text" x="${LEFT}" y="60">${where}</text>
${axes()}
<text class="text" x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 44}" text-anchor="middle">candidate slower by</text>
${lines.join('\n')}
${legend(minutes)}
</svg>
`;
}

/** For who cannot see it. */
function inWords(drawn: readonly PowerRecord[], minutes: number): string {
  return drawn
    .filter((point) => point.minutes === minutes)
    .map(
      ({ slower, regressed }) =>
        `${Math.round(100 * slower)} % slower ${Math.round((100 * regressed.seen) / regressed.of)} %`,
    )
    .join(', ');
}
