import { own, sameValue } from '../ui';

/** The values that a revision changed, against the one before. */
export function changesOf(
  values: Record<string, unknown>,
  before: Record<string, unknown>
): { alias: string; from: unknown; to: unknown }[] {
  const aliases = [
    ...new Set([...Object.keys(before), ...Object.keys(values)])
  ];
  return aliases
    .filter(alias => !sameValue(own(before, alias), own(values, alias)))
    .map(alias => ({
      alias,
      from: own(before, alias),
      to: own(values, alias)
    }));
}
