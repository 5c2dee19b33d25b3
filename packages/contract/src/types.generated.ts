// Generated from schema/*.schema.json by tools/generate-types.ts. Do not edit: change the schema.

/**
 * Program and arguments, run in the backend's folder without a shell. A program with a slash is relative to that folder; others are looked up in PATH, which begins with the workspace's node_modules/.bin.
 *
 * @minItems 1
 */
export type Command = [string, ...string[]];
/**
 * One line of --records: how one download ended.
 */
export type DownloadRecord = {
  /**
   * Counts jobs from 0, bad lines included.
   */
  index: number;
  /**
   * Credentials masked.
   */
  url?: string;
  /**
   * Relative to DIR.
   */
  path?: string;
  state: 'ok' | 'failed' | 'skipped' | 'cancelled';
  /**
   * Last HTTP status received.
   */
  status?: number;
  /**
   * Size of the stored file; only when ok.
   */
  bytes?: number;
  sha256?: string;
  /**
   * Result of --work, lower-case hexadecimal.
   */
  work?: string;
  attempts?: number;
  resumedFrom?: number;
  /**
   * Nanoseconds since the zero of durationNs.
   */
  startNs: number;
  /**
   * The headers of the last answer were complete.
   */
  firstByteNs?: number;
  endNs: number;
  error?: RecordError;
};

/**
 * The type of each schema, by the name of its file.
 */
export interface EverySchema {
  manifest: Manifest;
  scenario: Scenario;
  job: Job;
  summary: Summary;
  record: DownloadRecord;
  session: Session;
  'stored-run': StoredRun;
  report: Report;
}
/**
 * backend.json: one folder that offers one or more downloaders.
 */
export interface Manifest {
  $schema?: string;
  contract: 1;
  /**
   * Name of the backend, first part of BACKEND/VARIANT.
   */
  name: string;
  language: string;
  title: string;
  needs: Need[];
  /**
   * Fetches what the backend needs, run again when the manifest or a file it names changes.
   */
  setup: Command[];
  build: Command[];
  test: Command[];
  lint?: Command[];
  /**
   * @minItems 1
   */
  variants: [Variant, ...Variant[]];
}
/**
 * A program that must be there, or the backend is skipped and the reason named.
 */
export interface Need {
  command: Command;
  /**
   * Lowest version, compared number by number with the first dotted number the command prints.
   */
  atLeast?: string;
}
export interface Variant {
  name: string;
  title: string;
  /**
   * One sentence: how it works, and known departures.
   */
  about: string;
  command: Command;
  /**
   * native: a peer, a program we did not write. Its command has placeholders ({input} {dir} {concurrency} {cacert}), and it is judged by its files and by the origin alone.
   */
  interface?: 'contract' | 'native';
  /**
   * The format a peer reads its jobs in.
   */
  input?: 'curl-config';
  /**
   * The contract level the variant is held to. A peer is held to none.
   */
  level?: 'races' | 'downloads' | 'trusted';
  traits: Traits;
}
export interface Traits {
  /**
   * Concurrency model, for people: threads, event-loop, tasks, workers, processes, ...
   */
  model: string;
  /**
   * Connections are kept and used again.
   */
  reuse: boolean;
  /**
   * HTTP versions the variant may speak.
   *
   * @minItems 1
   */
  http: ['1.1' | '2', ...('1.1' | '2')[]];
  /**
   * Keeps the behaviour of the program this project began from, flaws included. Such a variant is handed the system's CA bundle and the origin's in one file.
   */
  faithful: boolean;
  /**
   * unbounded: all downloads at once, --concurrency is no cap.
   */
  concurrency?: 'asked' | 'unbounded';
}
/**
 * What is downloaded, over which network, how many at a time.
 */
