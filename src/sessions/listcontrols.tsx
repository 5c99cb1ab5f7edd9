import * as React from 'react';

import { own, sameValue } from '../ui';
import { SeveralButton } from './listfields';
import { eachList, IList, ILists, ListGroup, withList } from './lists';

/** What makes the fields of a form into lists, and back. */
export interface IListControls {
  /** Stands beside a field; a list begins with `first`, if that is a value. */
  button: (group: ListGroup, alias: string, first?: unknown) => JSX.Element;
  /** What the field of a list is given. */
  field: (
    group: ListGroup,
    alias: string
  ) => {
    list: IList;
    canZip: boolean;
    error: (field: string) => string | null;
    onChange: (list: IList) => void;
  };
}

/** The first of a list that became one value. */
export interface IFirst {
  group: ListGroup;
  alias: string;
  value: unknown;
}

/**
 * The lists of a form: the same wherever something is started.
 *
 * One value is the first of the list that it was; the list is there again
 * when several are wanted again.
 */
export function useListControls(
  lists: ILists,
  error: (field: string) => string | null,
  onChange: (lists: ILists, first?: IFirst) => void
): IListControls {
  const aside = React.useRef(new Map<string, IList>());
  const set = (group: ListGroup, alias: string, list: IList) =>
    onChange(withList(lists, group, alias, list));
  const toOne = (group: ListGroup, alias: string, list: IList) => {
    aside.current.set(`${group}.${alias}`, list);
    const [value] = list.values;
    onChange(
      withList(lists, group, alias, null),
      list.error || !list.values.length ? undefined : { group, alias, value }
    );
  };
  const toSeveral = (group: ListGroup, alias: string, first: unknown) => {
    const old = aside.current.get(`${group}.${alias}`);
    set(group, alias, old ? withFirst(group, old, first) : newList(first));
  };
  return {
    button: (group, alias, first = null) => {
      const list = own(lists[group], alias);
      return (
        <SeveralButton
          alias={alias}
          group={group}
          several={!!list}
          onClick={() =>
            list ? toOne(group, alias, list) : toSeveral(group, alias, first)
          }
        />
      );
    },
    field: (group, alias) => ({
      list: own(lists[group], alias)!,
      canZip: eachList(lists).length > 1,
      error,
      onChange: list => set(group, alias, list)
    })
  };
}

function newList(first: unknown): IList {
  return { values: first === null ? [] : [first], error: null, zipped: false };
}

/** A list from before, with what was chosen since. */
function withFirst(group: ListGroup, list: IList, first: unknown): IList {
  if (
    first === null ||
    list.values.some(value => sameValue(value, first)) ||
    (group === 'parameters' && list.error)
  ) {
    return list;
  }
  if (group === 'inputs') {
    // It may be a version of another artifact.
    return newList(first);
  }
  return { ...list, values: [first, ...list.values], text: undefined };
}
