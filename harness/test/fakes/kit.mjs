/** What the fake downloaders share: a small, honest downloader whose parts each of them bends a little. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', short: 'i' },
    dir: { type: 'string', short: 'd' },
    concurrency: { type: 'string', short: 'j' },
    json: { type: 'boolean' },
    records: { type: 'string' },
    progress: { type: 'string' },
    cacert: { type: 'string' },
    work: { type: 'string' },
  },
});
export const dir = values.dir;
const listed = values.input === undefined ? [] : readFileSync(values.input, 'utf8').split('\n');
// The first word is the name of the fake; URLs may follow.
export const jobs = [...positionals.slice(1), ...listed]
  .filter((line) => line !== '')
  .map((line) =>
    line.startsWith('{') ? JSON.parse(line) : { url: line, path: basename(new URL(line).pathname) },
  );
const ca = values.cacert === undefined ? undefined : readFileSync(values.cacert);
const concurrency = Number(values.concurrency);

function get(url, agents) {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const request = (secure ? https : http).get(
      url,
      { agent: secure ? agents.https : agents.http },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(chunks) }));
      },
    );
    request.on('error', reject);
  });
}

/**
 * Downloads everything. `bend` may change a URL, the bytes or the path of a file (null: not written), or the summary; ask
 * for each file `times` times; or take what it has had already from its `cache`.
 */
export async function run(bend = {}) {
  const keep = { keepAlive: bend.reuse ?? true, ca, ...bend.agent };
  const agents = { http: new http.Agent(keep), https: new https.Agent(keep) };
  const startedMs = performance.now();
  const nowNs = () => Math.round((performance.now() - startedMs) * 1e6);
  const counts = { total: 0, ok: 0, failed: 0, skipped: 0, cancelled: 0 };
  let [bytes, inFlight, peakInFlight, next] = [0, 0, 0, 0];
  const errors = {};
  mkdirSync(dir, { recursive: true });
  const one = async (job, index) => {
    const record = { index, url: job.url, path: job.path, startNs: nowNs(), attempts: 1 };
    inFlight += 1;
    peakInFlight = Math.max(peakInFlight, inFlight);
    const url = bend.url?.(job.url, index) ?? job.url;
    for (let extra = 1; extra < (bend.times ?? 1); extra += 1) await get(url, agents);
    const answer = bend.cache?.get(url) ?? get(url, agents);
    bend.cache?.set(url, answer);
    const { status, body } = await answer;
    inFlight -= 1;
    counts.total += 1;
    if (status !== 200) {
      counts.failed += 1;
      errors['http-status'] = counts.failed;
      return {
        ...record,
        state: 'failed',
        status,
        endNs: nowNs(),
        error: { code: 'http-status', message: `${job.url} answered ${status}` },
      };
    }
    bytes += body.length;
    const stored = bend.body?.(body, index) ?? body;
    const path = bend.path === undefined ? job.path : bend.path(job.path, index);
    if (path !== null) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, `${path}.part`), stored);
      renameSync(join(dir, `${path}.part`), join(dir, path));
    }
    counts.ok += 1;
    return { ...record, state: 'ok', status, bytes: body.length, endNs: nowNs() };
  };
  const worker = async () => {
    while (next < jobs.length) {
      const index = next++;
      appendFileSync(values.records, `${JSON.stringify(await one(jobs[index], index))}\n`);
    }
  };
  const workers = bend.concurrency ?? concurrency;
  await Promise.all(Array.from({ length: workers }, worker));
  const summary = {
    contract: 1,
    backend: 'fake',
    variant: positionals[0],
    version: '1.0.0',
    runtime: { name: 'node', version: process.versions.node },
    libraries: {},
    concurrency,
    durationNs: nowNs(),
    downloads: counts,
    bytes,
    attempts: counts.total,
    peakInFlight,
    errors,
  };
  console.log(JSON.stringify({ ...summary, ...bend.summary?.(summary) }));
  process.exitCode = counts.failed > 0 ? 1 : 0;
  agents.http.destroy();
  agents.https.destroy();
}
