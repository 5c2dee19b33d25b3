import { DEFAULT_BUDGET_S, MOST_ADDED_BLOCKS } from './plan/index.ts';

/** One option of a command: how it is parsed, and what a person is told of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** The word for its value in the help text. */
  readonly takes?: string;
  readonly about: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** Further tables that can be asked for. */
export const COLUMN_GROUPS = ['time'] as const;
export type ColumnGroup = (typeof COLUMN_GROUPS)[number];

export const FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export const MOST_BLOCKS = 1000;
export const MOST_SHARDS = 1000;
export const MOST_IN_FLIGHT = 1024;
export const DEFAULT_URLS_CONCURRENCY = 10;

const COMMON = {
  help: { type: 'boolean', short: 'h', about: 'this text' },
  version: { type: 'boolean', about: 'the version' },
} as const satisfies Record<string, OptionSpec>;

const FORMAT = {
  type: 'string',
  takes: 'FORMAT',
  about: `${FORMATS.join(', ')} (default: table)`,
} as const satisfies OptionSpec;

const COLUMNS = {
  type: 'string',
  takes: 'GROUP',
  about: 'time: a second table, where the time of each row went (files of results have it anyway)',
} as const satisfies OptionSpec;

export const LIST_OPTIONS = { ...COMMON } as const;

/** Names that Nx keeps for itself (--parallel, --verbose, --project, …) cannot be used here. */
export const COMPARE_OPTIONS = {
  scenario: {
    type: 'string',
    multiple: true,
    takes: 'NAME',
    about: 'what to download, or ./FILE.json of your own, may be repeated (default: seed)',
  },
  only: {
    type: 'string',
    multiple: true,
    takes: 'PATTERN',
    about: 'only variants whose BACKEND/VARIANT holds or (with * and ?) matches it, may be repeated',
  },
  blocks: {
    type: 'string',
    takes: 'N',
    about: 'counted runs of each variant (default: the scenario says)',
  },
  precision: {
    type: 'string',
    takes: 'P%',
    about: `add blocks until every ratio is known to P% either way, at most --blocks (default: ${MOST_ADDED_BLOCKS})`,
  },
  budget: {
    type: 'string',
    takes: 'TIME',
    about: `begin no block that would end after 60s, 2m, … in a scenario (with --precision alone: ${DEFAULT_BUDGET_S}s)`,
  },
  seed: {
    type: 'string',
    takes: 'N',
    about: 'decides contents, jitter and order (default: random, and printed)',
  },
  out: {
    type: 'string',
    takes: 'DIR',
    about: 'where results go, empty or not there yet (default: below results/)',
  },
  scratch: {
    type: 'string',
    takes: 'DIR',
    about: 'where downloads go (default: memory, where there is room)',
  },
  resume: {
    type: 'string',
    takes: 'DIR',
    about: 'go on with the race whose results are in DIR, on its plan, where all is as it was',
  },
  shard: {
    type: 'string',
    takes: 'K/N',
    about: 'run the K-th of N parts of the blocks, to be joined by `fairfetch merge` (needs --seed)',
  },
  format: FORMAT,
  columns: COLUMNS,
  urls: {
    type: 'string',
    takes: 'FILE',
    about: 'race on your own list of URLs against the real servers: there is no witness then',
  },
  concurrency: {
    type: 'string',
    takes: 'N',
    about: `downloads in flight, only with --urls (default: ${DEFAULT_URLS_CONCURRENCY})`,
  },
  list: { type: 'boolean', about: 'name the scenarios and variants there are, and race nothing' },
  ...COMMON,
} as const satisfies Record<string, OptionSpec>;

export const REPORT_OPTIONS = { format: FORMAT, columns: COLUMNS, ...COMMON } as const satisfies OptionTable;

export const MERGE_OPTIONS = {
  out: { type: 'string', takes: 'DIR', about: 'where the joined results go, empty or not there yet' },
  format: FORMAT,
  columns: COLUMNS,
  ...COMMON,
} as const satisfies OptionTable;

export const TRIAL_FORMATS = ['table', 'json'] as const;
export const DEFAULT_POINTS = 200;
export const MOST_POINTS = 100_000;
export const DEFAULT_LINES = 1_000_000;
export const MOST_LINES = 100_000_000;

const ONLY = {
  type: 'string',
  multiple: true,
  takes: 'PATTERN',
  about: 'only variants whose BACKEND/VARIANT holds or (with * and ?) matches it, may be repeated',
} as const satisfies OptionSpec;
const TRIAL_FORMAT = {
  type: 'string',
  takes: 'FORMAT',
  about: `${TRIAL_FORMATS.join(', ')} (default: table)`,
} as const satisfies OptionSpec;

export const KILL_OPTIONS = {
  only: ONLY,
  points: { type: 'string', takes: 'N', about: `kills of each variant (default: ${DEFAULT_POINTS})` },
  seed: { type: 'string', takes: 'N', about: 'decides files and points (default: random, and printed)' },
  format: TRIAL_FORMAT,
  ...COMMON,
} as const satisfies OptionTable;

