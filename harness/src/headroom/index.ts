export { CEILING_KINDS, ceilingId, ceilingsOf, ceilingVariants, type CeilingKind } from './ceilings.ts';
export { ceilingTimes, limitOf, LIMITING_SHARE, limitsOf, type LimitsNs } from './limits.ts';
export { withCeilings } from './plan.ts';
export { ceilingVerdict } from './verdict.ts';
