export {
  firstVersion,
  isAtLeast,
  judgeNeed,
  probeNeed,
  type NeedVerdict,
  type ProbeOptions,
  type ProbeResult,
} from './needs.ts';
export { SCHEMA_NAMES, type SchemaName } from './schemas.ts';
export { check, parse, type Checked } from './validate.ts';
export type * from './types.generated.ts';
