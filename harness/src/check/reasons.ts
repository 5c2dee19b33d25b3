import type { CheckedMetric, Phases, StoredRun } from '@fairfetch/contract';
import { bytesInWords, durationInWords } from '../report/words.ts';
import { decisivePart, timeNs, type Part } from '../timeline/decisive.ts';
import { figureOf, medianOf } from './figures.ts';

/** The counted runs of a lane that were right. */
export interface Sides {
  /** Of both copies. */
  readonly base: readonly StoredRun[];
  readonly candidate: readonly StoredRun[];
  /** Of all downloads, each once; null: not known. */
  readonly bytesTotal: number | null;
}

interface Seen {
  readonly of: (run: StoredRun, bytesTotal: number | null) => number | null | undefined;
  readonly words: (value: number) => string;
}

const counted =
  (one: string, many: string) =>
  (count: number): string =>
    `${count} ${count === 1 ? one : many}`;

/** Counts that the origin made: what differs here needs no statistics. */
const COUNTS: readonly Seen[] = [
  { of: ({ witness }) => witness?.connections, words: counted('connection', 'connections') },
  { of: ({ witness }) => witness?.tlsHandshakes, words: counted('TLS handshake', 'TLS handshakes') },
  { of: ({ witness }) => witness?.requests, words: counted('request', 'requests') },
  { of: ({ witness }) => witness?.peakInFlight, words: counted('request in flight', 'requests in flight') },
  {
    of: ({ witness }, bytesTotal) =>
      witness === undefined || bytesTotal === null ? null : Math.max(0, witness.bodyBytes - bytesTotal),
    words: (bytes) => `${bytesInWords(bytes)} sent again`,
  },
];

const PART_WORDS: Readonly<Record<Part, string>> = {
  startUp: 'the start, up to the first request',
  connecting: 'connecting, handshakes included',
  waiting: 'waiting for the first byte of answers',
  transferring: 'transferring',
  idle: 'slots left idle while jobs are left',
  drained: 'a last round that leaves other slots without a job',
  tail: 'what is done after the last byte',
};

const PHASES = [
  'startUpNs',
  'insideNs',
  'tailNs',
  'slots',
  'connectingNs',
  'waitingNs',
  'transferringNs',
  'idleNs',
  'drainedNs',
  'excessNs',
] as const satisfies readonly (keyof Phases)[];

/** What was seen to differ between the two sides, in sentences; the most telling first. */
export function reasonsFor(metric: CheckedMetric, sides: Sides): readonly string[] {
  return [
    ...countReasons(sides),
    ...(metric === 'time' ? whereTimeWent(sides) : []),
    ...(metric === 'time' || metric === 'cpu' ? cpuReasons(sides) : []),
    ...versionReasons(sides),
    ...flagReasons(sides),
  ];
}

/** Counts of which every one of one side is above all of the other. */
function countReasons({ base, candidate, bytesTotal }: Sides): readonly string[] {
  return COUNTS.flatMap(({ of, words }) => {
    const [was, is] = [base, candidate].map((runs) =>
      figureOf(runs.map((run) => of(run, bytesTotal) ?? null)),
    );
    if (!was || !is || (is.least <= was.most && is.most >= was.least)) return [];
    return [
      `${words(Math.round(is.median))} where there ${was.median === 1 ? 'was' : 'were'} ${Math.round(was.median)}`,
    ];
  });
}

function typicalPhases(runs: readonly StoredRun[]): Phases | null {
  const medians = PHASES.map((name) => [name, medianOf(runs, ({ phases }) => phases?.[name])] as const);
  if (medians.some(([, value]) => value === null)) return null;
  return Object.fromEntries(medians) as unknown as Phases;
}

function whereTimeWent({ base, candidate }: Sides): readonly string[] {
  const [was, is] = [typicalPhases(base), typicalPhases(candidate)];
  if (was === null || is === null) return [];
  const part = decisivePart(is, was) ?? decisivePart(was, is);
  if (part === null) return [];
  const [now, before] = [timeNs(part, is), timeNs(part, was)].map(durationInWords);
  return [`most of the difference is ${PART_WORDS[part]}: ${now} where it was ${before}`];
}

/** A difference of less is not what made a verdict. */
const TELLING = 1.03;

function cpuReasons({ base, candidate }: Sides): readonly string[] {
  const parts = [
    ['in the program itself', ({ process }: StoredRun) => process?.userNs],
    ['in the kernel', ({ process }: StoredRun) => process?.systemNs],
  ] as const;
  return parts.flatMap(([where, of]) => {
    const [was, is] = [medianOf(base, of), medianOf(candidate, of)];
    if (!was || !is || Math.max(is / was, was / is) < TELLING) return [];
    return [`${durationInWords(is)} of CPU ${where}, where it was ${durationInWords(was)}`];
  });
}

function versionsOf(runs: readonly StoredRun[]): ReadonlyMap<string, string> {
  const summary = runs.find((run) => run.summary !== undefined)?.summary;
  if (summary === undefined) return new Map();
  const { runtime, libraries } = summary;
  const known = Object.entries(libraries).flatMap(([name, version]) =>
    version === undefined ? [] : [[name, version] as const],
  );
  return new Map([[runtime.name, runtime.version], ...known]);
}

function versionReasons({ base, candidate }: Sides): readonly string[] {
  const [was, is] = [versionsOf(base), versionsOf(candidate)];
  return [...is].flatMap(([name, version]) => {
    const before = was.get(name);
    if (before === version) return [];
    return [before === undefined ? `${name} ${version} is new` : `${name} ${version}, which was ${before}`];
  });
}

/** Remarks that most runs of the candidate and none of the base have. */
function flagReasons({ base, candidate }: Sides): readonly string[] {
  const before = new Set(base.flatMap(({ flags }) => flags.map(({ code }) => code)));
  const now = candidate.flatMap(({ flags }) => flags).filter(({ code }) => !before.has(code));
  return [...Map.groupBy(now, ({ code }) => code).values()].flatMap((those) =>
    2 * those.length > candidate.length ? [(those[0] as (typeof those)[number]).message] : [],
  );
}

/** Why runs of the candidate failed, the most frequent first. */
export function failureReasons(runs: readonly StoredRun[]): readonly string[] {
  const messages = runs.flatMap(({ failures }) => failures.slice(0, 1).map(({ message }) => message));
  return [...Map.groupBy(messages, (message) => message)]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .slice(0, 3)
    .map(([message, those]) => `${those.length} of ${runs.length} runs that failed: ${message}`);
}
