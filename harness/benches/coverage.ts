/**
 * How often the intervals hold, and the letters are wrong, where the truth is known: `npx nx run harness:coverage`.
 * Prints Markdown. Nothing in it is a time, so the machine may be busy.
 */
import { parseArgs } from 'node:util';
import { NOISE_MODELS } from './noise.ts';
import { intervalStudy } from './study-intervals.ts';
import { letterStudy } from './study-letters.ts';
import { runsStudy } from './study-runs.ts';
import { stoppingStudy } from './study-stopping.ts';
import { markdownTable, section } from './table.ts';

const HELP = `Usage: npx nx run harness:coverage -- [--sims N] [--seed N] [--runs DIR]

  --sims N     simulated sessions for each figure of an interval, a quarter as many for the others (default: 4000)
  --seed N     of all that is drawn (default: 1)
  --runs DIR   no simulation: a results folder in which copies of one program were raced (docs/method.md says how)
`;

const { values } = parseArgs({
  options: {
    sims: { type: 'string', default: '4000' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new RangeError(`--${name} takes a whole number above 0, not ${text}`);
}

async function main(): Promise<void> {
  const seed = wholeNumber('seed', values.seed);
  const sessions = wholeNumber('sims', values.sims);
  if (values.runs !== undefined) {
    process.stdout.write(await runsStudy(values.runs, { seed, sessions }));
    return;
  }
  const noise = markdownTable(
    ['noise', 'what it is'],
    NOISE_MODELS.map(({ name, about }) => [name, about]),
  );
  process.stdout.write(`${section('Kinds of noise', `Seed ${seed}.`, noise)}\n`);
  const fewer = { seed, sessions: Math.ceil(sessions / 4) };
  for (const study of [
    () => intervalStudy({ seed, sessions }),
    () => letterStudy(fewer),
    () => stoppingStudy(fewer),
  ]) {
    process.stdout.write(`${study()}\n`);
  }
}

if (values.help) process.stdout.write(HELP);
else await main();
