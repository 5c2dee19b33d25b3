import type { Scenario } from '@fairfetch/contract';
import { discoverBackends, type Backends } from '../backends/index.ts';
import { scenarioNames } from '../scenarios/index.ts';
import type { World } from '../world.ts';

/** Names what can be raced here, and what cannot and why. Gives the exit code. */
export async function list(world: World): Promise<number> {
  const scenarios = scenarioNames().map((name) => world.loadScenario(name));
  const backends = await discoverBackends(world.root, world.env);
  world.stdout.write(renderList(scenarios, backends));
  return 0;
}

export function renderList(scenarios: readonly Scenario[], { variants, skipped }: Backends): string {
  return [
    section(
      'Scenarios',
      scenarios.map(({ name, title }) => [name, title]),
    ),
    section(
      'Variants',
      variants.map(({ id, title, level, traits }) => [id, title, level ?? 'peer', traitWords(traits)]),
    ),
    section(
      'Left out',
      skipped.map(({ variant, reason }) => [variant, reason]),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

type Traits = Backends['variants'][number]['traits'];

function traitWords({ model, reuse, http, faithful, concurrency }: Traits): string {
  const words = [
    model,
    `HTTP/${http.join(', ')}`,
    reuse ? 'connections used again' : 'a connection for each download',
  ];
  if (concurrency === 'unbounded') words.push('all at once');
  if (faithful) words.push("the seed's own way");
  return words.join(' · ');
}

function section(heading: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${heading}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
