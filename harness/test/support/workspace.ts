import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest, Variant } from '@fairfetch/contract';
import { temporaryFolder } from './world.ts';

export const FAKES = fileURLToPath(new URL('../fakes', import.meta.url));

/** A variant that runs one of the scripts in test/fakes. */
export function fakeVariant(name: string, over: Partial<Variant> = {}): Variant {
  return {
    name,
    title: `Fake ${name}`,
    about: 'For tests.',
    command: [process.execPath, join(FAKES, `${name}.mjs`), name],
    level: 'races',
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
    ...over,
  };
}

export function fakeManifest(over: Partial<Manifest> = {}): Manifest {
  return {
    contract: 1,
    name: 'fake',
    language: 'Any',
    title: 'Fake',
    needs: [],
    setup: [],
    build: [],
    test: [],
    variants: [fakeVariant('good')],
    ...over,
  };
}

/** A workspace with these backends; a string is written as it is. */
export function workspace(manifests: Manifests): string {
  const root = temporaryFolder();
  writeWorkspace(root, manifests);
  return root;
}

type Manifests = Readonly<Record<string, Manifest | string>>;

export function writeWorkspace(root: string, manifests: Manifests): void {
  for (const [folder, manifest] of Object.entries(manifests)) {
    mkdirSync(join(root, folder), { recursive: true });
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    writeFileSync(join(root, folder, 'backend.json'), text);
  }
}

/** A workspace with one backend, `fake`, that has these variants. */
export function workspaceOf(...variants: readonly Variant[]): string {
  const [first, ...rest] = variants;
  if (first === undefined) throw new RangeError('a backend has at least one variant');
  return workspace({ fake: fakeManifest({ variants: [first, ...rest] }) });
}
