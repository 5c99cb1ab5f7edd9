import { MainAreaWidget } from '@jupyterlab/apputils';
import { LabIcon } from '@jupyterlab/ui-components';
import { Message } from '@lumino/messaging';
import { ISignal, Signal } from '@lumino/signaling';
import type { UseQueryResult } from '@tanstack/react-query';
import * as React from 'react';

import { isGone } from '../api/request';
import { IJupyterExt, IPageType } from '../tokens';
import { ActionBar, IAction } from './actionbar';
import { JxWidget, useTrans } from './context';
import { confirm } from './dialogs';
import { LongText } from './facts';
import { DeletedBanner, OldBanner, deletedAt } from './objectstate';
import { EmptyState, ErrorState, Skeleton } from './states';
import { Star } from './starring';
import { ITab, Tabs } from './tabs';
import { TwoEnds } from './twoends';

/** Why a page can't simply be closed. */
export interface ILeaveGuard {
  title: string;
  body: string;
  /** The verb that leaves. */
  accept: string;
}

class PageContent extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _render: () => JSX.Element
  ) {
    super(jx);
    this.addClass('jx-Page');
    this.node.tabIndex = -1;
  }

  protected renderContent(): JSX.Element {
    return this._render();
  }
}

/** A main-area page for an object, or for a list; kept over a reload. */
export class ObjectPage extends MainAreaWidget<JxWidget> {
  constructor(
    jx: IJupyterExt,
    readonly type: IPageType,
    readonly objectId: string,
    tab: string | null = null,
    /** What it was called when the layout was saved. */
    title: string | null = null
  ) {
    super({
      content: new PageContent(jx, () => this._renderPage()),
      translator: jx.translator
    });
    this._jx = jx;
    this._tab = tab;
    this.id = ObjectPage.idOf(type.kind, objectId);
    this.addClass('jx-ObjectPage');
    this.toolbar.hide();
    this.title.label = title ?? type.label;
    this.title.caption = title ?? '';
    this.title.icon = type.icon;
    this.title.closable = true;
  }

  /** One widget for one object. */
  static idOf(kind: string, id: string): string {
    return `jupyter-ext:${kind}:${id}`;
  }

  get tab(): string | null {
    return this._tab;
  }

  /** What the layout has to remember has changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  setTab(tab: string): void {
    if (tab !== this._tab) {
      this._tab = tab;
      this.content.update();
      this._stateChanged.emit();
    }
  }

  setTitle(label: string, icon?: LabIcon): void {
    const renamed = label !== this.title.label;
    this.title.label = label;
    this.title.caption = label;
    if (icon) {
      this.title.icon = icon;
    }
    if (renamed) {
      this._stateChanged.emit();
    }
  }

  /** Ask before closing; null: nothing would be lost. */
  setLeaveGuard(guard: ILeaveGuard | null): void {
    // Closing the browser's tab would lose as much.
    window.removeEventListener('beforeunload', this._askBrowser);
    if (guard) {
      window.addEventListener('beforeunload', this._askBrowser);
    }
    this._guard = guard;
    this.title.className = guard ? 'jp-mod-dirty' : '';
  }

  dispose(): void {
    window.removeEventListener('beforeunload', this._askBrowser);
    super.dispose();
  }

  protected onCloseRequest(msg: Message): void {
    const guard = this._guard;
    if (!guard) {
      super.onCloseRequest(msg);
      return;
    }
    if (!this._asking) {
      this._asking = true;
      void confirm({ ...guard, warn: true }, this._jx.trans)
        .then(leave => {
          if (leave) {
            this.setLeaveGuard(null);
            this.dispose();
          }
        })
        .finally(() => {
          this._asking = false;
        });
    }
  }

  private _renderPage(): JSX.Element {
    const { render: Page } = this.type;
    return (
      <Page
        id={this.objectId}
        tab={this._tab}
        setTab={tab => this.setTab(tab)}
        page={this}
      />
    );
  }

