import type { ConformanceCase, ConformanceStep, FileSpec, Serve } from '@fairfetch/contract';
import type { Level } from '../levels.ts';

/** What lies where, by path; `/` between parts. */
export type FileSpecs = Readonly<Record<string, FileSpec | undefined>>;

/** A case with its place in the suite, all that may be left out filled in. */
export interface SuiteCase {
  /** FILE/NAME. */
  readonly id: string;
  /** The name of its file. */
  readonly group: string;
  readonly name: string;
  readonly title: string;
  readonly level: Level;
  readonly rule: string;
  readonly catches: readonly string[];
  /** null: there is no origin. */
  readonly serve: Serve | null;
  /** Whether there is a peer that never says anything. */
  readonly silent: boolean;
  /** null: DIR is not there before the first step. */
  readonly dir: FileSpecs | null;
  readonly outside: FileSpecs;
  /** At least one. */
  readonly steps: readonly ConformanceStep[];
}

/** What stands in a case beside its steps is the default of each of them; without steps it is the only one. */
export function suiteCase(group: string, given: ConformanceCase): SuiteCase {
  const { name, title, level, rule, catches, serve, peers, dir, outside, steps, ...common } = given;
  return {
    id: `${group}/${name}`,
    group,
    name,
    title,
    level,
    rule,
    catches,
    serve: serve ?? null,
    silent: peers?.silent ?? false,
    dir: dir ?? null,
    outside: outside ?? {},
    steps: (steps ?? [{}]).map((step) => Object.assign({}, common, step) as ConformanceStep),
  };
}
