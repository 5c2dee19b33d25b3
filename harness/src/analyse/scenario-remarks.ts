import type { Note, ReportScenario, Session, SessionScenario } from '@fairfetch/contract';
import { leftOutInWords } from '../scenarios/index.ts';
import { LEAST_VALUES } from './interval.ts';
import { sentence } from './sentence.ts';
import { stoppingRemarks } from './stopping-remarks.ts';

const IN_MEMORY = new Set(['tmpfs', 'ramfs']);

export interface ScenarioFacts {
  readonly session: Session;
  readonly scenario: SessionScenario;
  readonly complete: boolean;
  readonly ended: ReportScenario['ended'];
  /** Counted blocks that were run whole. */
  readonly blocks: number;
  readonly idealNs: number | null;
  /** Some counted run was made. */
  readonly anyRun: boolean;
  /** Runs of the row that has most; 0: no row has a time. */
  readonly mostRuns: number;
}

function blockRemarks(facts: ScenarioFacts): readonly Note[] {
  const { scenario, complete, ended, blocks, anyRun, mostRuns } = facts;
  const planned = scenario.blocks;
  return [
    ...(ended === 'interrupted' && !complete
      ? [
          {
            code: 'interrupted',
            text: `Interrupted: ${blocks} of ${planned} counted blocks were run whole; the figures are of the runs made until then.`,
          },
        ]
      : []),
    ...(ended === 'interrupted' && complete
      ? [{ code: 'blocks-missing', text: `Only ${blocks} of ${planned} counted blocks were run whole.` }]
      : []),
    ...(anyRun && mostRuns === 0
      ? [{ code: 'no-time', text: 'No row has a time: no counted run was ok.' }]
      : []),
    ...(mostRuns > 0 && mostRuns < LEAST_VALUES
      ? [
          {
            code: 'few-runs',
            text: `Fewer than ${LEAST_VALUES} runs: no interval can be given, and whether rows differ cannot be told.`,
          },
        ]
      : []),
    ...stoppingRemarks(facts),
  ];
}

/** What holds for every row of a scenario alike. */
export function scenarioRemarks(facts: ScenarioFacts): readonly Note[] {
  const { session, scenario, idealNs, anyRun } = facts;
  const { machine, scratch } = session.provenance;
  const load = Math.max(...session.sittings.map(({ loadAverage1m }) => loadAverage1m));
  return [
    ...blockRemarks(facts),
    ...(scenario.urls
      ? [
          {
            code: 'no-witness',
            text: 'Raced against real servers: nobody witnessed the requests, so connections, requests in flight, time inside and percent of ideal are not known, and whether a file is ok is what the downloader says.',
          },
        ]
      : []),
    ...(scenario.leftOut === undefined
      ? []
      : [{ code: 'left-out', text: sentence(`Left out: ${leftOutInWords(scenario.leftOut)}`) }]),
    ...(scenario.scenario?.faults === undefined
      ? []
      : [
          {
            code: 'faults',
            text: 'No percent of ideal: some requests fail, the same for everybody, and the model does not say how long waits and further attempts must take. They come from the seed, and are the same in every block.',
          },
        ]),
    ...(scenario.urls === null && idealNs === null && scenario.scenario?.faults === undefined
      ? [
          {
            code: 'no-ideal',
            text: 'No percent of ideal: this network has neither latency nor a rate that would set one.',
          },
        ]
      : []),
    ...(anyRun && scenario.scenario?.network.rttMs === 0
      ? [
          {
            code: 'no-latency',
            text: 'Without latency the origin has often answered one request before it reads the next: here connections, not peak in flight, tell how many downloads went on at once.',
          },
        ]
      : []),
    ...(IN_MEMORY.has(scratch.fileSystem)
      ? []
      : [
          {
            code: 'file-system',
            text: `Files were written to ${scratch.fileSystem}: creating them there can cost more than downloading them.`,
          },
        ]),
    ...(load > machine.cores
      ? [
          {
            code: 'load',
            text: `The machine was busy before the race: load ${load.toFixed(2)} on ${machine.cores} cores.`,
          },
        ]
      : []),
  ];
}
