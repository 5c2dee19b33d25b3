import { holmAdjusted } from '../analyse/holm.ts';
import type { Lane } from './lane.ts';
import { doubted, type Track } from './track.ts';
import type { Comparison, GateState, SelfDifference, Verdicts } from './types.ts';

/** All that is compared, as far as it has come. */
export interface Session {
  readonly lanes: readonly Lane[];
  /** Of all lanes, in their order. */
  readonly tracks: readonly Track[];
  /** Comparisons that are made elsewhere. */
  readonly elsewhere: number;
}

const CANNOT_JUDGE = doubted('base-differs-from-itself');

/** What a session that cannot judge says of a comparison. */
function withoutJudgement(comparison: Comparison): Comparison {
  return { ...comparison, ...CANNOT_JUDGE };
}

/**
 * Adjusted together with those made elsewhere, of which the worst is supposed: a p-value of 1. When theirs are known, no
 * adjusted one here can become larger.
 */
function adjustedFor({ elsewhere }: Session, pValues: readonly number[]): readonly number[] {
  const unknown = Array.from({ length: elsewhere }, () => 1);
  return holmAdjusted([...pValues, ...unknown]).slice(0, pValues.length);
}

function holmPValuesOf(session: Session): readonly number[] {
  return adjustedFor(
    session,
    session.tracks.map((track) => track.pValue()),
  );
}

function selfDifferencesOf(session: Session): readonly SelfDifference[] {
  const adjusted = adjustedFor(
    session,
    session.tracks.map((track) => track.selfPValue()),
  );
  return session.tracks.flatMap((track, index) => track.selfDifference(adjusted[index] as number) ?? []);
}

/** Another block may settle it; counts that vary are never settled. */
function isOpen(track: Track, holmPValue: number): boolean {
  const { verdict, doubt } = track.judge(holmPValue);
  return verdict === 'inconclusive' && doubt !== 'counts-vary';
}

/** Lanes of which that holds for a comparison or more. */
function lanesWhere(
  { lanes, tracks }: Session,
  adjusted: readonly number[],
  holds: (track: Track, holmPValue: number) => boolean,
): readonly Lane[] {
  const found = tracks.filter((track, index) => holds(track, adjusted[index] as number));
  const variants = new Set(found.map(({ variant }) => variant));
  return lanes.filter(({ variant }) => variants.has(variant));
}

/** Lanes with something open that more blocks would not settle, because of the runs that fail. */
export function givenUpOf(session: Session): readonly Lane[] {
  const adjusted = holmPValuesOf(session);
  const failing = lanesWhere(session, adjusted, (track, holmPValue) => track.isGivenUp(holmPValue));
  const open = lanesWhere(session, adjusted, isOpen);
  return open.filter((lane) => lane.isBarren() || failing.includes(lane));
}

export function stateOf(session: Session): GateState {
  if (selfDifferencesOf(session).length > 0) return { state: 'decided', by: 'base-differs-from-itself' };
  const open = lanesWhere(session, holmPValuesOf(session), isOpen);
  if (open.length === 0) return { state: 'decided', by: 'verdicts' };
  const givenUp = givenUpOf(session);
  const inPlay = open.filter((lane) => !givenUp.includes(lane));
  if (inPlay.length === 0) return { state: 'decided', by: 'failures' };
  const variants = inPlay.filter((lane) => !lane.isSpent()).map(({ variant }) => variant);
  return variants.length > 0 ? { state: 'go-on', variants } : { state: 'decided', by: 'budget' };
}

/** Of a session whose lanes were looked at just now. */
export function verdictsOf(session: Session): Verdicts {
  const selfDifferences = selfDifferencesOf(session);
  const adjusted = holmPValuesOf(session);
  const planned = session.tracks.length + session.elsewhere;
  const comparisons = session.tracks.map((track, index) =>
    track.comparison(adjusted[index] as number, planned),
  );
  const canJudge = selfDifferences.length === 0;
  return {
    canJudge,
    selfDifferences,
    comparisons: canJudge ? comparisons : comparisons.map(withoutJudgement),
  };
}
