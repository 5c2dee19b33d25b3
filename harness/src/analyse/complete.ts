import type { Session, StoredRun } from '@fairfetch/contract';
import { blocksHere, isBegun, scenarioHere } from '../planned.ts';
import { whyEnded } from './progress.ts';

/** Whether nothing of the plan is left to run: by the stored runs alone, so that whoever asks gets the same answer. */
export function isComplete(session: Session, runs: readonly StoredRun[]): boolean {
  return session.scenarios.every(
    (scenario) =>
      whyEnded(session, scenarioHere(session, scenario), runs) !== null &&
      !blocksHere(session, scenario, runs).some(isBegun),
  );
}
