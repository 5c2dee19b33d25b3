export { ceilingId, ceilingsOf, ceilingVariants, type CeilingKind } from './ceilings.ts';
export { withCeilings } from './plan.ts';
export { ceilingVerdict } from './verdict.ts';
