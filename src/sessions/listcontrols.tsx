import * as React from 'react';

import { own } from '../ui';
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

/** The lists of a form: the same wherever something is started. */
export function listControls(
  lists: ILists,
  error: (field: string) => string | null,
  onChange: (lists: ILists) => void
): IListControls {
  const set = (group: ListGroup, alias: string, list: IList | null) =>
    onChange(withList(lists, group, alias, list));
  return {
    button: (group, alias, first = null) => {
      const several = !!own(lists[group], alias);
      const values = first === null ? [] : [first];
      return (
        <SeveralButton
          alias={alias}
          group={group}
          several={several}
          onClick={() =>
            set(
              group,
              alias,
              several ? null : { values, error: null, zipped: false }
            )
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
