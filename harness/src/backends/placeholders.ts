const PLACEHOLDER = /\{([^{}]*)\}/g;
const NAMES = ['input', 'dir', 'concurrency', 'cacert'] as const;

/** What each placeholder of a peer's command stands for in one run. */
export type PlaceholderValues = Readonly<Record<(typeof NAMES)[number], string>>;

/** Why a peer's command cannot be filled in, or null. */
export function unfillable(command: readonly string[]): string | null {
  const known: readonly string[] = NAMES;
  const found = command.flatMap((part) => [...part.matchAll(PLACEHOLDER)].map(([, name = '']) => name));
  const unknown = found.find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  return `its command has {${unknown}}; there are ${NAMES.map((name) => `{${name}}`).join(' ')}`;
}

export function fillIn(command: readonly string[], values: PlaceholderValues): readonly string[] {
  const byName: Readonly<Record<string, string>> = values;
  return command.map((part) => part.replaceAll(PLACEHOLDER, (whole, name: string) => byName[name] ?? whole));
}
