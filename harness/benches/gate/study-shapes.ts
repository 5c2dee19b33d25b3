import { levelReached } from '../../src/gate/boundary.ts';
import { scoreOfNone, shiftsOf } from '../../src/gate/effect.ts';
import { nextLook } from '../../src/gate/look.ts';
import { upperTail } from '../../src/gate/normal.ts';
import type { NoiseModel } from '../noise.ts';
import { Tally } from '../rates.ts';
import type { StudyOptions } from '../study.ts';
import type { ShapeRecord } from './record.ts';
import { blocksIn, blockStream, COMPARISONS, sourceFor, THRESHOLD } from './simulate.ts';

const MINUTES = 5;
const LEVEL = 0.01;

/** A score that would be told from 0, as a two-sided level, after so many blocks of so many. */
interface Rule {
  readonly name: string;
  readonly level: (score: number, blocks: number, planned: number) => number;
}

/** Where the normal mixture is narrowest, as a share of the budget. */
const TUNED = 0.05;

/**
 * Confidence sequence of the two-sided normal mixture: valid at any time and without end (Robbins 1970; Howard, Ramdas,
 * McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021).
 */
function mixtureLevel(score: number, blocks: number, planned: number): number {
  const grown = blocks / (TUNED * planned);
  return Math.min(1, Math.sqrt(1 + grown) * Math.exp((-score * score * grown) / (2 * (1 + grown))));
}

const boundary =
  (shape: number): Rule['level'] =>
  (score, blocks, planned) =>
    2 * levelReached(Math.abs(score), blocks / planned, shape);

const RULES: readonly Rule[] = [
  {
    name: 'once, at the end',
    level: (score, blocks, planned) => (blocks === planned ? 2 * upperTail(Math.abs(score)) : 1),
  },
  { name: 'boundary, Δ = 0 (O’Brien and Fleming)', level: boundary(0) },
  { name: 'boundary, Δ = 0.25', level: boundary(0.25) },
  { name: 'boundary, Δ = 0.4', level: boundary(0.4) },
  { name: 'confidence sequence', level: mixtureLevel },
  { name: 'naive: the fixed test, at every look', level: (score) => 2 * upperTail(Math.abs(score)) },
];

interface Look {
  readonly blocks: number;
  readonly score: number;
  readonly isMore: boolean;
}

function looksAt(draw: () => readonly number[], planned: number): readonly Look[] {
  const logs: number[] = [];
  const looks: Look[] = [];
  let next = nextLook(0);
  for (let blocks = 1; blocks <= planned; blocks += 1) {
    logs.push(...draw());
    if (blocks < next && blocks < planned) continue;
    const arms = { width: 3, logs } as const;
    looks.push({ blocks, score: scoreOfNone(arms), isMore: shiftsOf(arms).sumAt(Math.log1p(THRESHOLD)) > 0 });
    next = nextLook(blocks);
  }
  return looks;
}

/** Ways to look often, held against each other on the same blocks. */
export function shapeStudy(
  model: NoiseModel,
  { seed, sessions }: StudyOptions,
  planned = blocksIn(MINUTES),
): readonly ShapeRecord[] {
  const source = sourceFor(seed, 'shapes', model.name);
  const tally = new Tally();
  const blocks = new Map<string, number>();
  const firstPast = ({ level }: Rule, looks: readonly Look[]): number =>
    looks.find((look) => look.isMore && level(look.score, look.blocks, planned) <= LEVEL / COMPARISONS)
      ?.blocks ?? Infinity;
  for (let session = 0; session < sessions; session += 1) {
    const [quiet, slow, slower] = [0, 0.1, 0.3].map((more) =>
      looksAt(blockStream(model, planned, Math.log1p(more), source), planned),
    ) as [readonly Look[], readonly Look[], readonly Look[]];
    for (const rule of RULES) {
      tally.count(
        `${rule.name} wrong`,
        quiet.some((look) => rule.level(look.score, look.blocks, planned) <= LEVEL),
      );
      tally.count(`${rule.name} found`, firstPast(rule, slow) <= planned);
      for (const [what, looks] of [
        ['10', slow],
        ['30', slower],
      ] as const) {
        const key = `${rule.name} ${what}`;
        blocks.set(key, (blocks.get(key) ?? 0) + Math.min(planned, firstPast(rule, looks)) / sessions);
      }
    }
  }
  return RULES.map(({ name }) => ({
    noise: model.name,
    rule: name,
    wrong: tally.rate(`${name} wrong`),
    found: tally.rate(`${name} found`),
    meanBlocks: blocks.get(`${name} 10`) ?? 0,
    meanBlocksLarge: blocks.get(`${name} 30`) ?? 0,
  }));
}