export interface Scenario {
  $schema?: string;
  scenario: 1;
  name: string;
  title: string;
  about: string;
  /**
   * Downloads in flight asked of every variant.
   */
  concurrency: number;
  tls: boolean;
  /**
   * @minItems 1
   */
  http?: ['1.1' | '2', ...('1.1' | '2')[]];
  /**
   * @minItems 1
   */
  files: [FileGroup, ...FileGroup[]];
  /**
   * Each file is downloaded this many times.
   */
  copies?: number;
  network: Network;
  work?: 'none' | 'sha256' | 'fnv1a';
  /**
   * Counted blocks by default.
   */
  blocks?: number;
  /**
   * Longest one run may take.
   */
  timeoutSeconds?: number;
}
/**
 * Either bytes (all of one size) or logNormal (sizes drawn).
 */
export interface FileGroup {
  /**
   * How many files.
   */
  count: number;
  /**
   * Size of each.
   */
  bytes?: number;
  logNormal?: LogNormal;
}
/**
 * Sizes drawn from a log-normal distribution, clipped, seeded.
 */
export interface LogNormal {
  medianBytes: number;
  /**
   * Standard deviation of the logarithm.
   */
  sigma: number;
  minBytes: number;
  maxBytes: number;
}
export interface Network {
  /**
   * Round-trip time.
   */
  rttMs: number;
  /**
   * Added to each response, uniform from 0 to this.
   */
  jitterMs?: number;
  /**
   * Rate of one connection; null for no limit.
   */
  connectionBytesPerSecond?: number | null;
  /**
   * Rate all connections share; null for no limit.
   */
  linkBytesPerSecond?: number | null;
  /**
   * A new connection sends 10 segments in its first round trip and twice as much in each next.
   */
  slowStart?: boolean;
}
/**
 * One job of the input, written as a JSON object on one line.
 */
export interface Job {
  /**
   * An http or https URL.
   */
  url: string;
  /**
   * Where the file goes, relative to DIR, / between parts.
   */
  path?: string | null;
  /**
   * Expected digest, hexadecimal.
   */
  sha256?: string | null;
  /**
   * Expected size in bytes.
   */
  bytes?: number | null;
  [k: string]: unknown | undefined;
}
/**
 * The one document a downloader prints with --json.
 */
export interface Summary {
  contract: 1;
  backend: string;
  variant: string;
  version: string;
  runtime: Runtime;
  /**
   * Libraries the transfer goes through, name to version.
   */
  libraries: {
    [k: string]: string | undefined;
  };
  /**
   * Most downloads in flight the run allowed itself; the number of jobs where there is no cap.
   */
  concurrency: number;
  /**
   * From the first job read to the last file in place, monotonic, nanoseconds.
   */
  durationNs: number;
  downloads: DownloadCounts;
  /**
   * Body bytes received, resent ones included.
   */
  bytes: number;
  attempts: number;
  peakInFlight: number;
  /**
   * Failed attempts by error.code, and downloads that failed without an attempt.
   */
  errors: {
    [k: string]: number | undefined;
  };
}
export interface Runtime {
  name: string;
  version: string;
  /**
   * Python: the global interpreter lock is on.
   */
  gil?: boolean;
  [k: string]: unknown | undefined;
}
export interface DownloadCounts {
  total: number;
  ok: number;
  failed: number;
  skipped: number;
  cancelled: number;
}
export interface RecordError {
  code:
    | 'bad-job'
    | 'unsafe-path'
    | 'duplicate-path'
    | 'exists'
    | 'dns'
    | 'connect'
    | 'reset'
    | 'tls'
    | 'connect-timeout'
    | 'stall-timeout'
    | 'timeout'
    | 'http-status'
    | 'short-body'
    | 'bad-response'
    | 'too-many-redirects'
    | 'bad-redirect'
    | 'too-large'
    | 'size-mismatch'
    | 'digest-mismatch'
    | 'disk'
    | 'cancelled';
  /**
   * Names the URL.
   */
  message: string;
  /**
   * Physical line of the input, from 1.
   */
  line?: number;
}
/**
 * session.json: what was planned, on which machine, before the first run.
 */
