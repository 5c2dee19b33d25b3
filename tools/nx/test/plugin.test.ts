import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodes, projectOf } from '../plugin.mjs';

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'fairfetch-plugin-'));
});
afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function writeManifest(folder: string, text: string): string {
  mkdirSync(join(workspaceRoot, folder), { recursive: true });
  writeFileSync(join(workspaceRoot, folder, 'backend.json'), text);
  return `${folder}/backend.json`;
}

describe('a folder with a backend.json', () => {
  it('is a project named like its folder, with the four targets and the tag', () => {
    const path = writeManifest(
      'packages/new_backend',
      '{"title": "New", "needs": [{"command": ["zig", "version"]}]}',
    );
    const project = projectOf(path, workspaceRoot);
    expect(project.name).toBe('new_backend');
    expect(project.root).toBe('packages/new_backend');
    expect(project.tags).toEqual(['type:backend']);
    expect(Object.keys(project.targets)).toEqual(['setup', 'build', 'test', 'lint']);
  });

  it('can be held to the contract, unless all of it is of programs we did not write', () => {
    const variants = '{"name": "new", "title": "New", "variants": [{"name": "a"}]}';
    const own = projectOf(writeManifest('own', variants), workspaceRoot).targets['conform'];
    expect(own?.options.command).toContain("conform --only 'new/*'");
    expect(own?.dependsOn).toContain('build');
    const peers = '{"name": "p", "variants": [{"name": "a", "interface": "native"}]}';
    expect(projectOf(writeManifest('peers/p', peers), workspaceRoot).targets['conform']).toBeUndefined();
  });

  it('makes a stored test result stale when its toolchain changes', () => {
    const path = writeManifest('zig_backend', '{"needs": [{"command": ["zig", "version"]}]}');
    expect(projectOf(path, workspaceRoot).targets['test']?.inputs).toContainEqual({ runtime: 'zig version' });
  });

  it('never caches setup or build: what they make is not in the repository', () => {
    const { targets } = projectOf(writeManifest('a', '{}'), workspaceRoot);
    expect([targets['setup']?.cache, targets['build']?.cache]).toEqual([false, false]);
  });

  it('still stands when the manifest is not JSON', () => {
    expect(projectOf(writeManifest('broken', '{ nonsense'), workspaceRoot).targets['build']).toBeDefined();
  });

  it('is found by Nx at any of the places a backend may live', () => {
    const paths = ['a', 'packages/b', 'peers/c'].map((folder) => writeManifest(folder, '{}'));
    const found = createNodes[1](paths, undefined, { workspaceRoot });
    expect(found.flatMap(([, { projects }]) => Object.keys(projects))).toEqual([
      'a',
      'packages/b',
      'peers/c',
    ]);
  });
});
