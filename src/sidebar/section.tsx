import {
  HTMLSelect,
  PanelWithToolbar,
  addIcon,
  launcherIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { useList } from '../api/hooks';
import { Breadcrumbs } from '../folders/breadcrumbs';
import { useEntering } from '../folders/entering';
import { useEntries } from '../folders/entries';
import { useFolders } from '../folders/place';
import { folderColumns, useFolderDrag, useShownFolders } from '../folders/rows';
import { TOP, isFolder } from '../folders/tree';
import { IJupyterExt } from '../tokens';
import { ActionButton } from '../ui/actionbar';
import { JxWidget, useJx, useTrans } from '../ui/context';
import { DataTable } from '../ui/datatable';
import { STARRED } from '../ui/starring';
import type { IColumn } from '../ui/tablestate';
import { formatCount } from '../ui/values';
import { useProven } from '../ui/whose';
import { SidebarModel } from './model';
import { ISection } from './sectiontypes';
import { shortCount } from './words';

/**
 * The list of a section, as its chips, its order and the search narrow it; in
 * all folders, it is asked for its length alone.
 */
function useSection(
  section: ISection,
  model: SidebarModel,
  everywhere = false
) {
  const [, update] = React.useReducer(n => n + 1, 0);
  React.useEffect(() => {
    model.changed.connect(update);
    return () => {
      model.changed.disconnect(update);
    };
  }, [model]);
  const state = model.section(section.id, section.sorts[0].value);
  const { search } = model;
  const tree = useFolders(section.folders ?? 'artifact', !!section.folders);
  const folder = tree?.get(state.folder)?.id ?? null;
  // A search looks into all of them.
  const foldered = !!section.folders && !!tree?.folders.length && !search;
  const filters = {
    ...state,
    search,
    section: section.id,
    folder: foldered && !everywhere ? (folder ?? TOP) : undefined
  };
  const fetch = section.fetch(filters);
  const counting = foldered && everywhere;
  const list = useList<{ id: string }>(
    section.kind,
    { ...filters, counting },
    counting ? (_, signal) => fetch({ offset: 0, limit: 1 }, signal) : fetch,
    { enabled: !section.folders || tree !== null }
  );
  return { state, list, tree: section.folders ? tree : null, folder };
}

/** What makes an object of a section's kind, where a room offers that. */
function creator(
  jx: IJupyterExt,
  section: ISection,
  folder: string | null
): (() => void) | null {
  const action = jx.actions
    .for('new', { id: '' })
    .find(one => one.creates === section.kind);
  return action
    ? () =>
        void jx.commands.execute(action.command, {
          ...action.args?.({ id: '' }),
          ...(folder ? { folder } : {})
        })
    : null;
}

/** How many there are, and what can be done with all, in the title. */
class SectionTools extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _section: ISection,
    private _model: SidebarModel
  ) {
    super(jx);
    this.addClass('jx-Sidebar-tools');
  }

  protected renderContent(): JSX.Element {
    return <Tools section={this._section} model={this._model} />;
  }
}

function Tools(props: { section: ISection; model: SidebarModel }): JSX.Element {
  const { section, model } = props;
  const jx = useJx();
  const trans = useTrans();
  const { list, folder } = useSection(section, model, true);
  const create = creator(jx, section, folder);
  return (
    <>
      <span
        className="jx-Sidebar-count"
        title={
          list.total === null
            ? undefined
            : trans.__('%1 in all', formatCount(list.total))
        }
      >
        {list.total === null ? '' : shortCount(list.total)}
      </span>
      {section.stop && !!list.total && (
        <ActionButton
          label={trans.__('Stop all sessions')}
          icon={stopIcon}
          iconOnly
          onClick={section.stop}
        />
      )}
      {create && section.empty.action && (
        <ActionButton
          label={trans.__('%1…', section.empty.action)}
          icon={addIcon}
          iconOnly
          hasPopup="dialog"
          onClick={create}
        />
      )}
      {section.listPage && jx.hasPage(section.listPage) && (
        <ActionButton
          label={trans.__('Open %1 in the main area', section.title)}
          icon={launcherIcon}
          iconOnly
          onClick={() => jx.open(section.listPage!, '')}
        />
      )}
    </>
  );
}

