export { PRACTICAL_RATIO } from './judge.ts';
export { analyse } from './analyse.ts';
export { isComplete } from './complete.ts';
export { POWER } from './detectable.ts';
export { distributionOf, quantile } from './distribution.ts';
export { whyEnded } from './progress.ts';
export { sentence } from './sentence.ts';
export { stoppingInWords } from './stopping-remarks.ts';
export { percent } from './words.ts';
