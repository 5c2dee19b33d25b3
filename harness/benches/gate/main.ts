/**
 * How often the gate is wrong, and what it finds, where the truth is known: `npx nx run harness:gate-rates`. Prints
 * Markdown. Nothing in it is a time, so the machine may be busy.
 */
import { parseArgs } from 'node:util';
import { fittedKinds } from './fitted.ts';
import { gateKinds } from './kinds.ts';
import { readRecord, recordToGoOn, writeRecord } from './record-file.ts';
import { partsOf } from './studies.ts';
import { tablesOf } from './tables.ts';

const HELP = `Usage: npx nx run harness:gate-rates -- [--sims N] [--seed N] [--runs DIR] [--out FILE]
       npx nx run harness:gate-rates -- --show FILE

  --sims N     simulated sessions for each figure (default: 1000)
  --seed N     of all that is drawn (default: 1)
  --runs DIR   a results folder: noise like that of its runs is simulated too
  --out FILE   where the simulation is kept as JSON, part by part; one that was stopped goes on there
  --show FILE  no simulation: prints what was kept
`;

const { values } = parseArgs({
  options: {
    sims: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    out: { type: 'string' },
    show: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new RangeError(`--${name} takes a whole number above 0, not ${text}`);
}

async function simulate(): Promise<string> {
  const out = values.out ?? null;
  let record = recordToGoOn(out, wholeNumber('seed', values.seed), wholeNumber('sims', values.sims));
  const fitted = values.runs === undefined ? [] : await fittedKinds(values.runs);
  const parts = partsOf([...gateKinds(), ...fitted]);
  for (const [index, part] of parts.entries()) {
    const longer = part(record);
    if (longer === record) continue;
    record = longer;
    if (out !== null) writeRecord(out, record);
    process.stderr.write(`${index + 1} of ${parts.length} parts\n`);
  }
  return tablesOf(record);
}

if (values.help) process.stdout.write(HELP);
else process.stdout.write(values.show === undefined ? await simulate() : tablesOf(readRecord(values.show)));
