/** Names of the schemas in schema/, in the order of the data's way through the house. */
export const SCHEMA_NAMES = [
  'manifest',
  'scenario',
  'job',
  'summary',
  'record',
  'session',
  'stored-run',
  'report',
  'conformance',
  'conformance-report',
  'check-config',
  'check-session',
  'check-block',
  'check-report',
  'check-baseline',
] as const;

export type SchemaName = (typeof SCHEMA_NAMES)[number];
