import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyJSONObject, Token } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { QueryClient } from '@tanstack/react-query';
import * as React from 'react';

import type { ChangeStream } from './api/changes';
import type { ApiClient } from './api/client';
import type { ObjectPage } from './ui/objectpage';
import type { RoleName } from './ui/standing';

/** A kind of main-area page, given by the room that knows the object. */
export interface IPageType {
  /** `session`, `sessions`, `instance-wizard`, …: the first part of `open`. */
  kind: string;
  icon: LabIcon;
  /** The tab's title until the page sets its own. */
  label: string;
  render: (props: IPageProps) => React.ReactElement;
}

export interface IPageProps {
  /** The id of the object; '' for a page that shows a list. */
  id: string;
  /** The tab that is shown, kept over a reload; null: the first. */
  tab: string | null;
  setTab: (tab: string) => void;
  /** The main-area widget: its title, icon and leave guard. */
  page: ObjectPage;
}

/** One entry of an object's ⋮ and right-click menu. */
export interface IObjectAction<Row = any> {
  /** Called with `args(row)`, by default `{ id: row.id }`. */
  command: string;
  args?: (row: Row) => ReadonlyJSONObject;
  /** Absent where it makes no sense; by default always there. */
  isVisible?: (row: Row) => boolean;
  /** The role that it needs; absent where the user hasn't it. */
  needs?: RoleName;
  /** Entries are sorted by rank; a new hundred begins a new group. */
  rank?: number;
  /** Its place among the icon buttons of the object's page; absent: none. */
  button?: number;
  /** For the kind `new`: the kind of what it makes. */
  creates?: string;
}

/**
 * The menus of each kind of object, filled by the rooms.
 *
 * The kind `new` is special: its actions make something, and show in the
 * sidebar's + menu, the launcher and the palette.
 */
export interface IObjectActions {
  add(kind: string, action: IObjectAction): IDisposable;
  for<Row>(kind: string, row: Row): IObjectAction<Row>[];
}

/** What every room builds on. */
export interface IJupyterExt {
  readonly api: ApiClient;
  readonly changes: ChangeStream;
  readonly queries: QueryClient;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly actions: IObjectActions;
  /** Offer a kind of page; `open` and the restored layout then know it. */
  addPage(page: IPageType): IDisposable;
  hasPage(kind: string): boolean;
  /** Open the page of an object, or bring it to the front. */
  open(kind: string, id: string, tab?: string): Promise<void>;
  /** Show an error to the user where no better place is at hand. */
  reportError(title: string, error: unknown): void;
}

export const IJupyterExt = new Token<IJupyterExt>(
  'jupyter-ext:IJupyterExt',
  'The REST client, change stream, pages and object menus of jupyter-ext.'
);
