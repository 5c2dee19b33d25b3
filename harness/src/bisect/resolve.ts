import { join, resolve } from 'node:path';
import { resolveCheck, type ResolvedCheck } from '../check/config.ts';
import { checkMetrics } from '../check/metrics.ts';
import { optionWords } from '../check/option-words.ts';
import { HarnessError } from '../errors.ts';
import type { BisectOptions } from '../options/bisect.ts';
import { scenarioRace, type Race } from '../races.ts';
import { hostHash } from '../store/index.ts';
import type { World } from '../world.ts';
import { folderNameOf, requireSameAsk, type Ask } from './ask.ts';
import { readAsk } from './store.ts';

const RESULTS = 'results';
/** More than any budget has room for: what is asked is only whether all runs' files would fit. */
const MANY_BLOCKS = 10_000;

/** What is asked, and where its verdicts are kept. */
export interface Resolved {
  readonly ask: Ask;
  readonly race: Race;
  /** Options with which `fairfetch check` holds a session of this budget again. */
  readonly optionWords: (budget: Ask['budget']) => readonly string[];
  readonly folder: string;
}

interface Subject {
  /** Absolute. */
  readonly workspace: string;
  readonly prefix: string;
  /** Full hash. */
  readonly good: string;
  readonly variant: string;
}

/**
 * The command line, the config and what the folder holds already made one.
 * @throws HarnessError `config`, `unknown-scenario` and the like, `bad-option` where the config has several scenarios,
 * `results` and `unlike` when the folder holds something else
 */
export async function resolveAsk(options: BisectOptions, subject: Subject, world: World): Promise<Resolved> {
  const { workspace, ...what } = subject;
  const asked = asCheck(options);
  const resolved = await resolveCheck(asked, workspace);
  const scenario = world.loadScenario(oneScenario(resolved));
  const { metric } = options;
  const known = {
    ...what,
    scenario: scenario.name,
    metric,
    threshold: checkMetrics([metric], resolved.thresholds)[0]?.threshold ?? null,
    budget: resolved.budget,
    hostHash: await hostHash(),
    harness: world.version,
  };
  const name = folderNameOf(known, { seed: options.seed, scenario });
  const folder = options.out === null ? join(workspace, RESULTS, name) : resolve(options.out);
  const stored = await readAsk(folder);
  const seed = options.seed ?? stored?.seed ?? world.randomSeed();
  const race = scenarioRace(scenario, seed, { blocks: MANY_BLOCKS, precision: null, budgetS: null });
  const ask = { ...known, seed, digest: race.listed.digest };
  if (stored !== null) requireSameAsk(stored, ask, folder);
  const words = (budget: Ask['budget']): readonly string[] =>
    optionWords({ ...asked, budgetS: budget.seconds }, { ...resolved, budget });
  return { ask, race, folder, optionWords: words };
}

function oneScenario({ scenarios }: ResolvedCheck): string {
  const [only] = scenarios;
  if (only !== undefined && scenarios.length === 1) return only;
  throw new HarnessError(
    'bad-option',
    `the config names ${scenarios.length} scenarios, and a bisection goes by one`,
    `Say --scenario NAME with one of ${scenarios.join(', ')}.`,
  );
}

/** As the gate's config is read: thresholds, scenario and budget have one meaning in both. */
function asCheck(options: BisectOptions): Parameters<typeof resolveCheck>[0] {
  const { good, variant, metric, scenario, budgetS, blocks, config, workspace, seed, out, scratch } = options;
  return {
    mode: { against: 'revision', ref: good },
    only: [variant],
    all: true,
    scenarios: scenario === null ? [] : [scenario],
    budgetS,
    blocks,
    metrics: [metric],
    skipConformance: true,
    inconclusive: null,
    config,
    workspace,
    seed,
    shard: null,
    out,
    keep: null,
    scratch,
    format: 'table',
  };
}
