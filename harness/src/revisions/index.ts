export { affectedBackends } from './affected.ts';
export { buildTree, type BuildOptions, type BuildOutcome } from './build.ts';
export { basePredates } from './predates.ts';
export { openRepository, type Repository } from './repository.ts';
export { resolveRevision, resolveSides, type Sides } from './sides.ts';
export { Stopped } from './stopped.ts';
export { bringChanges } from './work-tree.ts';
export { openTrees, type Trees, type TreesOptions } from './tree.ts';
