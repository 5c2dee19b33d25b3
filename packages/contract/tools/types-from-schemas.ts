import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { SCHEMA_NAMES } from '../src/schemas.ts';

const schemaFolder = fileURLToPath(new URL('../schema/', import.meta.url));

/** The TypeScript declarations for every schema, one type a title, as the text of a module. */
export async function generateTypes(): Promise<string> {
  const everySchema: JSONSchema = {
    title: 'EverySchema',
    description: 'The type of each schema, by the name of its file.',
    type: 'object',
    additionalProperties: false,
    required: [...SCHEMA_NAMES],
    properties: Object.fromEntries(SCHEMA_NAMES.map((name) => [name, { $ref: `${name}.schema.json` }])),
  };
  return compile(everySchema, 'EverySchema', {
    cwd: schemaFolder,
    bannerComment:
      '// Generated from schema/*.schema.json by tools/generate-types.ts. Do not edit: change the schema.',
    style: { singleQuote: true, printWidth: 110 },
    strictIndexSignatures: true,
  });
}
