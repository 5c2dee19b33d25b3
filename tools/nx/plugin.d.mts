interface Target {
  readonly executor: string;
  readonly options: { readonly command: string; readonly cwd: string };
  readonly dependsOn: readonly (string | object)[];
  readonly cache: boolean;
  readonly inputs?: readonly unknown[];
}

interface Project {
  readonly name: string;
  readonly root: string;
  readonly tags: readonly string[];
  readonly targets: Readonly<Record<string, Target | undefined>>;
}

type FoundProjects = readonly (readonly [string, { readonly projects: Readonly<Record<string, Project>> }])[];

export const name: string;
export function projectOf(manifestPath: string, workspaceRoot: string): Project;
export const createNodes: readonly [
  string,
  (manifestPaths: readonly string[], options: unknown, context: { workspaceRoot: string }) => FoundProjects,
];
