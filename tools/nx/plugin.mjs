/**
 * A folder with a backend.json is an Nx project: its targets setup, build, test and lint run the manifest's commands,
 * and conform holds its variants to the contract.
 * Plain JavaScript, because Nx may be started on an older Node than the one the lock file pins.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export const name = 'fairfetch-backends';

const STEPS = ['setup', 'build', 'test', 'lint'];

/** What a step reads: a change in any of it makes a stored result stale. */
function inputsOf(manifest) {
  const toolchains = (manifest.needs ?? []).map((need) => ({ runtime: need.command.join(' ') }));
  return [
    '{projectRoot}/**/*',
    '^source',
    'contract',
    'typescript',
    'rust',
    '{workspaceRoot}/tools/nx/**/*',
    ...toolchains,
  ];
}

function targetOf(step, root, manifest) {
  const cached = step === 'test' || step === 'lint';
  return {
    executor: 'nx:run-commands',
    options: { command: `node tools/nx/run-step.ts ${root} ${step}`, cwd: '{workspaceRoot}' },
    // Both are named, because a chain through a missing target would end there.
    dependsOn: { setup: [], build: ['setup', '^build'], test: ['setup', 'build'], lint: ['setup'] }[step],
    cache: cached,
    ...(cached ? { inputs: inputsOf(manifest) } : {}),
    metadata: { description: `The ${step} commands of ${root}/backend.json` },
  };
}

/** The conformance suite on one backend. One of programs we did not write has none: they are held to no contract. */
function conformTargets({ name: backend, title, variants }) {
  const held = Array.isArray(variants) && variants.some((variant) => variant.interface !== 'native');
  if (typeof backend !== 'string' || !held) return {};
  return {
    conform: {
      executor: 'nx:run-commands',
      options: {
        command: `node_modules/.bin/node harness/src/main.ts conform --only '${backend}/*'`,
        cwd: '{workspaceRoot}',
        forwardAllArgs: true,
      },
      dependsOn: ['setup', 'build', { projects: ['origin', 'launcher'], target: 'build' }],
      cache: false,
      metadata: { description: `What of the contract ${title ?? backend} holds, and what to mend first` },
    },
  };
}

/** A manifest that can't be read still makes a project, so that the rest of the house stands; its steps say what is wrong. */
function readManifest(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

export function projectOf(manifestPath, workspaceRoot) {
  const root = dirname(manifestPath);
  const manifest = readManifest(join(workspaceRoot, manifestPath));
  return {
    name: basename(root),
    root,
    projectType: 'application',
    tags: ['type:backend'],
    targets: {
      ...Object.fromEntries(STEPS.map((step) => [step, targetOf(step, root, manifest)])),
      ...conformTargets(manifest),
    },
    metadata: { description: typeof manifest.title === 'string' ? manifest.title : 'a broken backend.json' },
  };
}

export const createNodes = [
  '{*,packages/*,peers/*}/backend.json',
  (manifestPaths, _options, context) =>
    manifestPaths
      .filter((path) => existsSync(join(context.workspaceRoot, path)))
      .map((path) => {
        const project = projectOf(path, context.workspaceRoot);
        return [path, { projects: { [project.root]: project } }];
      }),
];
