/**
 * Placeholders of a case: `{a}` is the URL of file a, `{etag:a:1}` the ETag of its version 1, and so on. `{{` is a
 * brace; a `}` alone is itself.
 */

/** What a placeholder stands for, before it is known what that is in this run. */
export type Placeholder =
  | { readonly kind: 'url'; readonly file: string; readonly host: number; readonly user: string | null }
  | { readonly kind: 'base' | 'hostport'; readonly host: number }
  | { readonly kind: 'proxy' | 'proxyHostport' | 'silent' | 'closed' | 'dir' }
  | { readonly kind: 'lastModified' }
  | {
      readonly kind: 'etag' | 'sha256' | 'SHA256' | 'bytes';
      readonly file: string;
      /** null: what the file is without a script. */
      readonly version: number | null;
    }
  | { readonly kind: 'repeat'; readonly text: string; readonly times: number };

/** The words a file cannot be called by. */
export const RESERVED = ['proxy', 'proxyHostport', 'silent', 'closed', 'lastModified', 'dir'] as const;

const TOKEN = /\{\{|\{([^{}]*)\}|\{/g;

/** null: there is no such placeholder. Whether its file exists is for others to say. */
export function readPlaceholder(name: string): Placeholder | null {
  const reserved = RESERVED.find((each) => each === name);
  if (reserved === 'lastModified') return { kind: reserved };
  if (reserved !== undefined) return { kind: reserved };
  const place = /^(base|hostport)(\d+)$/.exec(name);
  if (place !== null) return { kind: place[1] as 'base' | 'hostport', host: Number(place[2]) };
  const repeat = /^repeat:([^:]*):(\d+)$/.exec(name);
  if (repeat !== null) return { kind: 'repeat', text: repeat[1] ?? '', times: Number(repeat[2]) };
  const fact = /^(etag|sha256|SHA256|bytes):([a-z][a-z0-9]*)(?::(\d+))?$/.exec(name);
  if (fact !== null) {
    const version = fact[3] === undefined ? null : Number(fact[3]);
    return { kind: fact[1] as 'etag' | 'sha256' | 'SHA256' | 'bytes', file: fact[2] ?? '', version };
  }
  const url = /^([a-z][a-z0-9]*)(?:#(\d+))?(?:@(.+))?$/.exec(name);
  if (url === null) return null;
  return { kind: 'url', file: url[1] ?? '', host: Number(url[2] ?? 0), user: url[3] ?? null };
}

/** The names between braces, in order. A brace that opens nothing is given as the empty name. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(TOKEN)].filter(([whole]) => whole !== '{{').map(([, name = '']) => name);
}

/** @throws RangeError for a name without a value: the case was to be checked before */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(TOKEN, (whole: string, name?: string) => {
    if (whole === '{{') return '{';
    const value = name === undefined ? undefined : values.get(name);
    if (value === undefined) throw new RangeError(`nothing is known of ${whole}`);
    return value;
  });
}

/** Every text of a JSON value, the names of its fields included. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(textsOf)];
}

/** The same value with every text filled in, the names of its fields included. */
export function fillInAll<Value>(value: Value, values: ReadonlyMap<string, string>): Value {
  return mapTexts(value, (text) => fillIn(text, values));
}

/** The same value with every text changed, the names of its fields included. */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value {
  return changed(value, change) as Value;
}

function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [change(name), changed(each, change)]),
  );
}
