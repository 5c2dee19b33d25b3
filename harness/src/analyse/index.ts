export { analyse } from './analyse.ts';
export { distributionOf, quantile } from './distribution.ts';
export { sentence } from './sentence.ts';
