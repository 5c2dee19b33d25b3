import type { CheckReport, CheckSide, Provenance } from '@fairfetch/contract';
import { percent } from '../analyse/index.ts';
import { bytesInWords, countOf } from '../report/words.ts';
import { plain } from './words.ts';

function sideItem(which: string, { revision, committedAt, changes }: CheckSide): readonly string[] {
  if (revision === null) return [];
  const at = committedAt === null ? '' : ` of ${committedAt}`;
  return [`${which} ${revision}${at}${changes === null ? '' : `, changes ${changes}`}`];
}

function machineItem({ machine, scratch }: Provenance): string {
  const { cpuModel, usableCores, memoryBytes, memoryLimitBytes, kernel, governor } = machine;
  return [
    cpuModel ?? 'unknown processor',
    countOf(usableCores, 'core'),
    bytesInWords(Math.min(memoryBytes, memoryLimitBytes ?? memoryBytes)),
    ...(governor === null ? [] : [`governor ${governor}`]),
    kernel,
    `files on ${scratch.fileSystem}`,
  ].join(', ');
}

/** What every figure depends on besides what is compared; one line each. */
export function provenanceItems(report: CheckReport): readonly string[] {
  const { base, candidate, provenance, startedAt, seed, level, confidence, hostHash } = report;
  const { harness, node, tools, absent } = provenance;
  return [
    `started ${startedAt}, seed ${seed}, level ${percent(level)}, confidence ${percent(confidence)}`,
    ...sideItem('base', base),
    ...sideItem('candidate', candidate),
    machineItem(provenance),
    `machine ${hostHash}, fairfetch ${harness}, Node ${node}`,
    ...Object.entries(tools).map(([tool, version]) => `${tool}: ${version}`),
    ...Object.entries(absent).map(([name, why]) => `no ${name}: ${why}`),
    ...(report.conformance === null ? ['conformance was not compared'] : []),
  ].map(plain);
}
