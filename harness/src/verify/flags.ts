import type { DownloadRecord, FileCheck, Flag, Summary, Traits } from '@fairfetch/contract';
import type { Truth } from '../run/index.ts';
import { flag } from './meanings.ts';
import { countStates } from './records.ts';

/** What one run was asked for, said of itself, and was seen to do. */
export interface Account {
  readonly traits: Traits;
  /** Downloads in flight asked for. */
  readonly concurrency: number;
  readonly downloads: number;
  readonly rttMs: number;
  /** Origins the downloads are spread over; default 1. */
  readonly hosts?: number;
  /** Bytes of all files, each as often as it is downloaded; needed where faults are dealt. */
  readonly bytes?: number;
  readonly truth: Truth;
  /** null: a peer, which says nothing of itself. */
  readonly summary: Summary | null;
  readonly files: FileCheck;
}

type Rule = (account: Account) => Flag | null;
type ClaimRule = (account: Account, summary: Summary) => Flag | null;

/** The most downloads the run may have had in flight, and so the most connections it had a use for. */
function mostInFlight({ traits, concurrency, downloads }: Account): number {
  return traits.concurrency === 'unbounded' ? downloads : Math.min(concurrency, downloads);
}

/**
 * The most connections the run has a use for: what is in flight may be at any one host, and a connection that was reset
 * must be replaced.
 */
function mostConnections(account: Account): number {
  const { hosts = 1, downloads, truth } = account;
  return Math.min(hosts * mostInFlight(account), downloads) + (truth.dealtFaults?.resets ?? 0);
}

const inFlightAbove: Rule = (account) => {
  const { truth, concurrency } = account;
  if (account.traits.concurrency === 'unbounded' || truth.peakInFlight <= concurrency) return null;
  return flag('in-flight-above', `${truth.peakInFlight} in flight at its peak, ${concurrency} asked`);
};

/**
 * The origin counts a request from its head to its last byte. A download that still connects is in flight too, but it
 * sees no more of that than the connection; and without a round-trip time it has answered before the next is read.
 */
function mostSeen({ truth, traits, rttMs }: Account): number {
  const requestsTellAll = traits.reuse && rttMs > 0;
  return requestsTellAll ? truth.peakInFlight : Math.max(truth.peakInFlight, truth.peakConnections);
}

const inFlightBelow: Rule = (account) => {
  const { concurrency, downloads } = account;
  const seen = mostSeen(account);
  if (downloads < concurrency || seen >= concurrency) return null;
  return flag('in-flight-below', `never more than ${seen} in flight, ${concurrency} asked`);
};

const connectionsAbove: Rule = (account) => {
  const { truth, traits } = account;
  const most = mostConnections(account);
  if (!traits.reuse || truth.connections <= most) return null;
  const all = truth.connections >= account.downloads ? ': one for each download, none used again' : '';
  const secure = truth.tlsHandshakes > most ? `, with ${truth.tlsHandshakes} TLS handshakes` : '';
  return flag('connections-above', `${truth.connections} connections where ${most} suffice${secure}${all}`);
};

const handshakesAbove: Rule = (account) => {
  const { truth, traits } = account;
  if (!traits.reuse || truth.tlsHandshakes <= Math.max(truth.connections, mostConnections(account)))
    return null;
  return flag(
    'handshakes-above',
    `${truth.tlsHandshakes} TLS handshakes on ${truth.connections} connections`,
  );
};

const reuseUndeclared: Rule = ({ truth, traits, downloads }) => {
  if (traits.reuse || truth.connections >= downloads) return null;
  const message = `${truth.connections} connections for ${downloads} downloads, though it says it uses none again`;
  return flag('reuse-undeclared', message);
};

const requestsDiffer: Rule = ({ truth, downloads }) => {
  const { unavailable = 0, resets = 0 } = truth.dealtFaults ?? {};
  const faults = unavailable + resets;
  if (truth.requests === downloads + faults) return null;
  const more = truth.dealtFaults === undefined ? '' : ` and ${faults} faults`;
  return flag('requests-differ', `${truth.requests} requests for ${downloads} downloads${more}`);
};

