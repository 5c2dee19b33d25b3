import { access, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse, type CheckConfig, type RunMetric } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import type { CheckOptions } from '../options.ts';
import { isScenarioFile } from '../scenarios/index.ts';

/** Looked for in the workspace where no other is named. */
export const CONFIG_FILE = 'fairfetch-check.json';

const DEFAULT: CheckConfig = { scenarios: ['seed'] };
const DEFAULT_BUDGET_S = 60;

/** The command line and the config file made one; the command line has the last word. */
export interface ResolvedCheck {
  /** Names, or absolute paths of files. */
  readonly scenarios: readonly string[];
  readonly only: readonly string[];
  /** For each variant in each scenario. */
  readonly budget: { readonly seconds: number | null; readonly blocks: number | null };
  /** Empty: all. */
  readonly metrics: readonly RunMetric[];
  readonly thresholds: NonNullable<CheckConfig['thresholds']>;
  readonly conformance: boolean;
  readonly inconclusive: 'pass' | 'fail';
}

/** @throws HarnessError `config` that names the file and what is wrong with it */
export async function resolveCheck(options: CheckOptions, workspace: string): Promise<ResolvedCheck> {
  const { config, folder } = await loadConfig(options.config, workspace);
  const fromConfig = config.scenarios.map((name) => (isScenarioFile(name) ? resolve(folder, name) : name));
  return {
    scenarios: options.scenarios.length > 0 ? options.scenarios : fromConfig,
    only: options.only.length > 0 ? options.only : (config.only ?? []),
    budget: budgetOf(options, config),
    metrics: options.metrics.length > 0 ? options.metrics : (config.metrics ?? []),
    thresholds: config.thresholds ?? {},
    conformance: !options.skipConformance && (config.conformance ?? true),
    inconclusive: options.inconclusive ?? config.inconclusive ?? 'pass',
  };
}

/** So many blocks take as long as they take, unless a time is said as well. */
function budgetOf(options: CheckOptions, config: CheckConfig): ResolvedCheck['budget'] {
  if (options.blocks !== null || options.budgetS !== null)
    return { seconds: options.budgetS, blocks: options.blocks };
  const { budgetSeconds, blocks } = config;
  if (budgetSeconds === undefined && blocks === undefined) return { seconds: DEFAULT_BUDGET_S, blocks: null };
  return { seconds: budgetSeconds ?? null, blocks: blocks ?? null };
}

interface Loaded {
  readonly config: CheckConfig;
  /** That paths in it start from. */
  readonly folder: string;
}

async function loadConfig(asked: string | null, workspace: string): Promise<Loaded> {
  const file = asked === null ? join(workspace, CONFIG_FILE) : resolve(asked);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere && asked === null) return { config: DEFAULT, folder: workspace };
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refused(file, `cannot be read: ${reasonOf(error)}`);
  });
  const checked = parse('check-config', text);
  if (checked.state === 'invalid') throw refused(file, checked.problems.join('; '));
  return { config: checked.value, folder: dirname(file) };
}

function refused(file: string, problem: string): HarnessError {
  return new HarnessError(
    'config',
    `the config ${file} ${problem.startsWith('cannot') ? problem : `is wrong: ${problem}`}`,
    'docs/check.md says what may be in it; packages/contract/schema/check-config.schema.json is its schema.',
  );
}
