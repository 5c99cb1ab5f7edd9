import { folderIcon, listIcon, newFolderIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import {
  ActionButton,
  Banner,
  DataTable,
  IAction,
  IDataTableProps,
  RelativeTime,
  Star,
  Tiles,
  describeError,
  formatCount,
  gridIcon,
  useJx,
  useTrans
} from '../ui';
import { Breadcrumbs } from './breadcrumbs';
import { CommandIDs } from './commandids';
import { useEntering } from './entering';
import { useEntries } from './entries';
import type { IPlace } from './place';
import { SortChoice } from './sortchoice';
import {
  areMovable,
  folderColumns,
  useFolderDrag,
  useShownFolders
} from './rows';
import { Entry, TOP, isFolder, parted, placeOf } from './tree';
import { countText } from './words';

/** What an object of a list with folders has. */
export interface IPlacedObject {
  id: string;
  name: string;
  folder_id?: string | null;
  starred?: boolean;
}

export interface IFolderTableProps<Row extends IPlacedObject> extends Pick<
  IDataTableProps<Row>,
  'id' | 'label' | 'columns' | 'list' | 'expand' | 'empty'
> {
  place: IPlace;
  /** The list is of no folder: what others share lies in none of one's own. */
  everywhere?: boolean;
  /** The list is of all that lies below the open folder: none is gone through. */
  below?: boolean;
  /** In the view of tiles. */
  icon: (row: Row) => React.ReactNode;
  note: (row: Row) => React.ReactNode;
  /** `12 artifacts`. */
  countLabel: (total: number, written: string) => string;
  /** Whether chips narrow the list. */
  filtered: boolean;
}

/** The open folder of a kind: its folders first, then its objects. */
export function FolderTable<Row extends IPlacedObject>(
  props: IFolderTableProps<Row>
): JSX.Element {
  const { place, empty } = props;
  const { kind, tree, search } = place;
  const folder = props.everywhere ? null : place.folder;
  const jx = useJx();
  const trans = useTrans();
  const byName = place.sort.key === 'name' && place.sort.descending;
  const folders = useShownFolders(
    props.everywhere || (props.below && !search) ? null : tree,
    folder,
    search,
    byName
  );
  const list = useEntries<Row>(props.list, folders);
  const columns = React.useMemo(
    () => folderColumns(props.columns),
    [props.columns]
  );
  const drag = useFolderDrag<Row>(kind, tree);
  const [bar, enter] = useEntering(list, folder, place.open);
  const shared = {
    label: props.label,
    list,
    scope: folder ?? TOP,
    drag,
    rowName: (entry: Entry<Row>) => entry.name,
    menu: (entry: Entry<Row>) => (isFolder(entry) ? 'folder' : kind),
    onOpen: (entry: Entry<Row>) =>
      isFolder(entry) ? enter(entry.id) : void jx.open(kind, entry.id),
    selectionActions: (entries: Entry<Row>[], clear: () => void): IAction[] => [
      {
        label: trans.__('Move…'),
        hasPopup: 'dialog',
        disabled: areMovable(entries)
          ? null
          : trans.__('Some of them are not yours to move'),
        onClick: () => move(entries, clear)
      }
    ],
    countLabel: (total: number) =>
      countText(
        folders.length,
        props.countLabel(
          total - folders.length,
          formatCount(total - folders.length)
        ),
        trans
      ),
    empty:
      folder && !search && !props.filtered
        ? {
            title: trans.__('This folder is empty'),
            text: trans.__('Drag something here, or make it here.'),
            action: empty.action
          }
        : empty
  };
  const move = async (entries: Entry<Row>[], clear: () => void) => {
    const done = await jx.commands.execute(CommandIDs.move, {
      kind,
      ...parted(entries),
      what:
        entries.length === 1
          ? entries[0].name
          : trans._n('%1 selected', '%1 selected', entries.length),
      // Of what was found below it, some may lie elsewhere.
      from: entries.every(one => placeOf(one) === folder) ? folder : undefined
    });
    if (done) {
      clear();
    }
  };
  return (
    <>
      {place.failure && (
        <Banner
          tone="error"
          actions={
            <ActionButton label={trans.__('Retry')} onClick={place.retry} />
          }
        >
          {trans.__('The folders could not be loaded.')}{' '}
          {describeError(place.failure, trans).message}
        </Banner>
      )}
      {tree && (
        <div className="jx-FolderBar" ref={bar}>
          <Breadcrumbs
            kind={kind}
            tree={tree}
            folder={folder}
            onOpen={place.open}
          />
          <ActionButton
            label={trans.__('New folder')}
            icon={newFolderIcon}
            iconOnly
            hasPopup="dialog"
            onClick={() =>
              jx.commands.execute(CommandIDs.create, { kind, folder })
            }
          />
          {place.view === 'grid' && (
            <SortChoice place={place} columns={props.columns} />
          )}
          <ViewSwitch place={place} />
        </div>
      )}
      {place.view === 'grid' ? (
        <Tiles<Entry<Row>>
          {...shared}
          icon={entry =>
            isFolder(entry) ? (
              <folderIcon.react tag="span" width="32px" height="32px" />
            ) : (
              props.icon(entry)
            )
          }
          note={entry =>
            isFolder(entry) ? (
              <RelativeTime at={entry.folder.created_at} />
            ) : (
              <>
                <Star row={entry} /> {props.note(entry)}
              </>
            )
          }
        />
      ) : (
        <DataTable<Entry<Row>>
          {...shared}
          id={props.id}
          columns={columns}
          sort={place.sort}
          onSort={place.setSort}
          expand={
            props.expand &&
            (entry => (isFolder(entry) ? null : props.expand!(entry)))
          }
          canExpand={entry => !isFolder(entry)}
        />
      )}
    </>
  );
}

/** List or tiles, as one likes it; kept. */
function ViewSwitch(props: { place: IPlace }): JSX.Element {
  const { place } = props;
  const trans = useTrans();
  return (
    <div
      className="jx-ViewSwitch"
      role="group"
      aria-label={trans.__('How it is shown')}
    >
      <ActionButton
        label={trans.__('As a list')}
        icon={listIcon}
        iconOnly
        pressed={place.view === 'list'}
        onClick={() => place.setView('list')}
      />
      <ActionButton
        label={trans.__('As tiles')}
        icon={gridIcon}
        iconOnly
        pressed={place.view === 'grid'}
        onClick={() => place.setView('grid')}
      />
    </div>
  );
}
