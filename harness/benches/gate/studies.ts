import type { NoiseModel } from '../noise.ts';
import type { GateRecord } from './record.ts';
import { MINUTES, powerStudy, SLOWER } from './study-power.ts';
import { quietStudy } from './study-quiet.ts';
import { shapeStudy } from './study-shapes.ts';
import { usualStudy } from './study-usual.ts';

/** Of the whole curve: every run apart, so that pairing helps nothing. */
export const CURVE_NOISE = 'log-normal';
/** One that is mild, one with a tail, one with outliers. */
const SHAPE_NOISES = new Set([CURVE_NOISE, 'skew', 'outliers']);
/** What is asked of every kind of noise. */
const TARGET = 0.1;

/** Makes the record longer by one part. */
export type Part = (record: GateRecord) => GateRecord;

const isOf =
  (model: NoiseModel) =>
  ({ noise }: { readonly noise: string }): boolean =>
    noise === model.name;

function quietPart(model: NoiseModel, minutes: number): Part {
  return (record) =>
    record.quiet.some((each) => each.minutes === minutes && isOf(model)(each))
      ? record
      : { ...record, quiet: [...record.quiet, quietStudy(model, minutes, record)] };
}

function powerPart(model: NoiseModel): Part {
  const slower = model.name === CURVE_NOISE ? SLOWER : [TARGET];
  return (record) => {
    if (record.power.some(isOf(model))) return record;
    const more = MINUTES.flatMap((minutes) =>
      slower.map((each) => powerStudy(model, { minutes, slower: each }, record)),
    );
    return { ...record, power: [...record.power, ...more] };
  };
}

function usualPart(model: NoiseModel): Part {
  return (record) =>
    record.usual.some(isOf(model))
      ? record
      : { ...record, usual: [...record.usual, ...usualStudy(model, record)] };
}

function shapePart(model: NoiseModel): Part {
  return (record) => {
    const fewer = { seed: record.seed, sessions: Math.ceil(record.sessions / 4) };
    return record.shapes.some(isOf(model))
      ? record
      : { ...record, shapes: [...record.shapes, ...shapeStudy(model, fewer)] };
  };
}

/** In an order that has the short ones first, so that a benchmark which is stopped has something of each. */
export function partsOf(models: readonly NoiseModel[]): readonly Part[] {
  return [
    ...models.map(usualPart),
    ...models.map(powerPart),
    ...models.map((model) => quietPart(model, MINUTES[0])),
    ...models.filter(({ name }) => SHAPE_NOISES.has(name)).map(shapePart),
    ...models.toReversed().map((model) => quietPart(model, MINUTES[1])),
  ];
}
