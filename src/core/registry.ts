import { DisposableDelegate, IDisposable } from '@lumino/disposable';

import { IObjectAction, IObjectActions } from '../tokens';
import { IStanding, permits } from '../ui/standing';

/** The menus of all kinds of object, in the order of their ranks. */
export class ObjectActions implements IObjectActions {
  add(kind: string, action: IObjectAction): IDisposable {
    const list = this._actions.get(kind) ?? [];
    this._actions.set(kind, list);
    list.push(action);
    list.sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
    return new DisposableDelegate(() => {
      const at = list.indexOf(action);
      if (at >= 0) {
        list.splice(at, 1);
      }
    });
  }

  for<Row>(kind: string, row: Row): IObjectAction<Row>[] {
    return (this._actions.get(kind) ?? []).filter(
      action =>
        permits(row as Partial<IStanding>, action.needs ?? 'viewer') &&
        (action.isVisible?.(row) ?? true)
    );
  }

  private _actions = new Map<string, IObjectAction[]>();
}
