import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type OutputAsset, type OutputChunk, type Plugin } from 'rolldown';

/**
 * What undici's client names and never reaches here, as it speaks HTTP/1.1, sends no body and parses with llhttp.
 * Loading HTTP/2 alone takes as long as starting Node does.
 */
const NOT_REACHED = [/^node:http2$/u, /\/milo\//u, /\/web\//u];
const NOTHING = '\0nothing';

const leaveOut: Plugin = {
  name: 'leave-out',
  resolveId: (name) => (NOT_REACHED.some((pattern) => pattern.test(name)) ? NOTHING : null),
  load: (id) => (id === NOTHING ? 'module.exports = { constants: {} };' : null),
};

/**
 * Builds the program that is raced into dist: plain JavaScript in few files, as an installed one would be. Node can run
 * the sources themselves, but then strips the types anew in each process, and that takes four times as long as starting
 * Node.
 * @param folder of the package
 * @param input the modules that are started by name, relative to it
 */
export async function bundle(folder: string, ...input: readonly string[]): Promise<void> {
  const { output } = await build({
    cwd: folder,
    input: [...input],
    platform: 'node',
    external: /^piscina$/u,
    plugins: [leaveOut],
    write: false,
    output: {
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-chunk.js',
      // Nobody reads them there, and each start of the program would.
      comments: { jsdoc: false },
    },
  });
  store(join(folder, 'dist'), output);
}

/** A race may be using what was built before: each file is replaced in one step, and only where it differs. */
function store(folder: string, output: readonly (OutputChunk | OutputAsset)[]): void {
  mkdirSync(folder, { recursive: true });
  for (const file of output) {
    const path = join(folder, file.fileName);
    const content = Buffer.from(file.type === 'chunk' ? file.code : file.source);
    if (isThere(path, content)) {
      // As fresh as its sources, for whoever compares the times.
      utimesSync(path, new Date(), new Date());
      continue;
    }
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  }
  const names = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(folder)) {
    if (!names.has(name)) rmSync(join(folder, name), { recursive: true });
  }
}

function isThere(path: string, content: Buffer): boolean {
  try {
    return readFileSync(path).equals(content);
  } catch {
    return false;
  }
}
