import type { Serve } from '@fairfetch/contract';
import type { ConnectHead, OpenedSession, OriginClient, RequestHead, Truth } from '../../run/index.ts';
import type { SeenConnect, SeenRequest, Sight } from '../observation.ts';
import { SEED } from './contents.ts';
import type { Mark } from './server.ts';

/** A case's session with the origin. */
export interface CaseSession {
  readonly opened: OpenedSession;
  mark(): Promise<Mark>;
  /** What has been seen since then. */
  sightSince(mark: Mark): Promise<Sight>;
  close(): Promise<void>;
}

export async function openCaseSession(origin: OriginClient, serve: Serve): Promise<CaseSession> {
  const { files, ...rest } = withDates(serve, Date.now());
  const opened = await origin.open({
    ...rest,
    seed: SEED,
    http: ['1.1'],
    files: Object.values(files),
    keepHeads: true,
  });
  const keys = Object.keys(files);
  return {
    opened,
    mark: async () => markOf(await origin.look(opened.id)),
    sightSince: async (mark) => sightOf(await origin.look(opened.id), mark, keys),
    close: async () => void (await origin.finish(opened.id)),
  };
}

/** `{dateIn:3}` in a header is an HTTP date three seconds from now; other braces are the origin's to fill in. */
function withDates(serve: Serve, nowMs: number): Serve {
  const text = JSON.stringify(serve).replaceAll(/\{dateIn:(\d+)\}/g, (_, seconds: string) =>
    new Date(nowMs + Number(seconds) * 1000).toUTCString(),
  );
  return JSON.parse(text) as Serve;
}

function markOf(truth: Truth): Mark {
  return {
    requests: truth.requestTimeline.rows.length,
    connects: truth.connects?.length ?? 0,
    connections: truth.connections,
    bodyBytes: truth.bodyBytes,
  };
}

export function sightOf(truth: Truth, mark: Mark, keys: readonly string[]): Sight {
  const { columns, rows } = truth.requestTimeline;
  const requests = rows.map((row, index) => {
    const cells = Object.fromEntries(columns.map((column, place) => [column, row[place]])) as unknown as Row;
    return seenRequest(cells, truth.heads?.[index] ?? null, keys);
  });
  return {
    requests: requests.slice(mark.requests),
    connects: (truth.connects ?? []).slice(mark.connects).map(seenConnect),
    connections: truth.connections - mark.connections,
  };
}

interface Row {
  readonly file: number | null;
  readonly status: number | null;
  readonly offset: number;
  readonly bytes: number;
  readonly requestNs: number;
  readonly firstByteNs: number | null;
  readonly endNs: number | null;
  readonly complete: boolean;
}

function seenRequest(row: Row, head: RequestHead | null, keys: readonly string[]): SeenRequest {
  const { status, offset, bytes, complete, requestNs, firstByteNs, endNs } = row;
  return {
    file: row.file === null ? null : (keys[row.file] ?? null),
    method: head?.method ?? '',
    target: head?.target ?? '',
    viaProxy: head?.viaProxy ?? false,
    headers: joined(head?.headers ?? []),
    status,
    offset,
    bytes,
    complete,
    requestNs,
    firstByteNs,
    endNs,
  };
}

function seenConnect({ target, headers, status }: ConnectHead): SeenConnect {
  return { target, headers: joined(headers), status };
}

function joined(lines: RequestHead['headers']): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [given, value] of lines) {
    const name = given.toLowerCase();
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier}, ${value}`;
  }
  return headers;
}
