import type {
  Machine,
  Report,
  ReportScenario,
  Scenario,
  Session,
  SessionScenario,
} from '@fairfetch/contract';
import { stoppingInWords } from '../analyse/index.ts';
import { bytesInWords, countOf, durationInWords } from './words.ts';

/** The sentence every format ends with: what the table may not be taken for. */
export function cautionOf({ session: { sittings } }: Report): string {
  const machines = new Set(sittings.map(({ hostHash }) => hostHash)).size;
  const where = machines === 1 ? 'one machine' : `${machines} machines of one kind`;
  return `Rows that share a letter are not ranked: their order is chance, or of no account. All of it is about ${where} in one session.`;
}

function plannedOf({ session }: Report, { scenario: name }: ReportScenario): SessionScenario | undefined {
  return session.scenarios.find((each) => each.name === name);
}

function networkFacts(report: Report, shown: ReportScenario): readonly string[] {
  const scenario = plannedOf(report, shown)?.scenario;
  if (!scenario) return [];
  const { rttMs, jitterMs, connectionBytesPerSecond, linkBytesPerSecond, slowStart } = scenario.network;
  return [
    `${scenario.tls ? 'HTTPS' : 'HTTP'} (${(scenario.http ?? ['1.1']).map((version) => `HTTP/${version}`).join(' or ')})`,
    `RTT ${rttMs} ms`,
    ...(jitterMs ? [`jitter up to ${jitterMs} ms`] : []),
    ...(linkBytesPerSecond ? [`link ${megabits(linkBytesPerSecond)}`] : []),
    ...(connectionBytesPerSecond ? [`${megabits(connectionBytesPerSecond)} a connection`] : []),
    ...(slowStart ? ['slow start'] : []),
    ...(scenario.hosts === undefined ? [] : [countOf(scenario.hosts, 'host')]),
    ...(scenario.work === undefined || scenario.work === 'none' ? [] : [`work ${scenario.work}`]),
    ...faultFacts(scenario),
  ];
}

const percentOf = ({ share }: { readonly share: number }): string => `${Number((100 * share).toFixed(2))} %`;

function faultFacts({ faults }: Scenario): readonly string[] {
  return [
    ...(faults?.unavailable ? [`503 for ${percentOf(faults.unavailable)}`] : []),
    ...(faults?.reset ? [`resets of ${percentOf(faults.reset)}`] : []),
  ];
}

const megabits = (bytesPerSecond: number): string =>
  `${Number(((bytesPerSecond * 8) / 1e6).toFixed(2))} Mbit/s`;

/** Where the network sets an ideal time, a client without any cost meets that and not what the origin can do. */
function fetchingAlone(timeNs: number, idealNs: number | null): string {
  return idealNs === null ? `fetching alone ${durationInWords(timeNs)}` : 'the ideal time of the network';
}

/** What the origin and the disk can do here, each by a client that leaves the other half out. */
function headroomFacts({ ceilings, idealNs }: ReportScenario): readonly string[] {
  const { net, disk, both, originCpuShare } = ceilings;
  const cpu =
    originCpuShare === null ? '' : ` (CPU of the origin ${(100 * originCpuShare.median).toFixed(0)} % busy)`;
  const facts = [
    ...(net === null ? [] : [`${fetchingAlone(net.median, idealNs)}${cpu}`]),
    ...(disk === null ? [] : [`storing alone ${durationInWords(disk.median)}`]),
    ...(both === null ? [] : [`both at once ${durationInWords(both.median)}`]),
  ];
  return facts.length === 0 ? [] : [`ceilings: ${facts.join(', ')}`];
}

/** What was raced: amount, network, and how often. One line each. */
export function describeScenario(report: Report, scenario: ReportScenario): readonly string[] {
  const { downloads, bytesTotal, concurrency, idealNs, blocks, blocksPlanned } = scenario;
  const stopping = plannedOf(report, scenario)?.stopping;
  const of = stopping === undefined ? 'of' : 'of at most';
  const planned = blocks === blocksPlanned ? '' : ` ${of} ${blocksPlanned}`;
  return [
    [
      countOf(downloads, 'download'),
      ...(bytesTotal === null ? [] : [bytesInWords(bytesTotal)]),
      `${concurrency} in flight`,
      ...networkFacts(report, scenario),
    ].join(', '),
    [
      `${blocks}${planned} counted ${blocksPlanned === 1 ? 'block' : 'blocks'} after a warm-up`,
      'every variant once a block in random order',
      ...(idealNs === null ? [] : [`ideal time ${durationInWords(idealNs)}`]),
    ].join(', '),
    ...headroomFacts(scenario),
    ...(stopping === undefined
      ? []
      : [`rule stated beforehand: ${stoppingInWords(stopping, blocksPlanned)}`]),
  ];
}

/** The machine's, and what of it this process may use where that is less. */
function coresInWords({ cores, usableCores, cpuLimit }: Machine): readonly string[] {
  return [
    usableCores < cores ? `${usableCores} of ${countOf(cores, 'core')}` : countOf(cores, 'core'),
    ...(cpuLimit === null ? [] : [`limited to the time of ${Number(cpuLimit.toFixed(2))}`]),
  ];
}

function memoryInWords({ memoryBytes, memoryLimitBytes }: Machine): readonly string[] {
  if (memoryLimitBytes === null || memoryLimitBytes >= memoryBytes) return [bytesInWords(memoryBytes)];
  return [`${bytesInWords(memoryLimitBytes)} of ${bytesInWords(memoryBytes)}`];
}

/** Where it was raced. One line each. */
export function describeSession({ seed, provenance, startedAt, sittings }: Session): readonly string[] {
  const { machine, scratch, harness, node, git } = provenance;
  const revision = git ? ` at ${git.revision.slice(0, 10)}${git.dirty ? ' with changes' : ''}` : '';
  return [
    [
      machine.cpuModel ?? 'unknown processor',
      ...coresInWords(machine),
      ...memoryInWords(machine),
      ...(machine.governor === null ? [] : [`governor ${machine.governor}`]),
      `load ${sittings.map(({ loadAverage1m }) => loadAverage1m.toFixed(2)).join(', ')} before the race`,
      machine.kernel,
    ].join(', '),
    `files on ${scratch.fileSystem}, seed ${seed}, fairfetch ${harness}${revision}, Node ${node}, ${startedAt}`,
  ];
}