const strayRequests: Rule = ({ truth }) => {
  if (truth.strayRequests === 0) return null;
  return flag('stray-requests', `${truth.strayRequests} requests for what was never offered`);
};

const failedHandshakes: Rule = ({ truth }) => {
  if (truth.failedHandshakes === 0) return null;
  return flag('failed-handshakes', `${truth.failedHandshakes} TLS handshakes failed`);
};

const httpVersion: Rule = ({ truth, traits }) => {
  const undeclared = Object.keys(truth.requestsByHttp).filter(
    (version) => (truth.requestsByHttp[version] ?? 0) > 0 && !traits.http.some((each) => each === version),
  );
  if (undeclared.length === 0) return null;
  return flag('http-version', `spoke HTTP/${undeclared.join(', ')}, declared is ${traits.http.join(', ')}`);
};

const inFlightClaimed: ClaimRule = ({ truth }, summary) => {
  const claimed = summary.peakInFlight;
  // More than the requests seen is honest as far as there were connections for it.
  const most = Math.max(truth.peakInFlight, truth.peakConnections);
  if (claimed > most) {
    return flag('in-flight-claimed', `says it had ${claimed} in flight, the origin saw ${most} at most`);
  }
  if (claimed >= truth.peakInFlight) return null;
  return flag('in-flight-claimed', `says it had ${claimed} in flight, the origin saw ${truth.peakInFlight}`);
};

const bytesClaimed: ClaimRule = ({ truth, bytes = 0 }, summary) => {
  // Of what a reset cut off, or of the text of a refusal, the program need not have read all.
  const isWithin = bytes <= summary.bytes && summary.bytes <= truth.bodyBytes;
  if (truth.dealtFaults !== undefined && isWithin) return null;
  if (summary.bytes === truth.bodyBytes) return null;
  return flag('bytes-claimed', `says it received ${summary.bytes} bytes, the origin sent ${truth.bodyBytes}`);
};

const okClaimed: ClaimRule = ({ files }, summary) => {
  if (summary.downloads.ok === files.ok) return null;
  return flag('ok-claimed', `says ${summary.downloads.ok} downloads are ok, ${files.ok} files are right`);
};

const concurrencyClaimed: ClaimRule = ({ traits, concurrency }, summary) => {
  if (traits.concurrency === 'unbounded' || summary.concurrency === concurrency) return null;
  return flag('concurrency-claimed', `says it ran with -j ${summary.concurrency}, ${concurrency} asked`);
};

const RULES: readonly Rule[] = [
  inFlightAbove,
  inFlightBelow,
  connectionsAbove,
  handshakesAbove,
  reuseUndeclared,
  requestsDiffer,
  strayRequests,
  failedHandshakes,
  httpVersion,
];

const CLAIM_RULES: readonly ClaimRule[] = [inFlightClaimed, bytesClaimed, okClaimed, concurrencyClaimed];

/** Where what the origin saw is not what was asked, declared or claimed. Each flag names both figures. */
export function witnessFlags(account: Account): readonly Flag[] {
  const { summary } = account;
  const claims = summary === null ? [] : CLAIM_RULES.map((rule) => rule(account, summary));
  return [...RULES.map((rule) => rule(account)), ...claims].filter((each) => each !== null);
}

/** Where the summary (the shared counter's word) and the records do not agree. */
export function recordFlags(summary: Summary, records: readonly DownloadRecord[]): readonly Flag[] {
  const { total, ...states } = summary.downloads;
  const counted = countStates(records);
  const claims = [
    ['total', total, records.length],
    ...(['ok', 'failed', 'skipped', 'cancelled'] as const).map((state) => [
      state,
      states[state],
      counted[state],
    ]),
  ] as const;
  const differing = claims.filter(([, said, recorded]) => said !== recorded);
  if (differing.length === 0) return [];
  const words = differing.map(
    ([state, said, recorded]) => `${String(said)} ${String(state)} (records: ${String(recorded)})`,
  );
  return [flag('counter-differs', `its summary counts ${words.join(', ')}`)];
}

export function leftBehindFlag(leftBehind: number): readonly Flag[] {
  if (leftBehind === 0) return [];
  return [
    flag('left-behind', `${leftBehind} of its processes were still running after its end, and were killed`),
  ];
}
