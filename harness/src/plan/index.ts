export { planBlocks, type PlanRequest } from './blocks.ts';
export {
  blocksAndRule,
  DEFAULT_BUDGET_S,
  endOf,
  LEAST_BLOCKS,
  MOST_ADDED_BLOCKS,
  type Ended,
  type Limits,
  type Progress,
} from './stopping.ts';