  private _askBrowser = (event: BeforeUnloadEvent): void =>
    event.preventDefault();
  private _asking = false;
  private _guard: ILeaveGuard | null = null;
  private _jx: IJupyterExt;
  private _stateChanged = new Signal<this, void>(this);
  private _tab: string | null;
}

export interface IObjectView<T> {
  /** The object as asked for by `useOne`. */
  query: UseQueryResult<T, Error>;
  page: ObjectPage;
  /** The noun, for `This session doesn't exist`. */
  noun: string;
  title: (object: T) => string;
  icon?: (object: T) => LabIcon;
  /** What has a star before its title and a note below its head. */
  described?: (object: T) => { note: string; starred: boolean };
  /** Before the title: a state badge. */
  mark?: LabIcon | ((object: T) => React.ReactNode);
  /** Small print below the title. */
  meta?: (object: T) => React.ReactNode;
  actions?: (object: T) => IAction[];
  /** Beside the actions: the ⋮ button. */
  extraActions?: (object: T) => React.ReactNode;
  /** Take its deletion back. */
  restore?: (object: T) => Promise<unknown>;
  /** Below the head: a failure, a note. */
  banner?: (object: T) => React.ReactNode;
  tabs?: (object: T) => ITab[];
  tab?: string | null;
  setTab?: (tab: string) => void;
  /** In place of tabs. */
  children?: (object: T) => React.ReactNode;
}

/** The frame of an object's page: head, tabs, and every state it may be in. */
export function ObjectView<T>(props: IObjectView<T>): JSX.Element {
  const { query, page, noun, restore } = props;
  const trans = useTrans();
  const object = query.data;
  const title = object === undefined ? null : props.title(object);
  const icon = object === undefined ? undefined : props.icon?.(object);
  React.useEffect(() => {
    if (title !== null) {
      page.setTitle(title, icon);
    }
  }, [title, icon]);
  const gone = isGone(query.error) || deletedAt(object) !== null;
  if (object === undefined) {
    if (gone) {
      return (
        <EmptyState
          title={trans.__("This %1 doesn't exist", noun)}
          action={{ label: trans.__('Close'), onClick: () => page.close() }}
        >
          {trans.__(
            'It was deleted, or you may not see it. Its id was %1.',
            page.objectId
          )}
        </EmptyState>
      );
    }
    if (query.error) {
      return (
        <ErrorState
          title={trans.__('The %1 could not be loaded', noun)}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      );
    }
    return <Skeleton lines={6} />;
  }
  const tabs = props.tabs?.(object);
  const described = props.described?.(object);
  return (
    <div className="jx-ObjectView">
      {gone ? (
        <DeletedBanner
          object={object}
          noun={noun}
          restore={restore && (() => restore(object))}
        />
      ) : (
        query.error && (
          <OldBanner error={query.error} onRetry={() => void query.refetch()} />
        )
      )}
      <div className="jx-ObjectView-head">
        <div className="jx-ObjectView-line">
          {props.mark instanceof LabIcon ? (
            <props.mark.react
              tag="span"
              width="16px"
              height="16px"
              className="jx-ObjectIcon"
            />
          ) : (
            props.mark?.(object)
          )}
          {described && <Star row={described} />}
          <h1 className="jx-ObjectView-title jx-ellipsis" title={title!}>
            <TwoEnds name={title!} />
          </h1>
          {!gone && (props.actions || props.extraActions) && (
            <ActionBar
              label={trans.__('Actions of %1', title!)}
              actions={props.actions?.(object)}
            >
              {props.extraActions?.(object)}
            </ActionBar>
          )}
        </div>
        {props.meta && (
          <div className="jx-ObjectView-meta">{props.meta(object)}</div>
        )}
      </div>
      {props.banner?.(object)}
      {described?.note && (
        <LongText className="jx-Note" text={described.note} />
      )}
      {tabs && (
        <Tabs
          label={trans.__('Parts of %1', title!)}
          tabs={tabs}
          current={props.tab ?? null}
          onSelect={tab => (props.setTab ?? (t => page.setTab(t)))(tab)}
        />
      )}
      {props.children?.(object)}
    </div>
  );
}