/** The rows of a section, below its chips and its order. */
class SectionList extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _section: ISection,
    private _model: SidebarModel
  ) {
    super(jx);
    this.addClass('jx-Sidebar-section');
  }

  protected renderContent(): JSX.Element {
    return <Section section={this._section} model={this._model} />;
  }
}

function Section(props: {
  section: ISection;
  model: SidebarModel;
}): JSX.Element {
  const { section, model } = props;
  const jx = useJx();
  const trans = useTrans();
  const { state, list, tree, folder } = useSection(section, model);
  const proven = useProven();
  const chips = section.chips.filter(chip => proven || !chip.proven);
  const create = creator(jx, section, folder);
  const { search } = model;
  const narrowed = !!search || state.chips.length > 0;
  const starred = state.chips.includes(STARRED);
  const folders = useShownFolders(
    starred && !search ? null : tree, // starred ones are those of folders below too
    search ? null : folder,
    search
  );
  const entries = useEntries<any>(list, folders);
  // Of nothing there is nothing to filter and sort.
  const offersFilters =
    chips.length + section.sorts.length > 1 &&
    (narrowed || entries.total !== 0);
  const drag = useFolderDrag<any>(section.folders ?? 'artifact', tree);
  const columns = React.useMemo(
    () =>
      section.folders
        ? (folderColumns(section.columns) as IColumn<any>[])
        : section.columns,
    [section]
  );
  const open = (to: string | null) => {
    // One that was found is looked into: what was searched for was its name.
    model.search = '';
    model.setFolder(section.id, to);
  };
  const [way, enter] = useEntering(entries, folder, open);
  return (
    <>
      {offersFilters && (
        <div
          className="jx-Sidebar-filters"
          role="group"
          aria-label={trans.__('Filter and sort %1', section.title)}
        >
          {chips.map(chip => (
            <button
              key={chip.id}
              type="button"
              className="jx-Chip"
              aria-pressed={state.chips.includes(chip.id)}
              title={chip.title}
              onClick={() => model.toggleChip(section.id, chip.id)}
            >
              {chip.label}
            </button>
          ))}
          {section.sorts.length > 1 && (
            <HTMLSelect
              className="jx-Sidebar-sort"
              aria-label={trans.__('Sort %1', section.title)}
              value={state.sort}
              onChange={event => model.setSort(section.id, event.target.value)}
              options={section.sorts}
            />
          )}
        </div>
      )}
      {tree && folder && !search && (
        <div className="jx-Sidebar-up" ref={way}>
          <Breadcrumbs
            kind={section.folders!}
            tree={tree}
            folder={folder}
            onOpen={open}
          />
        </div>
      )}
      <DataTable<any>
        bare
        id={`sidebar-${section.id}`}
        label={section.title}
        columns={columns}
        list={entries}
        rowName={row => (isFolder(row) ? row.name : section.name(row))}
        menu={row => (isFolder(row) ? 'folder' : section.kind)}
        drag={section.folders && drag}
        onOpen={row =>
          isFolder(row) ? enter(row.id) : void jx.open(section.kind, row.id)
        }
        empty={
          folder && !narrowed
            ? {
                title: trans.__('This folder is empty'),
                action: {
                  label: trans.__('Go up'),
                  onClick: () => open(tree!.get(folder)!.parent_id ?? null)
                }
              }
            : narrowed
              ? {
                  title: trans.__('Nothing matches'),
                  action: {
                    label: trans.__('Show all'),
                    onClick: () => {
                      model.search = '';
                      for (const chip of state.chips) {
                        model.toggleChip(section.id, chip);
                      }
                    }
                  }
                }
              : {
                  title: section.empty.title,
                  text: section.empty.text,
                  action:
                    create && section.empty.action
                      ? { label: section.empty.action, onClick: create }
                      : undefined
                }
        }
      />
    </>
  );
}

/** A section of the sidebar: title with count and buttons, and its list. */
export function createSection(
  jx: IJupyterExt,
  section: ISection,
  model: SidebarModel
): PanelWithToolbar {
  const panel = new PanelWithToolbar();
  panel.id = `jupyter-ext-sidebar-${section.id}`;
  panel.addClass('jx-Sidebar-panel');
  panel.title.label = section.title;
  panel.toolbar.addItem('tools', new SectionTools(jx, section, model));
  panel.addWidget(new SectionList(jx, section, model));
  return panel;
}
