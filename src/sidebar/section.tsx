import {
  HTMLSelect,
  PanelWithToolbar,
  addIcon,
  launcherIcon,
  stopIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { IList, useList } from '../api/hooks';
import { IJupyterExt } from '../tokens';
import { ActionButton } from '../ui/actionbar';
import { JxWidget, useJx, useTrans } from '../ui/context';
import { DataTable } from '../ui/datatable';
import { formatCount } from '../ui/values';
import { SidebarModel } from './model';
import { ISection } from './sections';
import { shortCount } from './words';

/** The list of a section, as its chips, its order and the search narrow it. */
function useSection(section: ISection, model: SidebarModel) {
  const [, update] = React.useReducer(n => n + 1, 0);
  React.useEffect(() => {
    model.changed.connect(update);
    return () => {
      model.changed.disconnect(update);
    };
  }, [model]);
  const state = model.section(section.id, section.sorts[0].value);
  const filters = { ...state, search: model.search, section: section.id };
  const list = useList<{ id: string }>(
    section.kind,
    filters,
    section.fetch(filters)
  );
  return { state, list };
}

/** What makes an object of a section's kind, where a room offers that. */
function creator(jx: IJupyterExt, section: ISection): (() => void) | null {
  const action = jx.actions
    .for('new', { id: '' })
    .find(one => one.creates === section.kind);
  return action
    ? () => void jx.commands.execute(action.command, action.args?.({ id: '' }))
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
  const { list } = useSection(section, model);
  const create = creator(jx, section);
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
  const { state, list } = useSection(section, model);
  const narrowed = !!model.search || state.chips.length > 0;
  // Of nothing there is nothing to filter and sort.
  const offersFilters =
    section.chips.length + section.sorts.length > 1 &&
    (narrowed || list.total !== 0);
  const create = creator(jx, section);
  return (
    <>
      {offersFilters && (
        <div
          className="jx-Sidebar-filters"
          role="group"
          aria-label={trans.__('Filter and sort %1', section.title)}
        >
          {section.chips.map(chip => (
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
      <DataTable
        bare
        id={`sidebar-${section.id}`}
        label={section.title}
        columns={section.columns}
        list={list as IList<any>}
        rowName={section.name}
        menu={section.kind}
        onOpen={row => void jx.open(section.kind, row.id)}
        empty={
          narrowed
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
