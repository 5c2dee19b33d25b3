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
 * ISO 8601, UTC, in milliseconds.
 */
export type Moment = string;
export type GitState = {
  revision: string;
  dirty: boolean;
  /**
   * Digest of what was changed since the revision, new files included and results left out; null: nothing was.
   */
  changes: string | null;
} | null;
/**
 * What -i gets. In a list, a text is a line as it stands and an object is JSON on a line.
 */
export type CaseInput =
  | (
      | string
      | {
          [k: string]: unknown | undefined;
        }
    )[]
  | {
      text: string;
    }
  | {
      hex: string;
    }
  | {
      repeat: {
        line: string;
        times: number;
      };
    }
  | {
      lines: string[];
      /**
       * The pipe stays open after them; needs `via: stdin`.
       */
      open: true;
    };
/**
 * A text is equal; null is absent.
 */
export type TextPattern =
  | string
  | null
  | {
      /**
       * Every one of these is in it.
       *
       * @minItems 1
       */
      has?: [string, ...string[]];
      /**
       * None of these is in it.
       *
       * @minItems 1
       */
      hasNot?: [string, ...string[]];
      startsWith?: string;
      endsWith?: string;
      /**
       * It is one of these.
       *
       * @minItems 1
       */
      oneOf?: [string, ...string[]];
      /**
       * There is one, whatever it says.
       */
      present?: true;
    };
/**
 * A number is equal; null is absent.
 */
export type NumberPattern =
  | number
  | null
  | {
      atLeast?: number;
      atMost?: number;
      /**
       * @minItems 1
       */
      oneOf?: [number, ...number[]];
    };
export type ErrorPattern = {
  code?: TextPattern;
  message?: TextPattern;
  line?: NumberPattern;
} | null;
export type RunMetric = 'time' | 'cpu' | 'memory' | 'connections' | 'requests' | 'bytesResent' | 'failures';
export type CheckArm = 'base' | 'candidate' | 'base-again';
/**
 * Of the session. `inconclusive`: nothing regressed, and not everything could be decided.
 */
export type CheckOutcome = 'passed' | 'regressed' | 'inconclusive' | 'cannot-judge' | 'nothing-to-judge';
export type CheckedMetric =
  'time' | 'cpu' | 'memory' | 'connections' | 'requests' | 'bytesResent' | 'failures' | 'conformance';
export type CheckVerdict = 'regressed' | 'improved' | 'unchanged' | 'inconclusive';
/**
 * @maxItems 100000
 */
export type BaselineFigures = number[];

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
  conformance: Conformance;
  'conformance-report': ConformanceReport;
  'check-config': CheckConfig;
  'check-session': CheckSession;
  'check-block': CheckBlock;
  'check-report': CheckReport;
  'check-baseline': CheckBaseline;
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
  /**
   * Version of this format.
   */
  scenario: 1;
  /**
   * Names its table and its runs. One that comes with the harness is taken.
   */
  name: string;
  /**
   * What is downloaded, in a few words.
   */
  title: string;
  /**
   * What it shows, in one sentence.
   */
  about: string;
  /**
   * Downloads in flight asked of every variant.
   */
  concurrency: number;
  /**
   * HTTPS (TLS 1.3) or plain HTTP.
   */
  tls: boolean;
  /**
   * Versions the origin speaks, the preferred one first; 2 needs tls. Who declares none of them is left out.
   *
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
  /**
   * Origins the files are spread over, each with a port of its own; download n goes to host n modulo hosts.
   */
  hosts?: number;
  network: Network;
  faults?: Faults;
  /**
   * CPU work on each body, asked for by --work. Who cannot be asked for it is left out.
   */
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
  /**
   * Half of the files are smaller.
   */
  medianBytes: number;
  /**
   * Standard deviation of the logarithm.
   */
  sigma: number;
  /**
   * Smaller ones get this size.
   */
  minBytes: number;
  /**
   * Larger ones get this size.
   */
  maxBytes: number;
}
/**
 * What lies between a downloader and the origin.
 */
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
 * What goes wrong, drawn for each request from the seed, the file and how often it was asked for: everybody meets the same. Who makes no further attempts is left out.
 */
export interface Faults {
  unavailable?: Unavailable;
  reset?: Reset;
  /**
   * A file that met so many faults is served well from then on. A downloader makes three further attempts unless told otherwise, and more faults could not be mended.
   */
  mostPerFile: number;
}
/**
 * Answers of 503.
 */
export interface Unavailable {
  /**
   * Of all requests; 0.05 is one in twenty.
   */
  share: number;
  /**
   * What Retry-After says: the least wait before the next attempt.
   */
  retryAfterSeconds: number;
}
/**
 * Connections (HTTP/2: streams) that are reset within the body.
 */
