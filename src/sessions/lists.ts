import type { ArtifactVersion } from '../artifacts/picker';
import { FieldErrors, formatCount, ParameterType, parseValue } from '../ui';

type Trans = {
  __: (text: string, ...args: any[]) => string;
  _n: (one: string, many: string, n: number, ...args: any[]) => string;
};

/** Several values of a parameter, or several versions for an input. */
export interface IList {
  /** In the order in which they run. */
  values: unknown[];
  /** Why what was typed is no list yet. */
  error: string | null;
  /** As it was typed; undefined: it was not. */
  text?: string;
  /** Goes in step with the other zipped ones, isn't combined with them. */
  zipped: boolean;
}

/** By group, then by alias. */
export interface ILists {
  inputs: Record<string, IList>;
  parameters: Record<string, IList>;
}

export type ListGroup = keyof ILists;

export const NO_LISTS: ILists = { inputs: {}, parameters: {} };

/** Every list with where it stands. */
export function eachList(
  lists: ILists
): { group: ListGroup; alias: string; list: IList }[] {
  return (['inputs', 'parameters'] as const).flatMap(group =>
    Object.entries(lists[group]).map(([alias, list]) => ({
      group,
      alias,
      list
    }))
  );
}

/** The lists with one set, or taken away. */
export function withList(
  lists: ILists,
  group: ListGroup,
  alias: string,
  list: IList | null
): ILists {
  const others = Object.entries(lists[group]).filter(([one]) => one !== alias);
  return {
    ...lists,
    [group]: list
      ? { ...lists[group], [alias]: list }
      : Object.fromEntries(others)
  };
}

/** What was typed, one value a line; empty lines don't count. */
export function readLines(
  type: ParameterType,
  text: string,
  trans: Trans,
  bounds: { minimum?: number | null; maximum?: number | null } = {}
): { values: unknown[]; error: string | null } {
  const values: unknown[] = [];
  let error: string | null = null;
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim()) {
      const typed = type === 'string' ? line : line.trim();
      const parsed = parseValue(type, typed, trans, bounds);
      values.push(parsed.value);
      if (parsed.error) {
        error ??= trans.__('Line %1: %2', i + 1, parsed.error);
      }
    }
  });
  return { values, error };
}

/** A value as one line of a list. */
export function asLine(type: ParameterType, value: unknown): string {
  if (value === null || value === undefined) {
    return type === 'json' && value === null ? 'null' : '';
  }
  return type === 'json' || typeof value === 'object'
    ? JSON.stringify(value)
    : String(value);
}

/** How many sessions there will be; null: zipped ones are of unequal length. */
export function sessionCount(lists: ILists): number | null {
  const all = eachList(lists).map(one => one.list);
  const zipped = all.filter(one => one.zipped).map(one => one.values.length);
  if (new Set(zipped).size > 1) {
    return null;
  }
  return all
    .filter(one => !one.zipped)
    .map(one => one.values.length)
    .concat(zipped.slice(0, 1))
    .reduce((product, size) => product * size, 1);
}

/** What can't be sent, by field. */
export function listErrors(lists: ILists, trans: Trans): FieldErrors {
  const errors: FieldErrors = {};
  const all = eachList(lists);
  const first = all.find(one => one.list.zipped);
  for (const { group, alias, list } of all) {
    const field = `lists.${group}.${alias}`;
    const size = list.values.length;
    const others = first?.list.values.length ?? size;
    if (list.error) {
      errors[field] = list.error;
    } else if (!size) {
      errors[field] =
        group === 'inputs'
          ? trans.__('Choose at least one version.')
          : trans.__('Give at least one value.');
    } else if (list.zipped && size !== others) {
      errors[field] = trans.__(
        '%1 here, %2 at %3: zipped lists have the same number.',
        size,
        others,
        first!.alias
      );
    }
  }
  return errors;
}

/** The lists as the server takes them; nothing where there are none. */
export function listsBody(lists: ILists) {
  const all = eachList(lists);
  if (!all.length) {
    return {};
  }
  return {
    lists: {
      inputs: Object.fromEntries(
        Object.entries(lists.inputs).map(([alias, list]) => [
          alias,
          (list.values as ArtifactVersion[]).map(one => one.id)
        ])
      ),
      parameters: Object.fromEntries(
        Object.entries(lists.parameters).map(([alias, list]) => [
          alias,
          list.values
        ])
      ),
      zipped: all.filter(one => one.list.zipped).map(one => one.alias)
    }
  };
}

/** `3 of data × 4 of threshold`: where the number of sessions comes from. */
export function countWords(lists: ILists, trans: Trans): string {
  const all = eachList(lists);
  const zipped = all.filter(one => one.list.zipped);
  const words = all.flatMap(one =>
    !one.list.zipped
      ? [trans.__('%1 of %2', one.list.values.length, one.alias)]
      : one === zipped[0]
        ? [
            trans.__(
              '%1 of %2',
              one.list.values.length,
              zipped.map(each => each.alias).join(' + ')
            )
          ]
        : []
  );
  return words.join(' × ');
}

/** The verb on the button that starts what the lists say. */
export function startLabel(lists: ILists, one: string, trans: Trans): string {
  const count = sessionCount(lists) ?? 1;
  return count > 1
    ? trans._n(
        'Start %2 session',
        'Start %2 sessions',
        count,
        formatCount(count)
      )
    : one;
}
