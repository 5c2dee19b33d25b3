import type { Session, StoredRun } from '@fairfetch/contract';

/** Of session.json. A change of meaning, or one more field that must be there, makes it one more. */
export const SESSION_FORMAT = 2 satisfies Session['format'];
/** Of a line of runs.jsonl, likewise. */
export const RUNS_FORMAT = 2 satisfies StoredRun['format'];
