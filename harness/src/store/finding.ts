/** A fact about this machine, or why it is not known. */
export type Finding<Value> = { readonly value: Value } | { readonly value: null; readonly why: string };

/** The findings' values, and for each that is absent the reason, by its name. */
export function gather<Facts extends Readonly<Record<string, Finding<unknown>>>>(
  findings: Facts,
): {
  readonly values: { [Name in keyof Facts]: Facts[Name]['value'] };
  readonly absent: Record<string, string>;
} {
  const entries = Object.entries(findings);
  const values = Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  const absent = entries.flatMap(([name, finding]) => ('why' in finding ? [[name, finding.why]] : []));
  return {
    values: values as { [Name in keyof Facts]: Facts[Name]['value'] },
    absent: Object.fromEntries(absent) as Record<string, string>,
  };
}
