import type { Scenario } from '@fairfetch/contract';
import { discoverBackends, type Backends } from '../backends/index.ts';
import { wrap } from '../report/wrap.ts';
import { leftOutInWords, leftOutOf, scenarioNames } from '../scenarios/index.ts';
import type { World } from '../world.ts';

const COLUMNS = 80;
const INDENT = 6;

/** Names what can be raced here, and what cannot and why. Gives the exit code. */
export async function list(world: World): Promise<number> {
  const scenarios = scenarioNames().map((name) => world.loadScenario(name));
  const backends = await discoverBackends(world.root, world.env);
  world.stdout.write(renderList(scenarios, backends));
  return 0;
}

export function renderList(scenarios: readonly Scenario[], { variants, skipped, tools }: Backends): string {
  return [
    section(
      'Scenarios',
      scenarios.map((scenario) => [scenario.name, aboutScenario(scenario, variants)]),
    ),
    section(
      'Variants',
      variants.map(({ id, title, level, traits, backend }) => [
        id,
        [`${title} · ${level ?? 'peer'}`, traitWords(traits), ...versionsOf(tools, backend)],
      ]),
    ),
    section(
      'Left out',
      skipped.map(({ variant, reason }) => [variant, [reason]]),
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

/** What it is, what it shows, and whom it is not for. */
function aboutScenario(scenario: Scenario, variants: Backends['variants']): readonly string[] {
  const leftOut = leftOutOf(variants, scenario);
  const { title, about } = scenario;
  return [title, about, ...(leftOut.length === 0 ? [] : [`left out: ${leftOutInWords(leftOut)}`])];
}

/** What the programs that a backend needs printed as their version. */
function versionsOf(tools: Backends['tools'], backend: string): readonly string[] {
  return Object.entries(tools).flatMap(([tool, line]) => (tool.startsWith(`${backend}: `) ? [line] : []));
}

/** A name and what is said of it, each sentence from a line of its own. */
function section(heading: string, items: readonly (readonly [string, readonly string[]])[]): string {
  if (items.length === 0) return '';
  const blank = ' '.repeat(INDENT);
  const entries = items.map(([name, texts]) => {
    const lines = texts.map(
      (text) => `${blank}${wrap(text, COLUMNS - INDENT).replaceAll('\n', `\n${blank}`)}\n`,
    );
    return `  ${name}\n${lines.join('')}`;
  });
  return `${heading}\n${entries.join('')}`;
}
