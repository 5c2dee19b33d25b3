import { getSystemErrorMessage } from 'node:util';

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The system's own words, with a capital as the C library writes them; else what the error says, on one line. */
export function systemWords(error: unknown): string {
  const told = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  if (!(told instanceof Error)) return String(told);
  const words = 'errno' in told && typeof told.errno === 'number' && getSystemErrorMessage(told.errno);
  if (typeof words !== 'string' || words === '') return oneLine(told.message);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}
