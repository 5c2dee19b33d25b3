export { compareVersions, probeNeed, type NeedOptions, type NeedState } from './needs.ts';
export { SCHEMA_NAMES, type SchemaName } from './schemas.ts';
export { check, parse, type Checked } from './validate.ts';
export type * from './types.generated.ts';
