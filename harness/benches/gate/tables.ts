import { percentOf } from '../rates.ts';
import { markdownTable, section } from '../table.ts';
import type { GateRecord, PowerRecord } from './record.ts';
import { shareWithInterval } from './shares.ts';
import { ARMS } from './simulate.ts';
import { CURVE_NOISE } from './studies.ts';

const whole = (blocks: number): string => blocks.toFixed(0);

function quietTable({ quiet, variants, metrics, sessions, cv }: GateRecord): string {
  return section(
    'Sessions in which nothing differs',
    `${sessions.toLocaleString('en')} sessions of ${variants} variants × ${metrics} metrics for each kind of noise, CV ${100 * cv} % (fitted ones as they were), at most so many minutes a variant. In %: sessions that say *regressed* (with the 95 % interval of that rate), *regressed* or *improved*, or that they cannot judge; comparisons that are *unchanged*; intervals that hold the truth when the gate has stopped; and blocks a variant.`,
    markdownTable(
      [
        'noise',
        'minutes',
        'regressed',
        'any difference',
        'cannot judge',
        'unchanged',
        'interval holds',
        'blocks',
      ],
      quiet.map((each) => [
        each.noise,
        String(each.minutes),
        shareWithInterval(each.regressed),
        shareWithInterval(each.anyDifference),
        shareWithInterval(each.cannotJudge),
        percentOf(each.unchanged),
        percentOf(each.intervalHolds),
        whole(each.meanBlocks),
      ]),
    ),
  );
}

const powerCells = ({ regressed, unchanged, medianBlocks }: PowerRecord): readonly string[] => [
  shareWithInterval(regressed),
  percentOf(unchanged),
  whole(medianBlocks),
];

function powerTables({ power, secondsPerRun, sessions, variants, metrics }: GateRecord): readonly string[] {
  const about = `In % of ${sessions.toLocaleString('en')} simulated comparisons, each judged as one of ${variants * metrics}; a run takes ${secondsPerRun} s and a block ${ARMS} of them. Blocks: the median until the verdict or the end.`;
  const heads = ['regressed', 'unchanged', 'blocks'];
  return [
    section(
      'A candidate 10 % slower',
      about,
      markdownTable(
        ['noise', 'minutes', ...heads],
        power
          .filter(({ slower }) => slower === 0.1)
          .map((each) => [each.noise, String(each.minutes)].concat(powerCells(each))),
      ),
    ),
    section(
      `By size, ${CURVE_NOISE} noise`,
      about,
      markdownTable(
        ['minutes', 'slower by', ...heads],
        power
          .filter(({ noise }) => noise === CURVE_NOISE)
          .map((each) =>
            [String(each.minutes), `${Math.round(100 * each.slower)} %`.padStart(4)].concat(powerCells(each)),
          ),
      ),
    ),
  ];
}

function usualTable({ usual, sessions, variants, metrics }: GateRecord): string {
  return section(
    'The usual rules on the same noise',
    `${sessions.toLocaleString('en')} sessions of ${variants * metrics} comparisons. In %: sessions and comparisons with a false alarm, and candidates found that are 10 % slower. Batches are all runs of the base, then all of the candidate; a stored baseline is of another session, on a machine that has become slower or faster by 10 % (standard deviation).`,
    markdownTable(
      ['noise', 'rule', 'false in a session', 'false in a comparison', 'found'],
      usual.map((each) => [
        each.noise,
        each.rule,
        percentOf(each.falseSessions),
        percentOf(each.falseComparisons),
        percentOf(each.found),
      ]),
    ),
  );
}

function shapeTable({ shapes }: GateRecord): string {
  return section(
    'Ways to look often',
    `On the same blocks, at most 5 minutes, ${(shapes[0]?.wrong.of ?? 0).toLocaleString('en')} comparisons for each figure. In %: told from 0 at a level of 1 %, either way, where nothing differs; found when 10 % slower, at the level of one of 21. Then the mean blocks until a candidate is found that is 10 % and 30 % slower.`,
    markdownTable(
      ['noise', 'way', 'wrong at 1 %', 'found', 'blocks, 10 %', 'blocks, 30 %'],
      shapes.map((each) => [
        each.noise,
        each.rule,
        shareWithInterval(each.wrong),
        percentOf(each.found),
        whole(each.meanBlocks),
        whole(each.meanBlocksLarge),
      ]),
    ),
  );
}

/** All that a record says, as Markdown. */
export function tablesOf(record: GateRecord): string {
  return [quietTable(record), ...powerTables(record), shapeTable(record), usualTable(record)].join('\n');
}
