import undici from 'undici/package.json' with { type: 'json' };

/** Of the undici in node_modules, which is not the one inside Node. */
export function undiciVersion(): string {
  return undici.version;
}
