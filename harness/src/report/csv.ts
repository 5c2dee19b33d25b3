import type { Report, ReportRow, ReportScenario } from '@fairfetch/contract';
import { RAW_COLUMNS } from './columns.ts';
import { csvLines, type Cell } from './csv-lines.ts';

interface CsvColumn {
  readonly name: string;
  readonly value: (scenario: ReportScenario, row: ReportRow) => Cell;
}

/** Each row says which scenario it is of, so that a file with several can be filtered. */
const SCENARIO_COLUMNS: readonly CsvColumn[] = [
  { name: 'scenario', value: ({ scenario }) => scenario },
  { name: 'source', value: ({ source }) => source },
  { name: 'concurrency', value: ({ concurrency }) => concurrency },
  { name: 'downloads', value: ({ downloads }) => downloads },
  { name: 'bytesTotal', value: ({ bytesTotal }) => bytesTotal },
  { name: 'blocks', value: ({ blocks }) => blocks },
  { name: 'blocksPlanned', value: ({ blocksPlanned }) => blocksPlanned },
  { name: 'ended', value: ({ ended }) => ended },
  { name: 'idealNs', value: ({ idealNs }) => idealNs },
  { name: 'ceilingNetNs', value: ({ ceilings }) => ceilings.net?.median ?? null },
  { name: 'ceilingDiskNs', value: ({ ceilings }) => ceilings.disk?.median ?? null },
  { name: 'ceilingBothNs', value: ({ ceilings }) => ceilings.both?.median ?? null },
  {
    name: 'ceilingOriginCpuShare',
    value: ({ ceilings }) => ceilings.originCpuShare?.median ?? null,
  },
  { name: 'confidence', value: ({ confidence }) => confidence },
  { name: 'practicalRatio', value: ({ practicalRatio }) => practicalRatio },
];

const COLUMNS: readonly CsvColumn[] = [
  ...SCENARIO_COLUMNS,
  ...RAW_COLUMNS.map(({ name, value }): CsvColumn => ({ name, value: (_scenario, row) => value(row) })),
  {
    name: 'notes',
    value: ({ notes }, row) => row.notes.flatMap((index) => notes[index]?.text ?? []).join(' '),
  },
];

/** One line a row, raw figures with the unit in the column's name: spreadsheets and scripts do the rest. */
export function renderCsv(report: Report): string {
  const lines = report.scenarios.flatMap((scenario) =>
    scenario.rows.map((row) => COLUMNS.map(({ value }) => value(scenario, row))),
  );
  return csvLines([COLUMNS.map(({ name }) => name), ...lines]);
}
