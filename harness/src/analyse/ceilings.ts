import type { Note, RowLimit, ScenarioCeilings, SessionScenario, StoredRun } from '@fairfetch/contract';
import { ceilingTimes, LIMITING_SHARE } from '../headroom/limits.ts';
import { distributionOf } from './distribution.ts';
import { sentence } from './sentence.ts';

/** What the runs of a scenario say of its ceilings. */
export function ceilingsOf(
  runs: readonly StoredRun[],
  { name }: Pick<SessionScenario, 'name'>,
  confidence: number,
): ScenarioCeilings {
  const own = runs.filter(({ scenario }) => scenario === name);
  const net = own.filter(
    ({ ceiling, warmup }) => ceiling?.of === 'net' && !warmup && ceiling.timeNs !== null,
  );
  return {
    net: distributionOf(ceilingTimes(own, 'net'), confidence),
    disk: distributionOf(ceilingTimes(own, 'disk'), confidence),
    originCpuShare: distributionOf(
      net.map(originCpuShare).filter((share) => share !== null),
      confidence,
    ),
  };
}

/** CPU time of the origin over the run's wall time; null where one of them is not known. */
export function originCpuShare({ witness, process }: StoredRun): number | null {
  return witness && process && process.wallNs > 0 ? witness.originCpuNs / process.wallNs : null;
}

const LIMITS: Readonly<Record<RowLimit['by'], string>> = {
  origin: 'Origin-limited: fetching alone, with nothing stored,',
  disk: 'Disk-limited: storing alone, with nothing fetched,',
};

/** What the mark of a row means. */
export function limitRemarks(limit: RowLimit | null): readonly Note[] {
  if (limit === null) return [];
  const text = `${LIMITS[limit.by]} takes at least ${100 * LIMITING_SHARE} % of its time here, so its time tells little of the program. Rows marked origin- or disk-limited share a letter and are not ranked by time among each other; their CPU tells them apart.`;
  return [{ code: `${limit.by}-limited`, text }];
}

const SUBJECTS = { net: 'the origin can serve', disk: 'the disk can take' } as const;

/** Why a ceiling that was to be measured is not known. */
export function ceilingRemarks(
  runs: readonly StoredRun[],
  { name }: Pick<SessionScenario, 'name'>,
  ceilings: ScenarioCeilings,
): readonly Note[] {
  return (['net', 'disk'] as const).flatMap((kind) => {
    const tried = runs.filter((run) => run.scenario === name && run.ceiling?.of === kind && !run.warmup);
    const failure = tried.flatMap(({ failures }) => failures)[0];
    if (ceilings[kind] !== null || failure === undefined) return [];
    const text = sentence(`How fast ${SUBJECTS[kind]} all of this is not known: ${failure.message}`);
    return [{ code: 'no-ceiling', text }];
  });
}
