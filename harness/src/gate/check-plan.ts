import type { GateBlock, GatePlan, Measurements, MetricPlan } from './types.ts';

function refuse(reason: string): never {
  throw new RangeError(reason);
}

function requireDistinct(what: string, names: readonly string[]): void {
  if (names.length === 0) refuse(`a gate needs at least one ${what}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(`the ${what} ${twice} is planned twice`);
}

function requireShare(what: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0 && value < 1)) refuse(`${what} is ${value}, not between 0 and 1`);
}

/** Throws a RangeError that says what of a plan cannot be. */
export function checkPlan({
  variants,
  metrics,
  budget,
  level,
  confidence,
  otherComparisons = 0,
}: GatePlan): void {
  requireDistinct('variant', variants);
  requireDistinct(
    'metric',
    metrics.map(({ name }) => name),
  );
  for (const metric of metrics) {
    if (metric.kind === 'measured') requireShare(`the threshold of ${metric.name}`, metric.threshold);
  }
  requireShare('the level', level);
  requireShare('the confidence', confidence);
  if (!(Number.isSafeInteger(otherComparisons) && otherComparisons >= 0))
    refuse(`${otherComparisons} comparisons cannot be made elsewhere`);
  const { blocks, seconds } = budget;
  if (blocks === null && seconds === null) refuse('a gate needs a budget of blocks or of seconds');
  if (blocks !== null && !(Number.isInteger(blocks) && blocks > 0))
    refuse(`a budget of ${blocks} blocks is none`);
  if (seconds !== null && !(seconds > 0)) refuse(`a budget of ${seconds} s is none`);
}

const isNone = (value: number | null): boolean => value !== null && !(Number.isFinite(value) && value >= 0);

function checkValues(variant: string, values: Measurements): void {
  const wrong = Object.entries(values).find(([, value]) => isNone(value));
  if (wrong) refuse(`${wrong[0]} of ${variant} is ${wrong[1]}, which is no measurement`);
}

function checkFailures(variant: string, name: string, value: number | null): void {
  if (value !== null && value !== 0 && value !== 1)
    refuse(`${name} of ${variant} is ${value}, neither 0 (right) nor 1 (failed)`);
}

/** Throws a RangeError that says what of a block cannot be. */
export function checkBlock(
  { variant, seconds, base, candidate, baseAgain }: GateBlock,
  metrics: readonly MetricPlan[],
): void {
  if (!(Number.isFinite(seconds) && seconds >= 0))
    refuse(`a block of ${variant} cannot have taken ${seconds} s`);
  for (const values of [base, candidate, baseAgain]) {
    checkValues(variant, values);
    for (const { name, kind } of metrics)
      if (kind === 'failures') checkFailures(variant, name, values[name] ?? null);
  }
}
