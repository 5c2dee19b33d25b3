export { planBlocks, type PlanRequest } from './blocks.ts';
