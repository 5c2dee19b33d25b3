import type { Flag, ProcessOutcome, ProcessUsage, RunFailure, Scenario } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import type { ExpandedScenario } from '../scenarios/index.ts';
import type { RunFolder } from './scratch.ts';

/** What one run downloads: files of our origin, or the user's own list from real servers. */
export type Course =
  | {
      readonly source: 'origin';
      readonly scenario: Scenario;
      readonly expanded: ExpandedScenario;
      readonly seed: number;
    }
  | { readonly source: 'urls'; readonly text: string };

/** One process to start once. */
export interface RunRequest {
  readonly variant: RaceVariant;
  readonly course: Course;
  readonly concurrency: number;
  readonly work: 'none' | 'sha256' | 'fnv1a';
  readonly timeoutMs: number;
  /** Fresh and empty. */
  readonly folder: RunFolder;
  /** Aborted when the whole comparison is to stop. */
  readonly signal: AbortSignal;
}

/** A file the run was to bring home. */
export interface ExpectedFile {
  /** Below the output folder, `/` between parts. */
  readonly path: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What happened, without a judgement; the rest is in the run's folder. */
export interface RunResult {
  readonly outcome: ProcessOutcome;
  /** null: there was no process. */
  readonly usage: ProcessUsage | null;
  /** null: nobody knows beforehand what the real servers send. */
  readonly expected: readonly ExpectedFile[] | null;
  /** What the origin saw; null: it was not there, or was lost. */
  readonly truth: Truth | null;
  /** What went wrong on our side of the run. */
  readonly trouble: readonly RunFailure[];
  /** What a reader of the row should know of how it was run. */
  readonly remarks: readonly Flag[];
}

/** Carries runs out. The real one starts processes; a fake one lets the whole line be tested without any. */
export interface Executor {
  /** Name to version of what it runs with. */
  readonly tools: Readonly<Record<string, string>>;
  run(request: RunRequest): Promise<RunResult>;
  close(): Promise<void>;
}

/** The origin's account of a session; times are CLOCK_MONOTONIC nanoseconds, null where it did not happen. */
export interface Truth {
  readonly id: string;
  readonly connections: number;
  readonly tlsHandshakes: number;
  readonly failedHandshakes: number;
  readonly requests: number;
  readonly requestsByStatus: Readonly<Record<string, number>>;
  readonly requestsByHttp: Readonly<Record<string, number>>;
  readonly strayRequests: number;
  readonly bodyBytes: number;
  readonly peakInFlight: number;
  readonly peakConnections: number;
  readonly firstRequestNs: number | null;
  readonly lastByteNs: number | null;
  readonly cpuNs: number;
  /** Requests that met a fault of the scenario's; absent where it has none. */
  readonly dealtFaults?: { readonly unavailable: number; readonly resets: number };
  readonly connectionTimeline: Timeline;
  readonly requestTimeline: Timeline;
  /** As they were sent, aligned with the requests; only where the session was asked to keep them. */
  readonly heads?: readonly (RequestHead | null)[];
  /** CONNECT requests to the session's proxy, kept likewise. */
  readonly connects?: readonly ConnectHead[];
}

type HeaderLines = readonly (readonly [name: string, value: string])[];

export interface RequestHead {
  readonly target: string;
  readonly method: string;
  readonly headers: HeaderLines;
  readonly viaProxy: boolean;
}

export interface ConnectHead {
  readonly target: string;
  readonly headers: HeaderLines;
  /** null: it was not answered. */
  readonly status: number | null;
}

export interface Timeline {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}
