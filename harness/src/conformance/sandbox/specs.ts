import type { FileSpec } from '@fairfetch/contract';
import type { FileSpecs, SuiteCase } from '../cases/index.ts';
import type { ExpectedEntry, ExpectedTree } from '../judge/index.ts';
import { bytesOf, figure } from '../judge/words.ts';
import type { Contents } from '../serve/server.ts';
import { placedFiles, sizeOf } from '../serve/served.ts';

/** The whole content of a served file in a version (null: without a script), fetched beforehand. */
export type Bytes = (file: string, version: number | null) => Buffer;

/** Fetches every content a case speaks of, wherever it does. */
export async function fetchBytes(suiteCase: SuiteCase, contents: Contents | null): Promise<Bytes> {
  const files = placedFiles(suiteCase.serve);
  const known = new Map<string, Buffer>();
  for (const { of: key, version = null } of specsIn(suiteCase)) {
    const file = key === undefined ? undefined : files.get(key);
    if (file === undefined || contents === null) continue;
    const content = await contents.of(file.place, version ?? 0, sizeOf(file, version));
    known.set(`${key} ${version}`, content.bytes);
  }
  return (file, version) => {
    const content = known.get(`${file} ${version}`);
    if (content === undefined) throw new RangeError(`the content of {${file}} was not fetched`);
    return content;
  };
}

function specsIn({ dir, outside, steps }: SuiteCase): readonly FileSpec[] {
  const expected = steps.flatMap(({ expect }) => [expect.files ?? {}, expect.outside ?? {}]);
  const trees: readonly FileSpecs[] = [dir ?? {}, outside, ...expected];
  const written = steps.flatMap(({ act }) => (act ?? []).map(({ do: deed }) => deed.write?.[1]));
  return [...trees.flatMap((tree) => Object.values(tree)), ...written].filter(
    (spec) => typeof spec === 'object',
  );
}

/** The bytes of a regular file. */
export function contentOf(spec: FileSpec, bytes: Bytes): Buffer {
  if (spec.of !== undefined) {
    const whole = bytes(spec.of, spec.version ?? null);
    const from = spec.from ?? 0;
    return whole.subarray(from, spec.bytes === undefined ? undefined : from + spec.bytes);
  }
  if (spec.zeros !== undefined) return Buffer.alloc(spec.zeros);
  return Buffer.from(spec.text ?? JSON.stringify(spec.json));
}

export function expectedTree(specs: FileSpecs, alsoAllowed: readonly string[], bytes: Bytes): ExpectedTree {
  const entries = Object.entries(specs).map(
    ([path, spec = {}]) => [path, expectedEntry(spec, bytes)] as const,
  );
  return { entries: new Map(entries), alsoAllowed: new Set(alsoAllowed) };
}

function expectedEntry(spec: FileSpec, bytes: Bytes): ExpectedEntry {
  if (spec.folder !== undefined) return { kind: 'folder' };
  if (spec.fifo !== undefined) return { kind: 'fifo' };
  if (spec.link !== undefined) return { kind: 'link', target: spec.link };
  if (spec.any !== undefined) return { kind: 'atLeast', bytes: 0 };
  if (spec.atLeastBytes !== undefined) return { kind: 'atLeast', bytes: spec.atLeastBytes };
  if (spec.text !== undefined) return { kind: 'text', text: spec.text };
  if (spec.json !== undefined) return { kind: 'json', value: spec.json };
  const content = contentOf(spec, bytes);
  return { kind: 'bytes', content, words: contentInWords(spec, content.length) };
}

/** `65,536 bytes as served`, `the first 1,000 bytes of version 1 of {a}`. */
function contentInWords(spec: FileSpec, length: number): string {
  if (spec.zeros !== undefined) return `${bytesOf(length)} of zeros`;
  const version = spec.version === undefined ? '' : ` in version ${spec.version}`;
  if (spec.from !== undefined)
    return `${bytesOf(length)} of {${spec.of}}${version} from byte ${figure(spec.from)}`;
  if (spec.bytes !== undefined) return `the first ${bytesOf(length)} of {${spec.of}}${version}`;
  return `${bytesOf(length)} as served${version}`;
}
