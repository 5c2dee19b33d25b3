import type { Note, RowLimit, ScenarioCeilings, SessionScenario, StoredRun } from '@fairfetch/contract';
import { CEILING_KINDS, whyNoNet, type CeilingKind } from '../headroom/ceilings.ts';
import { ceilingTimes, isBeaten, LIMITING_SHARE } from '../headroom/limits.ts';
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
    both: distributionOf(ceilingTimes(own, 'both'), confidence),
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
  both: 'Limited by origin and disk at once: a client that fetches and stores and does nothing else',
};

/** What the mark of a row means. */
export function limitRemarks(limit: RowLimit | null): readonly Note[] {
  if (limit === null) return [];
  const text = `${LIMITS[limit.by]} takes at least ${100 * LIMITING_SHARE} % of this row's time here, so its time tells little of the program. Rows limited by origin or disk share a letter and are not ranked by time among each other; their CPU tells them apart.`;
  return [{ code: `${limit.by}-limited`, text }];
}

const SUBJECTS: Readonly<Record<CeilingKind, string>> = {
  net: 'the origin can serve',
  disk: 'the disk can take',
  both: 'origin and disk together can do',
};

/** Where a row shows that the machine can do more than the client that was to find out. */
export function beatenRemarks(ceilings: ScenarioCeilings, fastestNs: number | null): readonly Note[] {
  if (!isBeaten(ceilings, fastestNs)) return [];
  const text = `What limits fetching and storing at once is not known: the fastest row took less than ${100 * LIMITING_SHARE} % of what the client took that does nothing else.`;
  return [{ code: 'no-ceiling', text }];
}

/** Why a ceiling that was to be measured is not known. */
export function ceilingRemarks(
  runs: readonly StoredRun[],
  { name, scenario: raced }: Pick<SessionScenario, 'name' | 'scenario'>,
  ceilings: ScenarioCeilings,
): readonly Note[] {
  const why = raced ? whyNoNet(raced) : null;
  const isMeasured = runs.some((run) => run.scenario === name && run.ceiling !== undefined);
  const never =
    why === null || !isMeasured
      ? []
      : [{ code: 'no-ceiling', text: sentence(`How fast ${SUBJECTS.net} all of this is not known: ${why}`) }];
  const failed = CEILING_KINDS.flatMap((kind) => {
    const tried = runs.filter((run) => run.scenario === name && run.ceiling?.of === kind && !run.warmup);
    const failure = tried.flatMap(({ failures }) => failures)[0];
    if (ceilings[kind] !== null || failure === undefined) return [];
    const text = sentence(`How fast ${SUBJECTS[kind]} all of this is not known: ${failure.message}`);
    return [{ code: 'no-ceiling', text }];
  });
  return [...never, ...failed];
}
