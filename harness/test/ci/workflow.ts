import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { WORKSPACE } from '../support/binaries.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Values;
  readonly env?: Values;
  readonly run?: string;
}

export interface WorkflowJob {
  readonly if?: string;
  readonly needs?: string;
  readonly env?: Values;
  readonly strategy?: {
    readonly 'fail-fast': boolean;
    readonly matrix: { readonly shard: readonly number[] };
  };
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly env?: Values;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

/** Read as YAML 1.2, where `on` is a word; a key that is there twice is an error. */
export function readWorkflow(path: string): Workflow {
  return parse(readFileSync(join(WORKSPACE, path), 'utf8')) as Workflow;
}

export function jobOf(workflow: Workflow, name: string): WorkflowJob {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job;
}

/** The step that has what is asked for in its name, or in what it uses. */
export function stepWith(job: WorkflowJob, word: string): Step {
  const step = job.steps.find(({ name, uses }) => (name ?? uses ?? '').includes(word));
  if (step === undefined) throw new Error(`there is no step with ${word}`);
  return step;
}

/** A text with its expressions replaced; one that is not known is an error. */
export function evaluate(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/g, (_all, expression: string) => {
    const value = known[expression];
    if (value === undefined) throw new Error(`nothing is known of ${expression}`);
    return value;
  });
}

/** What a step sees in its environment. */
export function envOf(
  workflow: Workflow,
  job: WorkflowJob,
  step: Step,
  known: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = { ...workflow.env, ...job.env, ...step.env };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, evaluate(String(value), known)]),
  );
}
