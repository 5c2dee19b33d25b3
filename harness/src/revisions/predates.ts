import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifests } from '../backends/manifests.ts';

/** What the manifests of this harness say. */
const CONTRACT = 1;

/**
 * Why nothing of a tree can be raced by this harness because the tree is older (or newer) than what it can read; null:
 * that is not so.
 */
export async function basePredates(workspace: string): Promise<string | null> {
  const { found, skipped } = await readManifests(workspace);
  if (found.length > 0) return null;
  if (skipped.length === 0) return 'there is no backend.json in it, so it has nothing that can be raced';
  const versions = await Promise.all(skipped.map(({ variant }) => contractOf(workspace, variant)));
  if (versions.some((version) => version === null || version === CONTRACT)) return null;
  const theirs = [...new Set(versions)].toSorted((one, other) => Number(one) - Number(other)).join(', ');
  return `its backends keep to contract ${theirs}, and this harness to contract ${CONTRACT}`;
}

/** null: it does not say. */
async function contractOf(workspace: string, folder: string): Promise<number | null> {
  try {
    const text = await readFile(join(workspace, folder, 'backend.json'), 'utf8');
    const { contract } = JSON.parse(text) as { readonly contract?: unknown };
    return typeof contract === 'number' ? contract : null;
  } catch {
    return null;
  }
}
