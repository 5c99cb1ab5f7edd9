/** A path of the user's own files; null for one on another drive. */
export function ownFile(path: string | undefined): string | null {
  return path && !/^[A-Za-z]+:/.test(path) ? path : null;
}
