import { DEFECTS_OF_PROGRAMS } from './defects-of-programs.ts';
import { DEFECTS_OF_TRANSFERS } from './defects-of-transfers.ts';

/**
 * What this downloader can be told to do wrong, by `--defect NAME`: sins of real tools, each in one sentence. The
 * conformance suite's cases name the defects they catch; a defect that no case catches is a hole in the suite.
 */
export const DEFECTS = { ...DEFECTS_OF_TRANSFERS, ...DEFECTS_OF_PROGRAMS } as const;

export type Defect = keyof typeof DEFECTS;

let chosen: Defect | undefined;

/** @throws where there is no such defect: a case that names it would prove nothing */
export function choose(name: string): void {
  if (!Object.hasOwn(DEFECTS, name)) throw new Error(`there is no defect ${name}`);
  chosen = name as Defect;
}

export function broken(name: Defect): boolean {
  return name === chosen;
}
