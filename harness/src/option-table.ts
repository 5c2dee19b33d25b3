/** One option of a command: how it is parsed, and what a person is told of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** The word for its value in the help text. */
  readonly takes?: string;
  readonly about: string;
}

export const FORMATS = ['table', 'json', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

export const MOST_BLOCKS = 1000;
export const MOST_IN_FLIGHT = 1024;
export const DEFAULT_URLS_CONCURRENCY = 10;

const COMMON = {
  help: { type: 'boolean', short: 'h', about: 'this text' },
  version: { type: 'boolean', about: 'the version' },
} as const satisfies Record<string, OptionSpec>;

export const LIST_OPTIONS = { ...COMMON } as const;

/** Names that Nx keeps for itself (--parallel, --verbose, --project, …) cannot be used here. */
export const COMPARE_OPTIONS = {
  scenario: {
    type: 'string',
    multiple: true,
    takes: 'NAME',
    about: 'what to download, may be repeated (default: seed)',
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
  format: { type: 'string', takes: 'FORMAT', about: `${FORMATS.join(', ')} (default: table)` },
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
