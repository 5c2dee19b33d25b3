import { CONFIDENCE } from '../src/analyse/interval.ts';
import { INTERVAL_METHODS } from './interval-methods.ts';
import { logRatiosOf, NOISE_MODELS, simulateSession, type NoiseModel } from './noise.ts';
import { percentOf, rangeOf, standardErrorPercent, Tally } from './rates.ts';
import { BLOCK_COUNTS, ROWS, sourceFor, truthOf, type StudyOptions } from './study.ts';
import { markdownTable, section } from './table.ts';

type Figure = 'ratio' | 'time';

const key = (figure: Figure, method: string, model: string, blocks: number): string =>
  [figure, method, model, blocks].join('|');

function studyModel(model: NoiseModel, { seed, sessions }: StudyOptions, tally: Tally): void {
  const { logTime, logRatio } = truthOf(model, seed);
  const equal = Array.from({ length: ROWS }, () => 0);
  for (const blocks of BLOCK_COUNTS) {
    const source = sourceFor(seed, 'intervals', model.name, blocks);
    const draws = sourceFor(seed, 'resamples', model.name, blocks);
    for (let session = 0; session < sessions; session += 1) {
      const times = simulateSession(model, blocks, equal, source);
      const samples = [
        { figure: 'ratio', truth: logRatio, values: logRatiosOf(times, 1, 0) },
        { figure: 'time', truth: logTime, values: times[0] ?? [] },
      ] as const;
      for (const { figure, truth, values } of samples) {
        const sorted = values.toSorted((left, right) => left - right);
        for (const { name, interval } of INTERVAL_METHODS) {
          const [low, high] = interval(sorted, CONFIDENCE, draws);
          tally.count(key(figure, name, model.name, blocks), low <= truth && truth <= high);
        }
      }
    }
  }
}

/** Of each method over all kinds of noise, the least and the most. */
function summary(figure: Figure, tally: Tally): string {
  const rows = INTERVAL_METHODS.map(({ name }) => [
    name,
    ...BLOCK_COUNTS.map((blocks) =>
      rangeOf(NOISE_MODELS.map((model) => tally.rate(key(figure, name, model.name, blocks)))),
    ),
  ]);
  return markdownTable(['method', ...BLOCK_COUNTS.map((blocks) => `n = ${blocks}`)], rows);
}

function details(figure: Figure, tally: Tally): string {
  const rows = NOISE_MODELS.flatMap((model) =>
    INTERVAL_METHODS.map(({ name }) => {
      const rates = BLOCK_COUNTS.map((blocks) => tally.rate(key(figure, name, model.name, blocks)));
      return [model.name, name].concat(rates.map(percentOf));
    }),
  );
  return markdownTable(['noise', 'method', ...BLOCK_COUNTS.map((blocks) => `n = ${blocks}`)], rows);
}

/** How often an interval of 95 % holds what it is for. */
export function intervalStudy(options: StudyOptions): string {
  const tally = new Tally();
  for (const model of NOISE_MODELS) studyModel(model, options, tally);
  const { sessions } = options;
  const counted = `In % of ${sessions.toLocaleString('en')} simulated sessions of ${ROWS} rows for each figure; standard error ${standardErrorPercent(CONFIDENCE, sessions)}.`;
  return [
    section(
      'Intervals of the ratio',
      `How often the 95 % interval holds the median ratio of two rows, the least and the most over ${NOISE_MODELS.length} kinds of noise. ${counted}`,
      summary('ratio', tally),
    ),
    section('Intervals of the ratio, by noise', counted, details('ratio', tally)),
    section(
      'Intervals of the time',
      `The same for the median time of one row. It is about single runs that are alike and apart, which drift, AR(1) and bursts are not. ${counted}`,
      details('time', tally),
    ),
  ].join('\n');
}
