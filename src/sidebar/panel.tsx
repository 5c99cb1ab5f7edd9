import {
  InputGroup,
  SidePanel,
  addIcon,
  searchIcon
} from '@jupyterlab/ui-components';
import { AccordionLayout, AccordionPanel } from '@lumino/widgets';
import * as React from 'react';

import { IJupyterExt } from '../tokens';
import { ActionButton } from '../ui/actionbar';
import { JxWidget, useJx, useTrans } from '../ui/context';
import { productIcon } from '../ui/icons';
import { openObjectMenu } from '../ui/menu';
import { SidebarModel } from './model';
import { createSection } from './section';
import { objectSections } from './sections';
import { runningSection } from './sessionsections';

export const SIDEBAR_ID = 'jupyter-ext-sidebar';

const OPEN_KEY = 'jupyter-ext:sidebar:open';
const OPEN_FIRST = ['specifications', 'sessions'];

/** The one left-sidebar entry: a search and a section for each kind. */
export class Sidebar extends SidePanel {
  constructor(private _jx: IJupyterExt) {
    super({ translator: _jx.translator });
    const { trans } = _jx;
    this.id = SIDEBAR_ID;
    this.addClass('jx-Sidebar');
    this.title.icon = productIcon;
    this.title.caption = trans.__('Specifications, instances and sessions');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);
    this._search = new SearchBox(_jx, this._model);
    this.header.addWidget(this._search);
  }

  /** Add the sections, when all rooms have told what they offer. */
  fill(): void {
    const jx = this._jx;
    const accordion = this.content as AccordionPanel;
    const sections = [runningSection(jx), ...objectSections(jx)];
    const open = readOpen();
    sections.forEach((section, i) => {
      this.addWidget(createSection(jx, section, this._model));
      if (!open.includes(section.id)) {
        accordion.collapse(i);
      }
    });
    accordion.expansionToggled.connect((_, index) => {
      giveRoom(accordion, index);
      writeOpen(
        sections
          .filter((_, i) => !accordion.widgets[i].isHidden)
          .map(section => section.id)
      );
    });
    this._ids = sections.map(section => section.id);
  }

  /** Unfold a section. */
  reveal(id: string): void {
    const index = this._ids.indexOf(id);
    if (index >= 0) {
      (this.content as AccordionPanel).expand(index);
    }
  }

  /** Put the cursor into the search, once it is drawn. */
  async focusSearch(): Promise<void> {
    const frame = () => new Promise(requestAnimationFrame);
    // The palette, when it goes, gives the focus back to what had it before.
    await frame();
    for (let tries = 0; tries < 60; tries++) {
      await frame();
      const input = this._search.node.querySelector('input');
      if (input) {
        input.focus();
        return;
      }
    }
  }

  private _ids: string[] = [];
  private _model = new SidebarModel();
  private _search: SearchBox;
}

/**
 * A section that was folded from the start has no height to come back to:
 * share the room between all that are open.
 */
function giveRoom(accordion: AccordionPanel, index: number): void {
  const layout = accordion.layout as AccordionLayout;
  const section = accordion.widgets[index];
  if (!section.isHidden && layout.absoluteSizes()[index] < 80) {
    accordion.setRelativeSizes(
      accordion.widgets.map(widget => (widget.isHidden ? 0 : 1))
    );
  }
}

class SearchBox extends JxWidget {
  constructor(
    jx: IJupyterExt,
    private _model: SidebarModel
  ) {
    super(jx);
    this.addClass('jx-Sidebar-header');
  }

  protected renderContent(): JSX.Element {
    return <Search model={this._model} />;
  }
}

function Search(props: { model: SidebarModel }): JSX.Element {
  const { model } = props;
  const jx = useJx();
  const trans = useTrans();
  const [text, setText] = React.useState(model.search);
  React.useEffect(() => {
    let last = model.search;
    const follow = () => {
      if (model.search !== last) {
        last = model.search;
        // What is being typed may end in a space, which isn't searched for.
        setText(now => (now.trim() === last ? now : last));
      }
    };
    model.changed.connect(follow);
    return () => {
      model.changed.disconnect(follow);
    };
  }, [model]);
  // The server is asked when the typing pauses.
  React.useEffect(() => {
    const timer = window.setTimeout(() => {
      model.search = text.trim();
    }, 200);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <div className="jx-Sidebar-search">
      <InputGroup
        className="jx-Input"
        type="search"
        rightIcon={searchIcon}
        aria-label={trans.__('Search everything')}
        placeholder={trans.__('Search everything')}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            setText('');
          }
        }}
      />
      {jx.actions.for('new', { id: '' }).length > 0 && (
        <ActionButton
          label={trans.__('New…')}
          icon={addIcon}
          iconOnly
          hasPopup="menu"
          onClick={event => {
            const box = event.currentTarget.getBoundingClientRect();
            openObjectMenu(
              jx,
              'new',
              { id: '' },
              { x: box.left, y: box.bottom }
            );
          }}
        />
      )}
    </div>
  );
}

function readOpen(): string[] {
  try {
    return (
      JSON.parse(window.localStorage.getItem(OPEN_KEY) ?? 'null') ?? OPEN_FIRST
    );
  } catch {
    return OPEN_FIRST;
  }
}

function writeOpen(ids: string[]): void {
  try {
    window.localStorage.setItem(OPEN_KEY, JSON.stringify(ids));
  } catch {
    // A full or forbidden store only means that the choice isn't kept.
  }
}