export const MEMORY_OPTIONS = {
  only: ONLY,
  lines: { type: 'string', takes: 'N', about: `of the long list (default: ${DEFAULT_LINES})` },
  format: TRIAL_FORMAT,
  ...COMMON,
} as const satisfies OptionTable;

export const CONFORM_FORMATS = ['table', 'json'] as const;
export const CONFORM_LEVELS = ['races', 'downloads', 'trusted'] as const;
export const CONFORM_SERVERS = ['nginx', 'squid', 'http-server'] as const;
export const MOST_JOBS = 64;

export const CONFORM_OPTIONS = {
  only: ONLY,
  case: {
    type: 'string',
    multiple: true,
    takes: 'PATTERN',
    about: 'only cases whose GROUP/NAME holds or (with * and ?) matches it, may be repeated',
  },
  level: {
    type: 'string',
    takes: 'LEVEL',
    about: `cases up to ${CONFORM_LEVELS.join(', ')} (default: what each variant declares, and one above)`,
  },
  strict: { type: 'boolean', about: 'cases above the level a variant declares count as well' },
  against: {
    type: 'string',
    takes: 'SERVER',
    about: `${CONFORM_SERVERS.join(', ')} in the place of our own, for the cases that it can serve`,
  },
  jobs: { type: 'string', takes: 'N', about: 'cases at a time (default: 3 for each core)' },
  format: {
    type: 'string',
    takes: 'FORMAT',
    about: `${CONFORM_FORMATS.join(', ')} (default: table)`,
  },
  out: {
    type: 'string',
    takes: 'DIR',
    about: 'where results go, empty or not there yet (default: below results/)',
  },
  ...COMMON,
} as const satisfies OptionTable;

export const CHECK_METRICS = [
  'time',
  'cpu',
  'memory',
  'connections',
  'requests',
  'bytesResent',
  'failures',
] as const;
export const INCONCLUSIVE = ['pass', 'fail'] as const;
export const MOST_CHECK_BLOCKS = 10_000;
export const DEFAULT_BASELINE_RUNS = 10;

export const CHECK_OPTIONS = {
  base: {
    type: 'string',
    takes: 'REF',
    about: 'check the work tree against where it left REF (the merge base of REF and HEAD)',
  },
  a: {
    type: 'string',
    takes: 'CMD',
    about: 'the base is a command that keeps the contract, or MANIFEST.json#VARIANT (with --b)',
  },
  b: { type: 'string', takes: 'CMD', about: 'the candidate, likewise (with --a)' },
  baseline: {
    type: 'string',
    takes: 'FILE',
    about: 'counts and memory against a stored baseline; of time there is none, and --help says why',
  },
  record: {
    type: 'string',
    takes: 'FILE',
    about: 'store a baseline of counts and memory, and judge nothing',
  },
  only: ONLY,
  all: { type: 'boolean', about: 'every variant, not only those that the change reaches' },
  scenario: {
    type: 'string',
    multiple: true,
    takes: 'NAME',
    about: 'what to download, or ./FILE.json of your own, may be repeated (default: seed)',
  },
  budget: {
    type: 'string',
    takes: 'TIME',
    about: 'for each variant in each scenario, at most: 60s, 5m, … (default: 60s)',
  },
  blocks: {
    type: 'string',
    takes: 'N',
    about: `at most so many blocks of each variant; runs, with a baseline (default there: ${DEFAULT_BASELINE_RUNS})`,
  },
  metric: {
    type: 'string',
    multiple: true,
    takes: 'METRIC',
    about: `${CHECK_METRICS.join(', ')} (may be repeated)`,
  },
  'skip-conformance': { type: 'boolean', about: 'do not hold both sides to the cases of the contract' },
  inconclusive: {
    type: 'string',
    takes: 'WORD',
    about: 'pass: what cannot be decided is a warning (default), fail: it ends with 4',
  },
  config: {
    type: 'string',
    takes: 'FILE',
    about: 'thresholds and more (default: fairfetch-check.json of the workspace, if any)',
  },
  workspace: {
    type: 'string',
    takes: 'DIR',
    about: 'the repository whose folders with a backend.json are checked (default: this one)',
  },
  seed: {
    type: 'string',
    takes: 'N',
    about: 'decides contents, jitter and order (default: random, and printed)',
  },
  shard: {
    type: 'string',
    takes: 'K/N',
    about: 'check the K-th of N parts of the variants; `fairfetch merge` joins them (needs --seed)',
  },
  out: {
    type: 'string',
    takes: 'DIR',
    about: 'where results go, empty or not there yet (default: below results/)',
  },
  keep: {
    type: 'string',
    takes: 'DIR',
    about: 'add the report to the history in DIR, for `fairfetch trend`',
  },
  scratch: {
    type: 'string',
    takes: 'DIR',
    about: 'where downloads go (default: memory, where there is room)',
  },
  format: FORMAT,
  ...COMMON,
} as const satisfies OptionTable;
