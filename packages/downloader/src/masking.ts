/** The authority ends at the first / \ ? # or white space; its last @ ends the user information. */
// Looked for behind :// alone: a pattern that begins with the scheme is tried anew from every letter of a long text.
const USER_INFORMATION = /(?<=[a-z0-9+.-]:\/\/)[^/\\?#\s]*@/giu;

/** Hides the user and password of every URL in a text: nothing that is printed or stored may carry them. */
export function maskCredentials(text: string): string {
  // Nearly no text has an @, and the search is made for every record.
  return text.includes('@') ? text.replace(USER_INFORMATION, '***@') : text;
}