export interface Session {
  kind: 'session';
  format: 1;
  startedAt: string;
  seed: number;
  variants: SessionVariant[];
  skipped: Skipped[];
  scenarios: SessionScenario[];
  provenance: Provenance;
  /**
   * Per scenario the planned blocks, the warm-up first: variant ids in the order they run.
   */
  order: string[][][];
}
export interface SessionVariant {
  /**
   * BACKEND/VARIANT.
   */
  id: string;
  title: string;
  about: string;
  /**
   * Absent: a peer, held to none.
   */
  level?: string;
  traits: Traits;
}
export interface Skipped {
  /**
   * BACKEND/VARIANT, or BACKEND.
   */
  variant: string;
  reason: string;
}
export interface SessionScenario {
  name: string;
  title: string;
  concurrency: number;
  /**
   * null: the user's own list of URLs.
   */
  scenario: Scenario | null;
  /**
   * null: raced against the origin.
   */
  urls: UrlList | null;
  /**
   * sha256 of the scenario or the list as used.
   */
  digest: string;
  /**
   * Counted blocks planned.
   */
  blocks: number;
  downloads: number;
  /**
   * Sum over all downloads; null where not known.
   */
  bytes: number | null;
}
export interface UrlList {
  file: string;
  lines: number;
}
export interface Provenance {
  /**
   * Version.
   */
  harness: string;
  node: string;
  git: {
    revision: string;
    dirty: boolean;
  } | null;
  machine: Machine;
  scratch: Scratch;
  /**
   * What each backend's needs printed as version, and the origin's and launcher's.
   */
  tools: {
    [k: string]: string | undefined;
  };
}
export interface Machine {
  /**
   * Tells machines apart without naming them.
   */
  hostHash: string;
  cpuModel: string;
  cores: number;
  memoryBytes: number;
  kernel: string;
  /**
   * null: not known here.
   */
  governor: string | null;
  loadAverage1m: number;
}
export interface Scratch {
  path: string;
  fileSystem: string;
  keptUntilEnd: boolean;
}
/**
 * One line of runs.jsonl: one process started once.
 */
export interface StoredRun {
  kind: 'run';
  format: 1;
  scenario: string;
  /**
   * BACKEND/VARIANT.
   */
  variant: string;
  /**
   * From 0; the warm-up block is 0.
   */
  block: number;
  /**
   * Place in the block's random order.
   */
  position: number;
  /**
   * Kept, not counted.
   */
  warmup: boolean;
  /**
   * ISO 8601, UTC.
   */
  startedAt: string;
  state: 'ok' | 'failed';
  failures: RunFailure[];
  flags: Flag[];
  loadAverage1m: number;
  process?: ProcessUsage;
  witness?: Witness;
  summary?: Summary;
  files?: FileCheck;
  /**
   * Its last lines, when the run failed.
   */
  stderr?: string;
  /**
   * File beside this one that holds the request timeline, gzip JSON.
   */
  timeline?: string;
}
export interface RunFailure {
  code:
    | 'not-started'
    | 'exit-code'
    | 'signalled'
    | 'timed-out'
    | 'flooded'
    | 'stopped'
    | 'no-summary'
    | 'bad-summary'
    | 'bad-records'
    | 'files'
    | 'outside-folder'
    | 'origin-lost'
    | 'disk'
    | 'refused-by-harness';
  message: string;
}
/**
 * The witness and the backend disagree, or the run was not what was asked for.
 */
export interface Flag {
  code: string;
  message: string;
}
/**
 * What the launcher saw of the process.
 */
