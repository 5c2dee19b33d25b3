import type { Tree } from './sandbox/tree.ts';

/** How the program ended. */
export type Ending =
  | { readonly state: 'exited'; readonly code: number }
  | { readonly state: 'signalled'; readonly signal: NodeJS.Signals }
  | { readonly state: 'timed-out'; readonly afterMs: number }
  | { readonly state: 'flooded'; readonly stream: 'stdout' | 'stderr' }
  | { readonly state: 'not-started'; readonly message: string };

/** One request, as the origin saw it. Times are nanoseconds of one clock; null: it did not come to that. */
export interface SeenRequest {
  /** The key of the file in its case; null: of nothing that is served. */
  readonly file: string | null;
  readonly method: string;
  readonly target: string;
  readonly viaProxy: boolean;
  /** Names in small letters; several lines of one name joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
  readonly offset: number;
  readonly bytes: number;
  readonly complete: boolean;
  readonly requestNs: number;
  readonly firstByteNs: number | null;
  readonly endNs: number | null;
}

export interface SeenConnect {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number | null;
}

/** What the origin saw during one step. */
export interface Sight {
  readonly requests: readonly SeenRequest[];
  readonly connects: readonly SeenConnect[];
  readonly connections: number;
}

/** The sandbox at one moment. */
export interface Surroundings {
  /** null: DIR is not there. */
  readonly dir: Tree | null;
  /** Beside DIR. */
  readonly outside: Tree;
}

/** Everything there is to be judged of one step: what was asked, and what happened. */
export interface Observation {
  readonly ending: Ending;
  /** null: nobody was there to read it. */
  readonly stdout: string | null;
  readonly stderr: string;
  /** null: no such file was written, or it was the case that named one. */
  readonly records: string | null;
  readonly asked: Asked;
  readonly before: Surroundings;
  readonly after: Surroundings;
  /** New names where nothing of the program's may be. */
  readonly strangers: readonly string[];
  /** Processes of its that were still there after its end, and were killed. */
  readonly leftRunning: readonly string[];
  /** Acts that never came to pass, in words. */
  readonly missed: readonly string[];
  /** null: there is no origin. */
  readonly sight: Sight | null;
}

/** What the program was told on its command line, as far as it matters to what may be expected. */
export interface Asked {
  readonly json: boolean;
  /** Whether its records go where the runner reads them. */
  readonly records: boolean;
  readonly concurrency: number;
  /** Where below DIR its files go, ending in a slash if not empty; null: somewhere else. */
  readonly below: string | null;
  /** Signals it was sent. */
  readonly signals: number;
}

/** Something that is not as it should be. */
export interface Finding {
  /** What was looked at: an expectation of the case (`exit`, `files`, …) or an invariant's name. */
  readonly check: string;
  /** The step it is of, from 0. */
  readonly step: number;
  /** The rule that is broken; null: the case's own. */
  readonly rule: string | null;
  readonly expected: string;
  readonly seen: string;
}

/** A finding before anybody knows of which step. */
export type Misfit = Omit<Finding, 'step'>;
