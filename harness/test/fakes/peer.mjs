// A program of somebody else's: it knows curl's config files and nothing of the contract, and says nothing of itself.
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const [input, dir, concurrency, leftOut] = process.argv.slice(2);
const values = [...readFileSync(input, 'utf8').matchAll(/^(?:url|output) = "(.*)"$/gm)].map(
  ([, text]) => text,
);
const agent = new http.Agent({ keepAlive: true });

async function get(url) {
  const { promise, resolve, reject } = Promise.withResolvers();
  http.get(url, { agent }, resolve).on('error', reject);
  return Buffer.concat(await (await promise).toArray());
}

async function worker() {
  while (values.length > 0) {
    const [url, output] = values.splice(0, 2);
    const bytes = await get(url);
    if (output !== leftOut) writeFileSync(join(dir, output), bytes);
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, worker));
agent.destroy();
