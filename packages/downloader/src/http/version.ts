import { createRequire } from 'node:module';

/** Of the undici in node_modules, which is not the one inside Node. */
export function undiciVersion(): string {
  return (createRequire(import.meta.url)('undici/package.json') as { readonly version: string }).version;
}
