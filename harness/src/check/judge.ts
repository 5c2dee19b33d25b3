import type {
  CheckBlock,
  CheckComparison,
  CheckLane,
  CheckReport,
  CheckSession,
  RunMetric,
  StoredRun,
} from '@fairfetch/contract';
import { openGate, type Comparison, type Gate, type Verdicts } from '../gate/index.ts';
import { conformanceComparisons } from './conformance-verdicts.ts';
import { figureOf } from './figures.ts';
import { isHopeless } from './lanes.ts';
import { bytesOf, gateBlockOf, gatePlanOf, laneKey } from './gate-plan.ts';
import { unitOf, valueOf } from './metrics.ts';
import { failureReasons, reasonsFor, type Sides } from './reasons.ts';

const EXIT_CODES = { passed: 0, regressed: 1, 'cannot-judge': 4, 'nothing-to-judge': 0 } as const;

/** Everything the session says, from what is stored alone. */
export function reportOfCheck(session: CheckSession, blocks: readonly CheckBlock[]): CheckReport {
  const counted = blocks.filter(({ block }) => block > 0);
  const gate = session.lanes.length === 0 ? null : replayed(session, counted);
  const open = new Set(gate === null ? [] : stillOpen(gate, session, blocks));
  const verdicts = gate?.verdicts() ?? { canJudge: true, selfDifferences: [], comparisons: [] };
  const comparisons = [
    ...session.lanes.flatMap((lane) => laneComparisons(lane, session, counted, verdicts)),
    ...conformanceComparisons(session.conformance ?? []),
  ];
  const verdict = verdictOf(comparisons, verdicts);
  const { inconclusive } = session;
  return {
    kind: 'check-report',
    format: 1,
    startedAt: session.startedAt,
    mode: session.mode,
    verdict,
    exitCode: verdict === 'inconclusive' ? (inconclusive === 'fail' ? 4 : 0) : EXIT_CODES[verdict],
    inconclusive,
    complete: open.size === 0,
    base: session.base,
    candidate: session.candidate,
    seed: session.seed,
    optionWords: session.optionWords,
    level: session.level,
    confidence: session.confidence,
    budget: session.budget,
    shard: session.shard,
    comparisonsElsewhere: session.otherLanes * session.metrics.length,
    seconds: {
      prepared: session.preparedSeconds,
      raced: blocks.reduce((sum, { seconds }) => sum + seconds, 0),
    },
    lanes: session.lanes.map((lane) => ({
      scenario: lane.scenario,
      variant: lane.variant,
      title: lane.title,
      ...spentBy(lane, counted),
      endedBy: endedBy(lane, { gate, open, verdicts }),
    })),
    onlyBase: session.onlyBase,
    onlyCandidate: session.onlyCandidate,
    unaffected: session.unaffected,
    skipped: session.skipped,
    selfDifferences: verdicts.selfDifferences.map(({ variant, metric, ratio, holmPValue }) => {
      const lane = session.lanes.find((each) => laneKey(each) === variant) as CheckLane;
      return {
        scenario: lane.scenario,
        variant: lane.variant,
        metric: metric as RunMetric,
        ratio,
        holmPValue,
      };
    }),
    comparisons,
    conformance: session.conformance,
    provenance: session.provenance,
    hostHash: session.hostHash,
  };
}

function replayed(session: CheckSession, counted: readonly CheckBlock[]): Gate {
  const gate = openGate(gatePlanOf(session));
  for (const block of counted) gate.add(gateBlockOf(block, session));
  return gate;
}

/** Keys of lanes of which another block would still tell something: the session was stopped. */
function stillOpen(gate: Gate, session: CheckSession, blocks: readonly CheckBlock[]): readonly string[] {
  const state = gate.state();
  if (state.state === 'decided') return [];
  return session.lanes
    .filter((lane) => {
      const own = blocks.filter(isOf(lane));
      const whole = own.filter((each) => ARMS_OF.every((arm) => each[arm].state === 'ok'));
      return state.variants.includes(laneKey(lane)) && !isHopeless(own.length, whole.length);
    })
    .map(laneKey);
}

const ARMS_OF = ['base', 'candidate', 'baseAgain'] as const;

const isOf =
  ({ scenario, variant }: CheckLane) =>
  (block: CheckBlock): boolean =>
    block.scenario === scenario && block.variant === variant;

function spentBy(
  lane: CheckLane,
  counted: readonly CheckBlock[],
): { readonly blocks: number; readonly seconds: number } {
  const own = counted.filter(isOf(lane));
  return { blocks: own.length, seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) };
}

