import type { Plugin, RolldownOptions } from 'rolldown';

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
 * The program that is raced: plain JavaScript in few files, as an installed one would be. Node can run the sources
 * themselves, but then strips the types anew in each process, and that takes four times as long as starting Node.
 * @param input the modules that are started by name, relative to the package
 */
export function bundle(...input: readonly string[]): RolldownOptions {
  return {
    input: [...input],
    platform: 'node',
    external: /^piscina$/u,
    plugins: [leaveOut],
    output: {
      dir: 'dist',
      cleanDir: true,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name]-chunk.js',
    },
  };
}
