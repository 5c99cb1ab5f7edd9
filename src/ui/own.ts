/**
 * What a record has of its own under a key: an alias may well be `constructor`,
 * which every object has from elsewhere.
 */
export function own<T>(
  record: Readonly<Record<string, T>>,
  key: string
): T | undefined {
  return Object.prototype.hasOwnProperty.call(record, key)
    ? record[key]
    : undefined;
}
