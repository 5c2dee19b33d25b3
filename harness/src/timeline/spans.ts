import type { Timeline, Truth } from '../run/index.ts';

/** A connection as the origin saw it; CLOCK_MONOTONIC nanoseconds, null where it never came to that. */
export interface ConnectionSpan {
  readonly acceptedNs: number;
  /** Set-up is over, a TLS handshake included: from now on requests are read. */
  readonly readyNs: number | null;
  readonly closedNs: number | null;
}

/** A request as the origin saw it. */
export interface RequestSpan {
  /** Index into the files of the session; null: for what was never offered. */
  readonly file: number | null;
  readonly status: number | null;
  /** Of the body, that the kernel took. */
  readonly bytes: number;
  /** Its head was read. */
  readonly requestNs: number;
  readonly firstByteNs: number | null;
  /** The kernel took the last byte, or nobody wanted it any more. */
  readonly endNs: number | null;
  /** The whole answer was handed over. */
  readonly complete: boolean;
}

/** @throws TypeError where the origin does not tell a column */
function rowsOf<Name extends string>(
  { columns, rows }: Timeline,
  names: readonly Name[],
): readonly Readonly<Record<Name, unknown>>[] {
  if (rows.length === 0) return [];
  const places = names.map((name) => [name, columns.indexOf(name)] as const);
  const missing = places.find(([, place]) => place === -1);
  if (missing !== undefined) throw new TypeError(`the origin's timeline has no ${missing[0]}`);
  return rows.map(
    (row) => Object.fromEntries(places.map(([name, place]) => [name, row[place]])) as Record<Name, unknown>,
  );
}

export function connectionsOf({ connectionTimeline }: Truth): readonly ConnectionSpan[] {
  const names = ['acceptedNs', 'readyNs', 'closedNs'] as const;
  return rowsOf(connectionTimeline, names) as readonly ConnectionSpan[];
}

export function requestsOf({ requestTimeline }: Truth): readonly RequestSpan[] {
  const names = ['file', 'status', 'bytes', 'requestNs', 'firstByteNs', 'endNs', 'complete'] as const;
  return rowsOf(requestTimeline, names) as readonly RequestSpan[];
}

/** It was answered with the file, or a part of it. */
export function carriesFile({ file, status }: RequestSpan): boolean {
  return file !== null && (status === 200 || status === 206);
}
