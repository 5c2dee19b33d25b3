import { isAbsolute, relative } from 'node:path';
import type { CheckOptions } from '../options.ts';
import type { ResolvedCheck } from './config.ts';

/** A path as whoever repeats the command from the same folder would give it. */
const fromHere = (path: string): string => (isAbsolute(path) ? relative('', path) || '.' : path);

/** Options that decide a session besides its sides, variants and seed: `--name` or `--name=value` each. */
export function optionWords(options: CheckOptions, { scenarios, budget }: ResolvedCheck): string[] {
  const { workspace, config, metrics, skipConformance, inconclusive, all } = options;
  const isUsual = scenarios.length === 1 && scenarios[0] === 'seed';
  return [
    ...(workspace === null ? [] : [`--workspace=${fromHere(workspace)}`]),
    ...(config === null ? [] : [`--config=${fromHere(config)}`]),
    ...(all ? ['--all'] : []),
    ...(isUsual ? [] : scenarios.map((word) => `--scenario=${fromHere(word)}`)),
    ...(budget.blocks === null ? [] : [`--blocks=${budget.blocks}`]),
    ...(options.budgetS === null ? [] : [`--budget=${options.budgetS}s`]),
    ...metrics.map((metric) => `--metric=${metric}`),
    ...(skipConformance ? ['--skip-conformance'] : []),
    ...(inconclusive === null ? [] : [`--inconclusive=${inconclusive}`]),
  ];
}
