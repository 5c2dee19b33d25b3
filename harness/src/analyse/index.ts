export { analyse } from './analyse.ts';
export { distributionOf, quantile } from './distribution.ts';