export interface Reset {
  /**
   * Of all requests; 0.01 is one in a hundred.
   */
  share: number;
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
  libraries: Libraries;
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
/**
 * Libraries the transfer goes through, name to version.
 */
export interface Libraries {
  [k: string]: string | undefined;
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
  format: 2;
  startedAt: Moment;
  seed: number;
  variants: SessionVariant[];
  skipped: Skipped[];
  scenarios: SessionScenario[];
  provenance: Provenance;
  /**
   * Each time the race was begun, gone on with, or run in part. Every run names its own.
   *
   * @minItems 1
   */
  sittings: [Sitting, ...Sitting[]];
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
   * Counted blocks planned; with a stopping rule, the most there can be.
   */
  blocks: number;
  /**
   * Variants of the session that this scenario is not for, and why; absent: all take part.
   *
   * @minItems 1
   */
  leftOut?: [Skipped, ...Skipped[]];
  stopping?: Stopping;
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
/**
 * Absent: all planned blocks are run.
 */
export interface Stopping {
  precision: Precision | null;
  /**
   * Seconds from the start of the first run; a block that would not end within them is not begun.
   */
  budgetS: number | null;
}
export interface Precision {
  /**
   * Every ratio's interval is to reach no further than this factor to either side: sqrt(high / low) - 1 is at most this.
   */
  halfWidth: number;
  /**
   * Nominal confidence of the intervals; above 0.95, to make up for stopping where they happen to be narrow.
   */
  confidence: number;
  /**
   * Counted blocks before the widths are first looked at.
   */
  leastBlocks: number;
}
/**
 * Everything that figures depend on besides what is raced. All runs of a session agree in it: results that differ here are not joined.
 */
export interface Provenance {
  /**
   * Version.
   */
  harness: string;
  node: string;
  git: GitState;
  machine: Machine;
  scratch: Scratch;
  /**
   * What the needs of each backend that is raced printed as version, and the harness's own programs. Runtime and libraries of a downloader are in the summary of each run.
   */
  tools: {
    [k: string]: string | undefined;
  };
  /**
   * Why a field that is null is not known, by its name.
   */
  absent: {
    [k: string]: string | undefined;
  };
}
/**
 * What it is, so far as another can be like it.
 */
export interface Machine {
  architecture: string;
  cpuModel: string | null;
  cores: number;
  /**
   * Those this process may run on.
   */
  usableCores: number;
  /**
   * Processors' worth of time that the control groups allow.
   */
  cpuLimit: number | null;
  memoryBytes: number;
  /**
   * What the control groups allow.
   */
  memoryLimitBytes: number | null;
  kernel: string;
  governor: string | null;
}
export interface Scratch {
  /**
   * Of the folder that downloads go to.
   */
  fileSystem: string;
  /**
   * false: each run's files are removed before the next run.
   */
  keptUntilEnd: boolean;
}
/**
 * One process of the harness that made runs of this plan: what may differ from one to the next.
 */
export interface Sitting {
  /**
   * No other sitting, of this or of another session, has it.
   */
  id: string;
  startedAt: Moment;
  /**
   * null: all blocks.
   */
  shard: Shard | null;
  /**
   * Tells machines apart without naming them.
   */
  hostHash: string;
  /**
   * Before its first run.
   */
  loadAverage1m: number;
  scratchPath: string;
}
/**
 * The warm-up and, of the counted blocks, the index-th and every of-th after it.
 */
export interface Shard {
  index: number;
  of: number;
}
/**
 * One line of runs.jsonl: one process started once.
 */
export interface StoredRun {
  kind: 'run';
  format: 2;
  /**
   * Which of the session's sittings made it.
   */
  sitting: string;
  scenario: string;
  /**
   * BACKEND/VARIANT; of a ceiling ceiling/net or ceiling/disk.
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
  startedAt: Moment;
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
  phases?: Phases;
  ceiling?: Ceiling;
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
 * Where the time of a run went, by the origin's clock: start-up + inside + tail is the wall time, and connecting + waiting + transferring + idle + drained is slots x inside.
 */
export interface Phases {
  /**
   * Process start to first request.
   */
  startUpNs: number;
  /**
   * First request to last byte; to the end of the process, where the origin saw a byte after it.
   */
  insideNs: number;
  /**
   * Last byte to the end of the process.
   */
  tailNs: number;
  /**
   * Downloads the run might have in flight: as many as were asked, or all of them of one that starts all at once.
   */
  slots: number;
  /**
   * Slot time: a connection was accepted and not yet ready.
   */
  connectingNs: number;
  /**
   * Slot time: a request was read and its first byte had not left.
   */
  waitingNs: number;
  /**
   * Slot time: first byte to last.
   */
  transferringNs: number;
  /**
   * Slot time: nothing was under way although a job was left.
   */
  idleNs: number;
  /**
   * Slot time: nothing was under way and no job was left for the slot.
   */
  drainedNs: number;
  /**
   * Connecting, waiting or transferring beyond the slots there are: in none of the others.
   */
  excessNs: number;
}
/**
 * The run is no row's, but what a client that does the work, or half of it, and nothing else needs here.
 */
export interface Ceiling {
  /**
   * net: everything fetched, nothing stored. disk: everything stored, nothing fetched. both: everything fetched and stored.
   */
  of: 'net' | 'disk' | 'both';
  /**
   * Without the start of the process. net: first request to last byte, by the origin's clock; disk: first file to last rename, by its own; both: first connection to last rename, by its own. null: the run failed.
   */
  timeNs: number | null;
}
/**
 * report.json: what the tables say, computed from session.json and runs.jsonl alone.
 */
export interface Report {
  kind: 'report';
  /**
   * Since 2 medians have intervals, rows have letters and every comparison is listed; quartiles are where low and high were. Since 3 comparisons say what they could have told apart, and fetching and storing at once is a ceiling.
   */
  format: 3;
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
  /**
   * The most there could be, where a stopping rule may end earlier.
   */
  blocksPlanned: number;
  /**
   * Why no further block was run: all planned ones were, every interval was narrow enough, the budget was spent, or it was stopped.
   */
  ended: 'blocks' | 'precision' | 'budget' | 'interrupted';
  /**
   * METHOD: max(sum S / B, sum p / c, max p), for the concurrency asked.
   */
  idealNs: number | null;
  ceilings: ScenarioCeilings;
  /**
   * Nominal confidence of the intervals; 1 minus it is the level of the comparisons.
   */
  confidence: number;
  /**
   * Two rows whose ratio is nearer to 1 than this are not told apart.
   */
  practicalRatio: number;
  rows: ReportRow[];
  comparisons: Comparison[];
  notes: Note[];
}
/**
 * Without the start of a process; null: not measured, or no counted run of it was ok.
 */
export interface ScenarioCeilings {
  /**
   * Nanoseconds in which the origin serves everything to a client that stores nothing.
   */
  net: Distribution | null;
  /**
   * Nanoseconds in which a program that fetches nothing stores everything.
   */
  disk: Distribution | null;
  /**
   * Nanoseconds in which a client that does nothing else fetches and stores everything; null: also where the model of the network sets the least time.
   */
  both: Distribution | null;
  /**
   * CPU time of the origin over the wall time of the client that stores nothing.
   */
  originCpuShare: Distribution | null;
}
/**
 * Over the counted runs that were ok.
 */
export interface Distribution {
  median: number;
  /**
   * For the median; null: fewer than 5 values.
   */
  interval: Interval | null;
  quartiles: Quartiles;
  n: number;
}
/**
 * For a median, by interpolated order statistics (Hettmansperger and Sheather 1986).
 */
export interface Interval {
  low: number;
  high: number;
  /**
   * Nominal: that asked for, or the most that so few values can give (0.9375 of 5).
   */
  confidence: number;
}
/**
 * By linear interpolation (Hyndman and Fan type 7).
 */
export interface Quartiles {
  /**
   * First quartile.
   */
  low: number;
  /**
   * Third quartile.
   */
  high: number;
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
   * Rows that share a letter were not told apart; null: compared with no other row.
   */
  groups: string[] | null;
  /**
   * 100 x ideal time / median time.
   */
  percentOfIdeal: number | null;
  /**
   * Worst counted run; null: no counted run got as far as having its files checked.
   */
  filesOk: number | null;
  filesExpected: number;
  /**
   * As many as the origin was asked: of a scenario with faults, further attempts are among them.
   */
  requests: Distribution | null;
  bytes: Distribution | null;
  /**
   * Bytes of bodies that the origin sent besides each file once: what was sent again, and the bodies of refusals. null: how large the downloads are is not known.
   */
  bytesResent: Distribution | null;
  /**
   * CPU time of the origin over the wall time of the run: 1 is one core of it, all the time.
   */
  originCpuShare: Distribution | null;
  /**
   * null: neither the origin nor the disk sets its time, or it is not known.
   */
  limit: RowLimit | null;
  typicalRun: TypicalRun | null;
  /**
   * Items: Index into the scenario's notes.
   */
  notes: number[];
}
export interface Ratio {
  /**
   * exp of the median of log(time / fastest's time) over blocks in which both were ok.
   */
  ratio: number;
  /**
   * null: fewer than 5 pairs, or the fastest itself.
   */
  interval: Interval | null;
  pairs: number;
  /**
   * sqrt(high / low) - 1 of the interval: 0.03 is 3 % to either side.
   */
  halfWidth: number | null;
  /**
   * halfWidth is at most that of the stopping rule; null: no such rule, or the fastest itself.
   */
  precise: boolean | null;
  /**
   * That of the comparison with the fastest; null: none was made, or the fastest itself.
   */
  detectable: number | null;
  /**
   * slower, faster: told apart from the fastest. equal: not told apart, and the interval lies within the practical threshold. unclear: neither can be said.
   */
  verdict: 'fastest' | 'slower' | 'faster' | 'equal' | 'unclear';
}
export interface RowLimit {
  /**
   * What sets the row's time; rows with a limit are not ranked by time among each other.
   */
  by: 'origin' | 'disk' | 'both';
  /**
   * The ceiling's median time over the row's: at least 0.8.
   */
  share: number;
}
/**
 * The run that was ok and has the median time (the faster of two in the middle), and where its time went.
 */
export interface TypicalRun {
  block: number;
  phases: Phases;
}
/**
 * Two rows against each other. Only pairs of rows with enough blocks in common are compared.
 */
export interface Comparison {
  /**
   * Variant, the one with the smaller median time.
   */
  left: string;
  right: string;
  /**
   * exp of the median of log(right's time / left's time) over blocks in which both were ok.
   */
  ratio: number;
  interval: Interval;
  pairs: number;
  /**
   * Twice the smaller one of the paired and the trimmed (Yuen) t-test on the log ratios.
   */
  pValue: number;
  /**
   * The same, for all comparisons of the scenario at once (Holm 1979).
   */
  holmPValue: number;
  /**
   * holmPValue is at most 1 - confidence, the interval excludes 1, and the ratio is past the practical threshold.
   */
  toldApart: boolean;
  /**
   * The least ratio at which two rows with this noise would have been told apart in 80 % of such races; null: none that a number can hold.
   */
  detectable: number | null;
}
export interface Note {
  code: string;
  text: string;
}
/**
 * cases/*.json: cases of the conformance suite. A case's id is FILE/NAME.
 */
export interface Conformance {
  $schema?: string;
  about: string;
  /**
   * @minItems 1
   */
  cases: [ConformanceCase, ...ConformanceCase[]];
}
export interface ConformanceCase {
  name: string;
  /**
   * What is checked, in a few words.
   */
  title: string;
  /**
   * The contract level whose rule it is.
   */
  level: 'races' | 'downloads' | 'trusted';
  /**
   * The contract's rule; printed when the case fails.
   */
  rule: string;
  /**
   * Sins that make it fail, by name.
   *
   * @minItems 1
   */
  catches: [string, ...string[]];
  serve?: Serve;
  peers?: Peers;
  /**
   * What is in DIR before, by path. null: DIR is not there (default).
   */
  dir?: {
    [k: string]: FileSpec | undefined;
  } | null;
  /**
   * What is beside DIR before, by path.
   */
  outside?: {
    [k: string]: FileSpec | undefined;
  };
  /**
   * Runs one after the other on the same DIR and the same server. Without it the case is its only step.
   *
   * @minItems 1
   */
  steps?: [ConformanceStep, ...ConformanceStep[]];
  input?: CaseInput;
  /**
   * How the input arrives; stdin is `-i -`. Default: file.
   */
  via?: 'file' | 'stdin';
  /**
   * Arguments after the options.
   */
  urls?: string[];
  /**
   * Options besides the standard ones.
   */
  args?: string[];
  /**
   * The runner's own options: `--json --records FILE --progress none -d DIR -j N`, and `--cacert` where the session speaks TLS. false: none of them; a list: those are left out.
   */
  standard?: boolean | ('json' | 'records' | 'progress' | 'dir' | 'concurrency' | 'cacert')[];
  /**
   * N of the standard -j. Default: 4.
   */
  concurrency?: number;
  /**
   * Variables added to the clean environment.
   */
  env?: {
    [k: string]: string | undefined;
  };
  /**
   * Its reader has gone.
   */
  stdout?: 'closed';
  limits?: Limits;
  /**
   * Done once each, in this order, while the program runs.
   *
   * @minItems 1
   */
  act?: [Act, ...Act[]];
  /**
   * The program is stopped after this long, and the case fails. Default: 20000.
   */
  atMostMs?: number;
  expect?: Expect;
}
/**
 * What the origin's session is; see the page of its control port.
 */
export interface Serve {
  tls?: boolean;
  certificate?: 'good' | 'expired' | 'not-yet-valid' | 'wrong-host' | 'unknown-authority';
  handshake?: 'answer' | 'stall';
  hosts?: number;
  network?: ServedNetwork;
  proxy?: ServedProxy;
  /**
   * By a key the rest of the case calls them by.
   */
  files: {
    [k: string]: CaseFile | undefined;
  };
}
export interface ServedNetwork {
  rttMs?: number;
  jitterMs?: number;
  connectionBytesPerSecond?: number | null;
  linkBytesPerSecond?: number | null;
  slowStart?: boolean;
}
export interface ServedProxy {
  connect: 'accept' | 'refuse' | 'stall';
  status?: number;
  authorization?: string;
}
export interface CaseFile {
  bytes: number;
  path?: string;
  /**
   * @minItems 1
   */
  answers?: [Answer, ...Answer[]];
}
/**
 * What one request of the file gets; the last one repeats.
 */
export interface Answer {
  status?: number;
  body?: 'file' | 'text' | 'none';
  headers?: {
    [k: string]: string | string[] | null | undefined;
  };
  version?: number;
  bytes?: number;
  lastModified?: string;
  ranges?: 'honour' | 'ignore' | 'refuse';
  ifRange?: 'honour' | 'ignore';
  rangeShift?: number;
  rangeCut?: number;
  framing?: 'length' | 'chunked' | 'close';
  chunkBytes?: number;
  trailers?: {
    [k: string]: string | undefined;
  };
  afterBytes?: number;
  then?: 'close' | 'reset' | 'stall';
  delayMs?: number;
  headBytesPerSecond?: number;
  bodyBytesPerSecond?: number;
  interim?: number[];
  padHeaders?: number;
  raw?: string;
}
/**
 * What else listens.
 */
export interface Peers {
  /**
   * Accepts connections and never reads or writes: {silent}.
   */
  silent?: true;
}
/**
 * What stands at a path: exactly one of of, text, json, zeros, link, hardLink, folder, fifo, any, atLeastBytes.
 */
export interface FileSpec {
  /**
   * Of a served file, by its key.
   */
  of?: string;
  version?: number;
  from?: number;
  bytes?: number;
  text?: string;
  json?: unknown;
  /**
   * So many zero bytes.
   */
  zeros?: number;
  /**
   * A symbolic link to this.
   */
  link?: string;
  /**
   * Another name of this file.
   */
  hardLink?: string;
  folder?: true;
  fifo?: true;
  /**
   * A regular file, whatever it holds (only what is expected).
   */
  any?: true;
  /**
   * A regular file of at least this size (only what is expected).
   */
  atLeastBytes?: number;
  mode?: string;
}
/**
 * One run of the program.
 */
export interface ConformanceStep {
  input?: CaseInput;
  /**
   * How the input arrives; stdin is `-i -`. Default: file.
   */
  via?: 'file' | 'stdin';
  /**
   * Arguments after the options.
   */
  urls?: string[];
  /**
   * Options besides the standard ones.
   */
  args?: string[];
  /**
   * The runner's own options: `--json --records FILE --progress none -d DIR -j N`, and `--cacert` where the session speaks TLS. false: none of them; a list: those are left out.
   */
  standard?: boolean | ('json' | 'records' | 'progress' | 'dir' | 'concurrency' | 'cacert')[];
  /**
   * N of the standard -j. Default: 4.
   */
  concurrency?: number;
  /**
   * Variables added to the clean environment.
   */
  env?: {
    [k: string]: string | undefined;
  };
  /**
   * Its reader has gone.
   */
  stdout?: 'closed';
  limits?: Limits;
  /**
   * Done once each, in this order, while the program runs.
   *
   * @minItems 1
   */
  act?: [Act, ...Act[]];
  /**
   * The program is stopped after this long, and the case fails. Default: 20000.
   */
  atMostMs?: number;
  expect: Expect;
}
export interface Limits {
  /**
   * RLIMIT_FSIZE.
   */
  fileBytes?: number;
  /**
   * RLIMIT_NOFILE, soft and hard.
   */
  openFiles?: number;
  /**
   * DIR is a file system of its own of this size.
   */
  tmpfsBytes?: number;
}
export interface Act {
  when: When;
  do: Deed;
  /**
   * The program may have ended before its moment came. Without it, that is a defect.
   */
  unlessEnded?: true;
}
export interface When {
  /**
   * The origin has seen so many in this step.
   */
  requests?: number;
  /**
   * The origin has sent so many in this step.
   */
  bodyBytes?: number;
  /**
   * The origin, or the silent peer where the case has one, has accepted so many in this step.
   */
  connections?: number;
  /**
   * It has been at work so long: since its first connection or its first word on stderr.
   */
  runMs?: number;
  /**
   * [path, n]: the file below DIR has so many bytes.
   *
   * @minItems 2
   * @maxItems 2
   */
  fileBytes?: [string | number, string | number];
  /**
   * It has printed this on stderr.
   */
  stderrHas?: string;
}
export interface Deed {
  signal?: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';
  /**
   * DIR, or a path below it.
   */
  remove?: string;
  /**
   * [path, spec]: a path below DIR, and what is there from now on.
   *
   * @minItems 2
   * @maxItems 2
   */
  write?: [string | FileSpec, string | FileSpec];
}
export interface Expect {
  exit: number | [number, ...number[]];
  /**
   * Exactly the files and links in DIR afterwards. null: DIR must not be there.
   */
  files?: {
    [k: string]: FileSpec | undefined;
  } | null;
  /**
   * Paths in DIR that may be there or not.
   *
   * @minItems 1
   */
  alsoAllowed?: [string, ...string[]];
  /**
   * Exactly what is beside DIR afterwards. Default: what was put there.
   */
  outside?: {
    [k: string]: FileSpec | undefined;
  };
  records?: RecordPattern[];
  summary?: SummaryPattern;
  /**
   * By the key of a file: what the origin saw in this step, in order; or only how many.
   */
  requests?: {
    [k: string]: RequestPattern[] | RequestCount | undefined;
  };
  /**
   * CONNECT requests the proxy saw in this step.
   */
  connects?: ConnectPattern[];
  connections?: NumberPattern;
  /**
   * @minItems 1
   */
  gaps?: [Gap, ...Gap[]];
  /**
   * The first was read before the second.
   *
   * @minItems 1
   */
  before?: [[RequestRef, RequestRef], ...[RequestRef, RequestRef][]];
  /**
   * Default: with --json one summary, else empty.
   */
  stdout?:
    | 'empty'
    | {
        /**
         * @minItems 1
         */
        has: [string, ...string[]];
      };
  stderr?: StderrPattern;
}
export interface RecordPattern {
  /**
   * Which record. Default: the place of the pattern in the list.
   */
  index?: number;
  url?: TextPattern;
  path?: TextPattern;
  state?: TextPattern;
  status?: NumberPattern;
  bytes?: NumberPattern;
  sha256?: TextPattern;
  work?: TextPattern;
  attempts?: NumberPattern;
  resumedFrom?: NumberPattern;
  firstByteNs?: NumberPattern;
  error?: ErrorPattern;
}
export interface SummaryPattern {
  downloads?: CountsPattern;
  errors?: CountsPattern;
  bytes?: NumberPattern;
  attempts?: NumberPattern;
  peakInFlight?: NumberPattern;
  concurrency?: NumberPattern;
  durationNs?: NumberPattern;
}
export interface CountsPattern {
  /**
   * These and no others.
   */
  exactly?: {
    [k: string]: number | undefined;
  };
  [k: string]:
    | NumberPattern
    | {
        [k: string]: number | undefined;
      }
    | undefined;
}
export interface RequestPattern {
  method?: TextPattern;
  target?: TextPattern;
  status?: NumberPattern;
  offset?: NumberPattern;
  bytes?: NumberPattern;
  complete?: boolean;
  viaProxy?: boolean;
  headers?: {
    [k: string]: TextPattern | undefined;
  };
}
export interface RequestCount {
  count: NumberPattern;
}
export interface ConnectPattern {
  target?: TextPattern;
  status?: NumberPattern;
  headers?: {
    [k: string]: TextPattern | undefined;
  };
}
export interface Gap {
  file: string;
  /**
   * From the end of this request of the file, from 0, to the start of the next.
   */
  after: number;
  atLeastMs: number;
}
export interface RequestRef {
  file: string;
  /**
   * The n-th of the file, from 0.
   */
  request: number;
}
export interface StderrPattern {
  /**
   * @minItems 1
   */
  has?: [string, ...string[]];
  /**
   * @minItems 1
   */
  hasNot?: [string, ...string[]];
  startsWith?: string;
  lines?: number;
  atMostLines?: number;
}
/**
 * conformance.json: how every variant did in every case of the conformance suite.
 */
export interface ConformanceReport {
  kind: 'conformance';
  format: 1;
  startedAt: string;
  durationMs: number;
  /**
   * Version.
   */
  harness: string;
  /**
   * The server in the origin's place, by name and version; null: the origin.
   */
  against: string | null;
  /**
   * false: it was stopped before its end.
   */
  complete: boolean;
  /**
   * Whether all cases of the levels that were run were run.
   */
  allCases: boolean;
  cases: ReportedCase[];
  variants: ConformingVariant[];
  leftOut: LeftOut[];
  /**
   * By variant, then by case, in the order of the two lists.
   */
  results: CaseResult[];
  totals: ConformanceCounts;
}
export interface ReportedCase {
  /**
   * FILE/NAME.
   */
  id: string;
  title: string;
  level: 'races' | 'downloads' | 'trusted';
  rule: string;
}
export interface ConformingVariant {
  /**
   * BACKEND/VARIANT.
   */
  id: string;
  title: string;
  declared: 'races' | 'downloads' | 'trusted';
  /**
   * The highest level of which, and of those below, no case fails; null: not all cases were run, so nobody knows.
   */
  reached: 'none' | 'races' | 'downloads' | 'trusted' | null;
  /**
   * The case to mend first.
   */
  next: string | null;
  counts: ConformanceCounts;
}
export interface ConformanceCounts {
  passed: number;
  failed: number;
  skipped: number;
  /**
   * Not passed, of a level above the declared one: no failures.
   */
  next: number;
}
export interface LeftOut {
  variant: string;
  reason: string;
}
export interface CaseResult {
  variant: string;
  case: string;
  state: 'passed' | 'failed' | 'skipped';
  /**
   * Whether the case is of a level the variant is held to.
   */
  counted: boolean;
  durationMs?: number;
  /**
   * Why it was skipped.
   */
  reason?: string;
  findings?: ConformanceFinding[];
  /**
   * Expectations that could not be looked at, by name: their witness is missing.
   */
  unwitnessed?: string[];
  /**
   * The end of what the program printed there.
   */
  stderr?: string;
  /**
   * Where its files are, below the results folder.
   */
  kept?: string;
}
export interface ConformanceFinding {
  /**
   * What was looked at: an expectation of the case, or what always holds.
   */
  check: string;
  step: number;
  /**
   * The rule that is broken.
   */
  rule: string;
  expected: string;
  seen: string;
}
/**
 * check.json: what the regression gate of a repository goes by. The command line has the last word.
 */
export interface CheckConfig {
  $schema?: string;
  /**
   * Names of built-in scenarios, or paths of scenario files from this file on. At least one.
   *
   * @minItems 1
   */
  scenarios: [string, ...string[]];
  /**
   * Patterns of variants; without it all that the change affects.
   */
  only?: string[];
  /**
   * For each variant in each scenario, its three arms together.
   */
  budgetSeconds?: number;
  /**
   * At most so many blocks for each variant in each scenario.
   */
  blocks?: number;
  /**
   * What is judged; without it all of them.
   *
   * @minItems 1
   */
  metrics?: [RunMetric, ...RunMetric[]];
  thresholds?: CheckThresholds;
  /**
   * Whether the cases of the conformance suite are held against the base's.
   */
  conformance?: boolean;
  /**
   * What the exit code makes of a comparison that cannot be decided.
   */
  inconclusive?: 'pass' | 'fail';
}
/**
 * What matters, as a share: 0.05 for 5 %. Counts have none: they are the same or they are not.
 */
export interface CheckThresholds {
  time?: number;
  cpu?: number;
  memory?: number;
}
/**
 * check.json of a results folder: what a session of the gate compares, written before its first run.
 */
export interface CheckSession {
  kind: 'check-session';
  format: 1;
  startedAt: Moment;
  mode: 'revisions' | 'commands';
  seed: number;
  /**
   * Options that whoever repeats the session needs, besides sides, variants and seed: `--name` or `--name=value` each; paths are from where it was started.
   */
  optionWords: string[];
  sitting: string;
  base: CheckSide;
  candidate: CheckSide;
  /**
   * Of this shard, in the order of the table.
   */
  lanes: CheckLane[];
  /**
   * Lanes of other shards: their comparisons count when many are corrected for.
   */
  otherLanes: number;
  shard: Shard | null;
  /**
   * @minItems 1
   */
  metrics: [CheckMetric, ...CheckMetric[]];
  /**
   * Chance that a session in which nothing differs says that something does.
   */
  level: number;
  /**
   * Of the intervals, however often they are looked at.
   */
  confidence: number;
  budget: CheckBudget;
  inconclusive: 'pass' | 'fail';
  scenarios: SessionScenario[];
  /**
   * Variants that are gone.
   */
  onlyBase: string[];
  /**
   * Variants that are new.
   */
  onlyCandidate: string[];
  /**
   * Variants that the change does not reach.
   */
  unaffected: string[];
  skipped: Skipped[];
  provenance: Provenance;
  /**
   * Tells machines apart without naming them.
   */
  hostHash: string;
  /**
   * null: it was not asked for.
   */
  conformance: CheckConformance[] | null;
  /**
   * What building and conformance took.
   */
  preparedSeconds: number;
}
/**
 * One of the two that are compared.
 */
export interface CheckSide {
  /**
   * As a person would say it: a ref, `the work tree`, a command.
   */
  name: string;
  /**
   * Full hash of the commit; null: it is not a revision.
   */
  revision: string | null;
  /**
   * Of the commit.
   */
  committedAt: Moment | null;
  /**
   * First line of its message.
   */
  subject: string | null;
  /**
   * Digest of what was changed since the commit; null: nothing, or it is no revision.
   */
  changes: string | null;
  /**
   * Where a command was given.
   */
  command: string | null;
}
/**
 * One variant in one scenario.
 */
export interface CheckLane {
  scenario: string;
  variant: string;
  title: string;
}
/**
 * What is compared, and what of it matters.
 */
export interface CheckMetric {
  metric: RunMetric;
  kind: 'measured' | 'exact' | 'failures';
  /**
   * null: a count, which is the same or is not.
   */
  threshold: number | null;
}
/**
 * For each lane.
 */
export interface CheckBudget {
  seconds: number | null;
  blocks: number | null;
}
/**
 * Cases of the conformance suite that the base and the candidate were both held to.
 */
export interface CheckConformance {
  variant: string;
  compared: number;
  /**
   * Cases that the base passes and the candidate does not, each time they were tried.
   */
  broken: string[];
  mended: string[];
  /**
   * Cases that came out differently when tried again.
   */
  unsteady: string[];
  triesEach: number;
}
/**
 * One line of blocks.jsonl: base, candidate and base again, run once each.
 */
export interface CheckBlock {
  kind: 'check-block';
  format: 1;
  scenario: string;
  variant: string;
  /**
   * Of the lane, from 0; block 0 is the warm-up and not counted.
   */
  block: number;
  /**
   * As they were run.
   *
   * @minItems 3
   * @maxItems 3
   */
  order: [CheckArm, CheckArm, CheckArm];
  /**
   * What the block took of the budget.
   */
  seconds: number;
  base: StoredRun;
  candidate: StoredRun;
  baseAgain: StoredRun;
}
/**
 * report.json of a session of the gate: everything its formats show, made from check.json and blocks.jsonl alone.
 */
export interface CheckReport {
  kind: 'check-report';
  format: 1;
  startedAt: Moment;
  mode: 'revisions' | 'commands';
  verdict: CheckOutcome;
  exitCode: 0 | 1 | 4;
  inconclusive: 'pass' | 'fail';
  /**
   * false: stopped by the user before every verdict or the end of the budget.
   */
  complete: boolean;
  base: CheckSide;
  candidate: CheckSide;
  seed: number;
  /**
   * Options that whoever repeats the session needs, besides sides, variants and seed: `--name` or `--name=value` each; paths are from where it was started.
   */
  optionWords: string[];
  level: number;
  confidence: number;
  budget: CheckBudget;
  shard: Shard | null;
  /**
   * Comparisons of other shards, which are corrected for.
   */
  comparisonsElsewhere: number;
  seconds: CheckSeconds;
  lanes: ReportedLane[];
  onlyBase: string[];
  onlyCandidate: string[];
  unaffected: string[];
  skipped: Skipped[];
  selfDifferences: SelfDifference[];
  comparisons: CheckComparison[];
  conformance: CheckConformance[] | null;
  provenance: Provenance;
  hostHash: string;
}
/**
 * What it took.
 */
export interface CheckSeconds {
  prepared: number;
  raced: number;
}
export interface ReportedLane {
  scenario: string;
  variant: string;
  title: string;
  /**
   * Counted ones.
   */
  blocks: number;
  seconds: number;
  endedBy: 'verdicts' | 'budget' | 'failures' | 'base-differs-from-itself' | 'stopped';
}
/**
 * The two copies of the base differ.
 */
export interface SelfDifference {
  scenario: string;
  variant: string;
  metric: RunMetric;
  ratio: number | null;
  holmPValue: number;
}
/**
 * One metric of one lane.
 */
export interface CheckComparison {
  /**
   * null: of no scenario (conformance).
   */
  scenario: string | null;
  variant: string;
  metric: CheckedMetric;
  kind: 'measured' | 'exact' | 'failures' | 'cases';
  unit: 'ns' | 'bytes' | 'count';
  verdict: CheckVerdict;
  /**
   * Why it is inconclusive.
   */
  doubt: 'imprecise' | 'few-blocks' | 'counts-vary' | 'base-differs-from-itself' | 'unsteady' | null;
  /**
   * In which all three arms were measured.
   */
  blocks: number;
  /**
   * Two-sided, valid however often it was looked at; null: no chance is involved.
   */
  pValue: number | null;
  /**
   * Adjusted for all comparisons, those of other shards included.
   */
  holmPValue: number | null;
  threshold: number | null;
  /**
   * Candidate over base, 1.1 for 10 % more; null: not measured.
   */
  ratio: number | null;
  /**
   * Of the ratio, valid however often it was looked at.
   */
  interval: Interval | null;
  /**
   * The least ratio that this many blocks would have called regressed four times out of five.
   */
  detectableRatio: number | null;
  base: CheckFigure | null;
  candidate: CheckFigure | null;
  baseAgain: CheckFigure | null;
  /**
   * What was seen to differ, in sentences: of a regression or an improvement.
   */
  reasons: string[];
}
/**
 * One arm's values, each of a run that counted.
 */
export interface CheckFigure {
  median: number;
  /**
   * Of the 95 % interval of the median; null: too few runs.
   */
  low: number | null;
  high: number | null;
  least: number;
  most: number;
  count: number;
}
/**
 * Counts and peak memory of every run of one revision, to be compared with runs made later. Times are not in it: they cannot be compared with a time that was stored.
 */
export interface CheckBaseline {
  kind: 'check-baseline';
  format: 1;
  recordedAt: Moment;
  revision: CheckSide;
  /**
   * Sizes are drawn from it.
   */
  seed: number;
  scenarios: BaselineScenario[];
  rows: BaselineRow[];
  provenance: Provenance;
  /**
   * Tells machines apart without naming them.
   */
  hostHash: string;
}
export interface BaselineScenario {
  name: string;
  /**
   * sha256 of the scenario or the list as used.
   */
  digest: string;
}
/**
 * One BACKEND/VARIANT in one scenario.
 */
export interface BaselineRow {
  scenario: string;
  variant: string;
  /**
   * null: it says nothing of itself.
   */
  versions: BaselineVersions | null;
  /**
   * Counted ones, those that failed included.
   */
  runs: number;
  failed: number;
  values: BaselineValues;
}
/**
 * What the downloader says it is made of.
 */
export interface BaselineVersions {
  version: string;
  runtime: Runtime;
  libraries: Libraries;
}
/**
 * Of each run that was ok, as they were made; empty: not measured. Memory is the peak of the largest process, of runs in which it was above the floor of the measurement; bytesResent are body bytes that the origin sent beyond each file once.
 */
export interface BaselineValues {
  /**
   * @maxItems 100000
   */
  memory: number[];
  connections: BaselineFigures;
  requests: BaselineFigures;
  bytesResent: BaselineFigures;
}
