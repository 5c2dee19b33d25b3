/** What holds after every step of every case, whatever it is about. */
import type { ExpectedTree } from './files.ts';
import type { Misfit, Observation } from '../observation.ts';
import { FILE_INVARIANTS } from './invariants-of-files.ts';
import { STATEMENT_INVARIANTS } from './invariants-of-statements.ts';
import { exitCodeOf } from './output.ts';
import type { Statement } from './statement.ts';
import { bytesOf, figure, listOf, oneLine, quoted } from './words.ts';

/** The word cases use for a password: wherever it turns up, one has been told. */
export const SECRET = 's3cr3t';

/** What an invariant looks at. */
export interface Circumstances {
  readonly observation: Observation;
  readonly statement: Statement;
  readonly variant: VariantTraits;
  readonly served: Served;
  /** What the case says of the files in DIR; null: nothing. */
  readonly expectedFiles: ExpectedTree | null;
  /** Whether the case says itself what lies beside DIR. */
  readonly saysOutside: boolean;
}

export interface VariantTraits {
  readonly backend: string;
  readonly name: string;
  /** It keeps the seed's own way, departures from fairness included. */
  readonly faithful: boolean;
  readonly reuse: boolean;
  readonly unbounded: boolean;
}

/** What can be known beforehand of what the origin sends. */
export interface Served {
  /**
   * SHA-256 of everything that is whole, by the path in its URL; null: something may be stored that is none of it,
   * because the script of a file makes it up.
   */
  readonly whole: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** Whether no answer ends its connection. */
  readonly keepsConnections: boolean;
  readonly hosts: number;
}

export interface Invariant {
  readonly name: string;
  /** The rule in a sentence. */
  readonly rule: string;
  readonly misfits: (circumstances: Circumstances) => readonly Seen[];
}

export type Seen = Pick<Misfit, 'expected' | 'seen'>;

const ends: Invariant = {
  name: 'ends',
  rule: 'Nothing hangs past its time-outs, and nothing is printed without end.',
  misfits: ({ observation: { ending, stderr, sight } }) => {
    const requests = sight === null ? '' : `; the origin had seen ${figure(sight.requests.length)} requests`;
    const said = stderr === '' ? '' : `; on stderr: ${quoted(oneLine(stderr))}`;
    if (ending.state === 'timed-out') {
      const expected = `it ends by itself within ${figure(ending.afterMs)} ms`;
      return [{ expected, seen: `still running, so it was killed${requests}${said}` }];
    }
    if (ending.state !== 'flooded') return [];
    return [{ expected: 'an end of what it prints', seen: `${ending.stream} without end, so it was killed` }];
  },
};

const exitCode: Invariant = {
  name: 'exit-code',
  rule: 'Exit code 0: every download ok or skipped; 1: some failed.',
  misfits: ({ observation, statement }) => {
    const code = exitCodeOf(observation.ending);
    if (!observation.asked.records || (code !== 0 && code !== 1)) return [];
    const failed = statement.records.filter(({ state }) => state === 'failed').length;
    if (failed > 0 === (code === 1)) return [];
    const counted = `${figure(failed)} of ${figure(statement.records.length)} records failed`;
    return [{ expected: `exit code ${1 - code}, because ${counted}`, seen: `exit code ${code}` }];
  },
};

const TRACES = ['Traceback (most recent call last)', 'panicked at', '\n    at ', 'Unhandled'] as const;

const noTraceback: Invariant = {
  name: 'no-traceback',
  rule: 'No traceback reaches a user: an error is one line that names the thing and the reason.',
  misfits: ({ observation: { stderr } }) => {
    const trace = TRACES.find((each) => stderr.includes(each));
    if (trace === undefined) return [];
    const at = stderr.indexOf(trace);
    const excerpt = quoted(stderr.slice(Math.max(0, at - 60), at + 120));
    return [{ expected: `stderr without ${quoted(trace.trim())}`, seen: excerpt }];
  },
};

