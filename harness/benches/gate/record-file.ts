import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CV } from './kinds.ts';
import type { GateRecord } from './record.ts';
import { METRICS, SECONDS_PER_RUN, THRESHOLD, VARIANTS } from './simulate.ts';

export const emptyRecord = (seed: number, sessions: number): GateRecord => ({
  format: 1,
  seed,
  sessions,
  cv: CV,
  variants: VARIANTS,
  metrics: METRICS,
  threshold: THRESHOLD,
  secondsPerRun: SECONDS_PER_RUN,
  quiet: [],
  power: [],
  usual: [],
  shapes: [],
});

export function readRecord(file: string): GateRecord {
  return JSON.parse(readFileSync(file, 'utf8')) as GateRecord;
}

/** What was simulated before with the same seed and sessions, or nothing yet. Another seed's file is refused. */
export function recordToGoOn(file: string | null, seed: number, sessions: number): GateRecord {
  if (file === null || !existsSync(file)) return emptyRecord(seed, sessions);
  const record = readRecord(file);
  if (record.seed === seed && record.sessions === sessions) return record;
  throw new RangeError(
    `${file} is of seed ${record.seed} and ${record.sessions} sessions: give another --out`,
  );
}

export function writeRecord(file: string, record: GateRecord): void {
  writeFileSync(file, `${JSON.stringify(record, null, 1)}\n`);
}