interface Standing {
  /** null: nothing is raced. */
  readonly gate: Gate | null;
  /** Keys of lanes that were not gone on with. */
  readonly open: ReadonlySet<string>;
  readonly verdicts: Verdicts;
}

function endedBy(
  lane: CheckLane,
  { gate, open, verdicts: { canJudge, comparisons } }: Standing,
): CheckReport['lanes'][number]['endedBy'] {
  const key = laneKey(lane);
  if (!canJudge) return 'base-differs-from-itself';
  const own = comparisons.filter(({ variant }) => variant === key);
  if (own.some(({ metric, verdict }) => metric === 'failures' && verdict === 'regressed')) return 'failures';
  if (own.every(({ verdict, doubt }) => verdict !== 'inconclusive' || doubt === 'counts-vary'))
    return 'verdicts';
  if (gate?.givenUp().includes(key) === true) return 'failures';
  if (open.has(key)) return 'stopped';
  const state = gate?.state();
  return state?.state === 'go-on' && state.variants.includes(key) ? 'failures' : 'budget';
}

const isRight = ({ state }: StoredRun): boolean => state === 'ok';

/** What there is to be said of one lane. */
interface LaneFacts {
  readonly lane: CheckLane;
  /** Its counted ones. */
  readonly own: readonly CheckBlock[];
  readonly bytesTotal: number | null;
  readonly sides: Sides;
}

function factsOf(lane: CheckLane, session: CheckSession, counted: readonly CheckBlock[]): LaneFacts {
  const own = counted.filter(isOf(lane));
  const bytesTotal = bytesOf(session, lane.scenario);
  const base = own.flatMap((block) => [block.base, block.baseAgain]).filter(isRight);
  const candidate = own.map((block) => block.candidate).filter(isRight);
  return { lane, own, bytesTotal, sides: { base, candidate, bytesTotal } };
}

function laneComparisons(
  lane: CheckLane,
  session: CheckSession,
  counted: readonly CheckBlock[],
  { comparisons }: Verdicts,
): readonly CheckComparison[] {
  const facts = factsOf(lane, session, counted);
  return comparisons
    .filter(({ variant }) => variant === laneKey(lane))
    .map((found) => comparisonOf(found, facts));
}

function comparisonOf(found: Comparison, { lane, own, bytesTotal, sides }: LaneFacts): CheckComparison {
  const metric = found.metric as RunMetric;
  const figure = (arm: 'base' | 'candidate' | 'baseAgain') =>
    figureOf(own.map((block) => valueOf(metric, block[arm], bytesTotal)));
  return {
    scenario: lane.scenario,
    variant: lane.variant,
    metric,
    kind: found.kind,
    unit: unitOf(metric),
    verdict: found.verdict,
    doubt: found.doubt,
    blocks: found.blocks,
    pValue: found.pValue,
    holmPValue: found.holmPValue,
    ...sizeOf(found),
    base: figure('base'),
    candidate: figure('candidate'),
    baseAgain: figure('baseAgain'),
    reasons: [...reasonsOf(found, own, sides)],
  };
}

/** Of what was found; what was not needs none. */
function reasonsOf(
  { metric, verdict }: Comparison,
  own: readonly CheckBlock[],
  sides: Sides,
): readonly string[] {
  if (verdict !== 'regressed' && verdict !== 'improved') return [];
  if (metric !== 'failures') return reasonsFor(metric as RunMetric, sides);
  const runs = own.flatMap((block) =>
    verdict === 'regressed' ? [block.candidate] : [block.base, block.baseAgain],
  );
  return failureReasons(runs.filter((run) => !isRight(run)));
}

function sizeOf(
  found: Comparison,
): Pick<CheckComparison, 'threshold' | 'ratio' | 'interval' | 'detectableRatio'> {
  if (found.kind !== 'measured')
    return { threshold: null, ratio: null, interval: null, detectableRatio: null };
  const { threshold, ratio, interval, detectableRatio } = found;
  return { threshold, ratio, interval, detectableRatio };
}

/** A case that the base passes and the candidate does not is a regression however noisy the machine is. */
function verdictOf(comparisons: readonly CheckComparison[], { canJudge }: Verdicts): CheckReport['verdict'] {
  if (comparisons.length === 0) return 'nothing-to-judge';
  if (comparisons.some(({ verdict }) => verdict === 'regressed')) return 'regressed';
  if (!canJudge) return 'cannot-judge';
  return comparisons.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'passed';
}