const noSecrets: Invariant = {
  name: 'no-secrets',
  rule: 'Credentials are printed nowhere: *** in messages, summary, records and .part.json.',
  misfits: ({ observation: { stdout, stderr, records, after } }) => {
    const notes = [...(after.dir ?? [])].filter(([path]) => /\.part\.json$/i.test(path));
    const places: readonly (readonly [string, string])[] = [
      ['stdout', stdout ?? ''],
      ['stderr', stderr],
      ['the records', records ?? ''],
      ...notes.map(([path, { content }]) => [path, String(content)] as const),
    ];
    return places.flatMap(([place, text]) => {
      const at = text.indexOf(SECRET);
      if (at < 0) return [];
      const seen = `${quoted(text.slice(Math.max(0, at - 60), at + 40))} in ${place}`;
      return [{ expected: `no password in ${place}`, seen }];
    });
  },
};

const nothingLeft: Invariant = {
  name: 'nothing-left-running',
  rule: 'Nothing is left running.',
  misfits: ({ observation: { leftRunning } }) => {
    if (leftRunning.length === 0) return [];
    const seen = `${listOf(leftRunning)} still running, so it was killed`;
    return [{ expected: 'no process of its after its end', seen }];
  },
};

/** Libraries close a connection that has nothing to do for some seconds. */
const IDLE_NS = 3e9;

const connections: Invariant = {
  name: 'connections',
  rule: 'Connections are kept and used again: no more of them than downloads in flight.',
  misfits: ({ observation: { sight, asked }, statement, variant, served }) => {
    // Over a longer time an idle one may well be closed and another be opened.
    const starts = (sight?.requests ?? []).map(({ requestNs }) => requestNs);
    const isShort = starts.length > 0 && (starts.at(-1) ?? 0) - (starts[0] ?? 0) < IDLE_NS;
    const plain = statement.records.every(({ state, attempts = 1 }) => state === 'ok' && attempts === 1);
    const judged = variant.reuse && !variant.faithful && served.keepsConnections && plain && isShort;
    if (sight === null || !judged) return [];
    const unkept = sight.requests.filter(({ complete, status }) => !complete || (status ?? 0) >= 300).length;
    // A lost connection is replaced before the server sees it end.
    const most = (asked.concurrency + 1) * served.hosts + unkept;
    if (sight.connections <= most) return [];
    const seen = `${figure(sight.connections)} for ${figure(sight.requests.length)} requests`;
    return [{ expected: `at most ${figure(most)} connections with -j ${asked.concurrency}`, seen }];
  },
};

const strangers: Invariant = {
  name: 'inside-dir',
  rule: 'Nothing is written but DIR and the records.',
  misfits: ({ observation: { strangers: found, before, after }, saysOutside }) => {
    const changes = saysOutside ? [] : changesOf(before.outside, after.outside);
    const all = [...changes, ...found.map((name) => `${name} is new`)];
    if (all.length === 0) return [];
    return [{ expected: 'everything outside DIR as it was', seen: listOf(all) }];
  },
};

type Outside = Observation['before']['outside'];

function changesOf(before: Outside, after: Outside): readonly string[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => `${path} is gone`);
  const others = [...after].flatMap(([path, entry]) => {
    const earlier = before.get(path);
    if (earlier === undefined) return [`${path} is new (${bytesOf(entry.bytes)})`];
    const same =
      earlier.kind === entry.kind &&
      earlier.target === entry.target &&
      (entry.kind !== 'file' || earlier.content?.equals(entry.content ?? Buffer.alloc(0)) === true);
    return same ? [] : [`${path} has changed`];
  });
  return [...gone, ...others];
}

export const INVARIANTS: readonly Invariant[] = [
  ends,
  noTraceback,
  ...STATEMENT_INVARIANTS,
  exitCode,
  ...FILE_INVARIANTS,
  strangers,
  noSecrets,
  connections,
  nothingLeft,
];
