import type { Expect, Serve } from '@fairfetch/contract';
import type { OpenedSession } from '../../run/index.ts';
import type { Served } from '../judge/index.ts';
import type { Sight } from '../observation.ts';

/** How far a server's account had come at some moment: what came later is of the step that came later. */
export interface Mark {
  readonly requests: number;
  readonly connects: number;
  readonly connections: number;
  readonly bodyBytes: number;
}

export const START: Mark = { requests: 0, connects: 0, connections: 0, bodyBytes: 0 };

/** What is served at one place of a case's list, in one version, at one size. */
export interface Content {
  readonly sha256: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly bytes: Buffer;
}

export interface Contents {
  of(place: number, version: number, bytes: number): Promise<Content>;
}

/** An expectation as far as it can be looked at, and the names of what was left out. */
export interface Witnessed {
  readonly expect: Expect;
  readonly unwitnessed: readonly string[];
}

/** Whatever serves the files of one case. */
export interface CaseServer {
  readonly opened: OpenedSession;
  readonly contents: Contents;
  /** PEM file that is to be trusted; null: no TLS is spoken. */
  readonly cacert: string | null;
  /** What the program's environment needs to come here. */
  readonly env: Readonly<Record<string, string>>;
  readonly served: Served;
  witnessed(expect: Expect): Witnessed;
  mark(): Promise<Mark>;
  /** What has been seen since then; null: it is no witness. */
  sightSince(mark: Mark): Promise<Sight | null>;
  close(): Promise<void>;
}

/** Opens a server for each case that wants one. */
export interface Server {
  open(serve: Serve): Promise<CaseServer>;
}

const SEEN_BY_A_WITNESS = ['requests', 'connects', 'connections', 'gaps', 'before'] as const;
type SeenByAWitness = (typeof SEEN_BY_A_WITNESS)[number];

/** Leaves out what a server is no witness of. */
export function without(expect: Expect, names: readonly SeenByAWitness[]): Witnessed {
  const unwitnessed = names.filter((name) => expect[name] !== undefined);
  if (unwitnessed.length === 0) return { expect, unwitnessed };
  const left = Object.entries(expect).filter(([name]) => !names.some((each) => each === name));
  return { expect: Object.fromEntries(left) as unknown as Expect, unwitnessed };
}

/** Leaves out all that only a witness knows. */
export function unseen(expect: Expect): Witnessed {
  return without(expect, SEEN_BY_A_WITNESS);
}
