import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { SCHEMA_NAMES, type SchemaName } from './schemas.ts';
import type { EverySchema } from './types.generated.ts';

/** What a check gave: the value with its type, or one sentence for each thing that is wrong with it. */
export type Checked<Value> =
  | { readonly state: 'valid'; readonly value: Value }
  | { readonly state: 'invalid'; readonly problems: readonly string[] };

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
const compiled = new Map<SchemaName, ValidateFunction>();

function schemaText(name: SchemaName): string {
  return readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8');
}

function validatorOf(name: SchemaName): ValidateFunction {
  if (compiled.size === 0) {
    for (const each of SCHEMA_NAMES) ajv.addSchema(JSON.parse(schemaText(each)) as object);
  }
  const known = compiled.get(name) ?? ajv.getSchema(`${name}.schema.json`);
  if (known === undefined) throw new Error(`no schema is called ${name}`);
  compiled.set(name, known);
  return known;
}

/** Says where and what: `variants/0/level must be one of races, downloads, trusted`. */
function sentence(error: ErrorObject): string {
  const where = error.instancePath.slice(1) || 'the document';
  switch (error.keyword) {
    case 'additionalProperties':
      return `${where} has an unknown field ${String(error.params['additionalProperty'])}`;
    case 'required':
      return `${where} lacks ${String(error.params['missingProperty'])}`;
    case 'enum':
      return `${where} must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}`;
    case 'const':
      return `${where} must be ${JSON.stringify(error.params['allowedValue'])}`;
    case 'false schema':
      return `${where} has no place here`;
    default:
      return `${where} ${error.message ?? 'is not valid'}`;
  }
}

/** Checks a parsed JSON value against the schema of that name. Never throws for a bad value. */
export function check<Name extends SchemaName>(name: Name, value: unknown): Checked<EverySchema[Name]> {
  const validate = validatorOf(name);
  if (validate(value)) return { state: 'valid', value: value as EverySchema[Name] };
  const consequences = new Set(['if', 'anyOf', 'allOf']);
  const causes = (validate.errors ?? []).filter((error) => !consequences.has(error.keyword));
  return { state: 'invalid', problems: [...new Set(causes.map(sentence))] };
}

/** Parses one JSON text and checks it. Text that is not JSON is a problem like any other. */
export function parse<Name extends SchemaName>(name: Name, text: string): Checked<EverySchema[Name]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { state: 'invalid', problems: [`not JSON: ${(error as Error).message}`] };
  }
  return check(name, value);
}