export interface ProcessUsage {
  outcome: ProcessOutcome;
  /**
   * CLOCK_MONOTONIC.
   */
  startNs: number;
  /**
   * CLOCK_MONOTONIC.
   */
  endNs: number;
  wallNs: number;
  userNs: number;
  systemNs: number;
  /**
   * Largest single process of the tree (wait4).
   */
  peakRssBytes: number;
  /**
   * What the figure can't go below here.
   */
  rssFloorBytes: number;
  voluntaryContextSwitches: number;
  involuntaryContextSwitches: number;
  /**
   * Processes still alive after the command ended; they were killed.
   */
  leftBehind: number;
}
export interface ProcessOutcome {
  state: 'exited' | 'signalled' | 'timed-out' | 'flooded' | 'stopped' | 'not-started';
  code?: number;
  signal?: number;
  name?: string;
  stream?: string;
  message?: string;
}
/**
 * What the origin saw of the run.
 */
export interface Witness {
  connections: number;
  tlsHandshakes: number;
  failedHandshakes: number;
  requests: number;
  requestsByStatus: {
    [k: string]: number | undefined;
  };
  requestsByHttp: {
    [k: string]: number | undefined;
  };
  /**
   * Requests for what was never offered.
   */
  strayRequests: number;
  bodyBytes: number;
  peakInFlight: number;
  peakConnections: number;
  /**
   * CLOCK_MONOTONIC.
   */
  firstRequestNs: number | null;
  /**
   * CLOCK_MONOTONIC.
   */
  lastByteNs: number | null;
  /**
   * First request to last byte.
   */
  insideNs: number | null;
  originCpuNs: number;
}
export interface FileCheck {
  expected: number;
  ok: number;
  missing: number;
  /**
   * Smaller than it should be.
   */
  short: number;
  /**
   * Right size or larger, wrong content.
   */
  wrong: number;
  /**
   * Files nobody asked for.
   */
  extra: number;
  /**
   * NAME.part and NAME.part.json left after the run.
   */
  leftover: number;
  /**
   * A few of the file names that are not right, with what is wrong.
   */
  examples: string[];
}
/**
 * report.json: what the tables say, computed from session.json and runs.jsonl alone.
 */
export interface Report {
  kind: 'report';
  format: 1;
  session: Session;
  /**
   * false: interrupted; the figures are of the runs made until then.
   */
  complete: boolean;
  scenarios: ReportScenario[];
}
export interface ReportScenario {
  scenario: string;
  title: string;
  source: 'origin' | 'urls';
  concurrency: number;
  downloads: number;
  bytesTotal: number | null;
  /**
   * Counted blocks that were run whole.
   */
  blocks: number;
  blocksPlanned: number;
  /**
   * METHOD: max(sum S / B, sum p / c, max p), for the concurrency asked.
   */
  idealNs: number | null;
  rows: ReportRow[];
  notes: Note[];
}
export interface ReportRow {
  variant: string;
  title: string;
  /**
   * failed: no counted run was ok. partial: some were not.
   */
  state: 'ok' | 'failed' | 'partial' | 'not-run';
  /**
   * Counted runs that were ok.
   */
  runs: number;
  failedRuns: number;
  wallNs: Distribution | null;
  insideNs: Distribution | null;
  cpuNs: Distribution | null;
  peakRssBytes: Distribution | null;
  connections: Distribution | null;
  peakInFlight: Distribution | null;
  ratioToFastest: Ratio | null;
  /**
   * 100 x ideal time / median time.
   */
  percentOfIdeal: number | null;
  /**
   * Worst counted run; null: no counted run got as far as having its files checked.
   */
  filesOk: number | null;
  filesExpected: number;
  bytes: Distribution | null;
  /**
   * Items: Index into the scenario's notes.
   */
  notes: number[];
}
/**
 * Over the counted runs that were ok. Quartiles by linear interpolation (Hyndman and Fan type 7).
 */
export interface Distribution {
  median: number;
  /**
   * First quartile.
   */
  low: number;
  /**
   * Third quartile.
   */
  high: number;
  n: number;
}
export interface Ratio {
  /**
   * exp of the median of log(time / fastest's time) over blocks in which both were ok.
   */
  ratio: number;
  pairs: number;
}
export interface Note {
  code: string;
  text: string;
}
